import type { ComparisonOperator } from '../../../wire/models/cloudwatch.ts'
import type { StateValue } from './records.ts'

/** One period that an alarm looks at; without a value when nothing was measured. */
export interface Slot {
  /** Epoch ms of its beginning. */
  readonly time: number
  readonly value?: number
  readonly sampleCount?: number
}

export interface Rule {
  readonly comparison: ComparisonOperator
  readonly threshold: number
  readonly evaluationPeriods: number
  /** So many of them beyond the threshold are an alarm. */
  readonly needed: number
  readonly treatMissingData: string
}

/** What an alarm makes of its periods. */
export interface Verdict {
  /** `keep`: what there is to see changes nothing. */
  readonly state: StateValue | 'keep'
  /** The periods that decided, the newest first. */
  readonly evaluated: readonly Slot[]
  readonly breaching: number
  /** Periods without a value that were treated as if they had one. */
  readonly filled: number
}

/** How many periods beyond those of its rule an alarm looks back, for values in place of missing ones. */
export const PERIODS_BEYOND = 2

/**
 * Decides as the user guide tables it (how alarms treat missing data). Values fill the place of missing ones as far
 * as the range goes; what is still missing is treated as the alarm says.
 * @param slots all periods of the range, the oldest first
 */
export function evaluate(slots: readonly Slot[], rule: Rule): Verdict {
  const { evaluationPeriods, needed } = rule
  const known = slots.filter(({ value }) => value !== undefined).slice(-evaluationPeriods)
  const breaching = known.filter(slot => isBreaching(slot.value, rule)).length
  const missing = evaluationPeriods - known.length
  const newestFirst = known.toReversed()
  if (missing === 0 || breaching >= needed) {
    const state = breaching >= needed ? 'ALARM' : 'OK'
    return { state, evaluated: newestFirst, breaching, filled: 0 }
  }
  const filling = { known, newestFirst, breaching, missing, slots }
  return rule.treatMissingData === 'breaching' || rule.treatMissingData === 'notBreaching'
    ? filledUp(filling, rule)
    : leftOpen(filling, rule)
}

interface Filling {
  readonly known: readonly Slot[]
  readonly newestFirst: readonly Slot[]
  readonly breaching: number
  readonly missing: number
  readonly slots: readonly Slot[]
}

function filledUp(
  { newestFirst, breaching, missing, slots }: Filling,
  { treatMissingData, needed, evaluationPeriods }: Rule,
): Verdict {
  const all = breaching + (treatMissingData === 'breaching' ? missing : 0)
  const state = all >= needed ? 'ALARM' : 'OK'
  const evaluated =
    newestFirst.length > 0 ? newestFirst : slots.slice(-evaluationPeriods).toReversed()
  return { state, evaluated, breaching, filled: missing }
}

/** Missing data stay missing: one value within the threshold is enough to be fine. */
function leftOpen({ known, newestFirst, breaching, slots }: Filling, rule: Rule): Verdict {
  const seen = { evaluated: newestFirst, breaching, filled: 0 }
  if (breaching < known.length) return { state: 'OK', ...seen }
  if (rule.treatMissingData === 'ignore') return { state: 'keep', ...seen }
  if (known.length === 0) {
    const evaluated = slots.slice(-rule.evaluationPeriods).toReversed()
    return { state: 'INSUFFICIENT_DATA', evaluated, breaching, filled: 0 }
  }
  // All there is lies beyond the threshold: an alarm, unless what comes next could still be within it.
  const oldest = slots.findIndex(({ value }) => value !== undefined)
  const age = slots.length - oldest
  return { state: age >= rule.needed ? 'ALARM' : 'keep', ...seen }
}

const COMPARISONS: Readonly<
  Partial<Record<ComparisonOperator, (a: number, b: number) => boolean>>
> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
}

export const isComparison = (name: ComparisonOperator): boolean => Object.hasOwn(COMPARISONS, name)

function isBreaching(value: number | undefined, { comparison, threshold }: Rule): boolean {
  return value !== undefined && (COMPARISONS[comparison]?.(value, threshold) ?? false)
}

/** Adds up the parts of a number that is said in words. */

/** In what a language differs from `three hundred twenty one`. */
export interface SumRules {
  /** The parts after which a joining word may stand. */
  readonly andAfter: readonly Level[]
  /** `drei-und-zwanzig`. */
  readonly unitBeforeTen?: boolean
  /** Tens that a teen may follow: `soixante-dix`. */
  readonly teensAfter?: readonly number[]
  /** Hundreds may count to 99: `nineteen hundred`. */
  readonly wideHundreds?: boolean
}

export type Level = 'none' | 'unit' | 'teen' | 'ten' | 'hundred' | 'scale' | 'done'

export interface Morpheme {
  readonly kind:
    | 'digit'
    | 'teen'
    | 'ten'
    | 'hundreds'
    | 'hundred'
    | 'scale'
    | 'and'
    | 'half'
    | 'article'
  readonly value: number
}

/** A number so far: `total` holds closed scales, `group` what counts below the next scale. */
export interface Sum {
  readonly total: number
  readonly group: number
  readonly level: Level
  readonly scale: number
  readonly afterAnd: boolean
  readonly complete: boolean
}

export const EMPTY_SUM: Sum = {
  total: 0,
  group: 0,
  level: 'none',
  scale: Number.POSITIVE_INFINITY,
  afterAnd: false,
  complete: false,
}

/** The sum with one part more, or undefined where the language would not say it. */
export function add(rules: SumRules, sum: Sum, { kind, value }: Morpheme): Sum | undefined {
  switch (kind) {
    case 'digit':
      return addDigit(rules, sum, value)
    case 'teen':
      return addTeen(rules, sum, value)
    case 'ten':
      return addTen(rules, sum, value)
    case 'hundreds':
      return isOpen(sum) ? below(sum, value, 'hundred') : undefined
    case 'hundred':
      return addHundred(rules, sum, value)
    case 'scale':
      return addScale(sum, value)
    case 'and':
      return rules.andAfter.includes(sum.level) && !sum.afterAnd
        ? { ...sum, afterAnd: true, complete: false }
        : undefined
    case 'half':
      return sum.complete && Number.isInteger(sum.group) ? below(sum, value, 'done') : undefined
    case 'article':
      return sum === EMPTY_SUM ? { ...sum, group: value, level: 'unit' } : undefined
    default:
      return kind satisfies never
  }
}

/** Nothing stands yet below the last scale. */
const isOpen = ({ level }: Sum) => level === 'none' || level === 'scale'

function below(sum: Sum, value: number, level: Level): Sum {
  return { ...sum, group: sum.group + value, level, afterAnd: false, complete: true }
}

function addDigit(rules: SumRules, sum: Sum, value: number): Sum | undefined {
  if (value === 0) return sum === EMPTY_SUM ? below(sum, 0, 'done') : undefined
  if (isOpen(sum) || sum.level === 'hundred') return below(sum, value, 'unit')
  return sum.level === 'ten' && !rules.unitBeforeTen ? below(sum, value, 'done') : undefined
}

function addTeen(rules: SumRules, sum: Sum, value: number): Sum | undefined {
  if (isOpen(sum) || sum.level === 'hundred') return below(sum, value, 'teen')
  const follows = sum.level === 'ten' && rules.teensAfter?.includes(sum.group % 100)
  return follows ? below(sum, value, 'done') : undefined
}

function addTen(rules: SumRules, sum: Sum, value: number): Sum | undefined {
  if (isOpen(sum) || sum.level === 'hundred') return below(sum, value, 'ten')
  const inverted = rules.unitBeforeTen && sum.level === 'unit' && sum.afterAnd
  return inverted ? below(sum, value, 'done') : undefined
}

function addHundred(rules: SumRules, sum: Sum, value: number): Sum | undefined {
  if (sum.afterAnd && !isOpen(sum)) return undefined
  if (isOpen(sum)) return below(sum, value, 'hundred')
  const counts = rules.wideHundreds && sum.total === 0 ? sum.group < 100 : sum.group < 10
  if (!counts || sum.level === 'hundred') return undefined
  return { ...sum, group: sum.group * value, level: 'hundred', afterAnd: false, complete: true }
}

function addScale(sum: Sum, value: number): Sum | undefined {
  const isZero = sum.complete && sum.total + sum.group === 0
  if (isZero || (sum.afterAnd && !isOpen(sum))) return undefined
  const closed = {
    group: 0,
    level: 'scale',
    scale: value,
    afterAnd: false,
    complete: true,
  } as const
  if (value < sum.scale) return { total: sum.total + (sum.group || 1) * value, ...closed }
  // `dos mil millones`: a thousand counts the next scale.
  const counted = sum.total + sum.group
  return sum.scale === 1000 && value > 1000 ? { total: counted * value, ...closed } : undefined
}

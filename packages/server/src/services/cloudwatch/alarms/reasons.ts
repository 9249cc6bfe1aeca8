import type { Rule, Slot, Verdict } from './evaluation.ts'
import { type Alarm, neededOf } from './records.ts'

const PHRASES: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

/** Why an alarm stands as it does, in AWS's sentence (recorded for one period, and for missing data). */
export function reasonOf(verdict: Verdict, rule: Rule): string {
  const { state, evaluated, filled } = verdict
  const known = evaluated.filter(({ value }) => value !== undefined)
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(evaluated.length, 'datapoint')} ${was(evaluated.length)} unknown.`
  }
  const treated = `${counted(filled, 'missing datapoint')} ${was(filled)} treated as [${TREATED[rule.treatMissingData]}]`
  if (known.length === 0) {
    const periods = counted(rule.evaluationPeriods, 'period')
    return `Threshold Crossed: no datapoints were received for ${periods} and ${treated}.`
  }
  const crossed = `Threshold Crossed: ${comparedOf(known, verdict, rule)}`
  return filled > 0 ? `${crossed} and ${treated}.` : `${crossed}.`
}

function comparedOf(known: readonly Slot[], { state, breaching }: Verdict, rule: Rule): string {
  const not = state === 'ALARM' ? '' : 'not '
  const threshold = `${PHRASES[rule.comparison]} the threshold (${double(rule.threshold)})`
  const shown =
    state === 'ALARM' ? known.filter((_, index) => index < LISTED) : known.slice(0, LISTED)
  const list = `[${shown.map(point).join(', ')}]`
  if (rule.needed === rule.evaluationPeriods) {
    return `${counted(known.length, 'datapoint')} ${list} ${was(known.length)} ${not}${threshold}`
  }
  const inside = known.length - breaching
  const [count, least, change] =
    state === 'ALARM'
      ? [breaching, rule.needed, 'OK -> ALARM']
      : [inside, rule.evaluationPeriods - rule.needed + 1, 'ALARM -> OK']
  const minimum = `(minimum ${counted(least, 'datapoint')} for ${change} transition)`
  return `${count} out of the last ${counted(rule.evaluationPeriods, 'datapoint')} ${list} ${was(count)} ${not}${threshold} ${minimum}`
}

const TREATED: Readonly<Record<string, string>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
}

/** Values that a reason lists at most: it has 1023 characters. */
const LISTED = 10

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
const was = (count: number) => (count === 1 ? 'was' : 'were')

/** As Java prints doubles. */
const double = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value))

function point({ time, value = 0 }: Slot): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(time).toISOString()) ?? []
  return `${double(value)} (${day}/${month}/${year} ${clock})`
}

/** `2026-01-01T00:00:00.000+0000` */
export const instant = (time: number): string => new Date(time).toISOString().replace('Z', '+0000')

/** The evidence of a state, as JSON text. */
export function reasonData(alarm: Alarm, { evaluated }: Verdict, now: number): string {
  const { watches, threshold } = alarm
  const known = evaluated.filter(({ value }) => value !== undefined)
  const oldest = known.at(-1)
  return JSON.stringify({
    version: '1.0',
    queryDate: instant(now),
    ...(oldest && { startDate: instant(oldest.time) }),
    ...(watches.kind === 'metric' && {
      ...(watches.unit !== undefined && { unit: watches.unit }),
      statistic: watches.statistic ?? watches.extendedStatistic,
      period: watches.periodSeconds,
    }),
    recentDatapoints: known
      .toReversed()
      .slice(-LISTED)
      .map(({ value }) => value),
    threshold,
    evaluatedDatapoints: evaluated
      .slice(0, LISTED)
      .map(({ time, sampleCount, value }) => ({ timestamp: instant(time), sampleCount, value })),
  })
}

export const ruleOf = (alarm: Alarm): Rule => ({
  comparison: alarm.comparison,
  threshold: alarm.threshold,
  evaluationPeriods: alarm.evaluationPeriods,
  needed: neededOf(alarm),
  treatMissingData: alarm.treatMissingData ?? 'missing',
})

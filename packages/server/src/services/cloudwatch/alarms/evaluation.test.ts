import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, type Rule } from './evaluation.ts'
import { reasonOf } from './reasons.ts'

/** `0` is within the threshold, `X` beyond it, `-` missing; the oldest first, as the user guide tables it. */
const slotsOf = (signs: string) =>
  signs.split(' ').map((sign, index) => ({
    time: index * 60_000,
    ...(sign !== '-' && { value: sign === 'X' ? 11 : 1 }),
  }))

const rule = (treatMissingData: string, needed = 3, evaluationPeriods = 3): Rule => ({
  ...{ comparison: 'GreaterThanThreshold', threshold: 10, evaluationPeriods, needed },
  treatMissingData,
})

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching']
const verdicts = (signs: string, needed: number) =>
  TREATMENTS.map(one => evaluate(slotsOf(signs), rule(one, needed)).state)

describe('an alarm', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'keep', 'ALARM', 'OK']],
    // Too early to tell: the next two could be within the threshold.
    ['- - - - X', ['keep', 'keep', 'ALARM', 'OK']],
  ])('of three periods in three makes of %s what the guide says', (signs, expected) => {
    expect(verdicts(signs, 3)).toEqual(expected)
  })

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'keep', 'ALARM', 'OK']],
  ])('of two periods in three makes of %s what the guide says', (signs, expected) => {
    expect(verdicts(signs, 2)).toEqual(expected)
  })

  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('compares with %s', (comparison, expected) => {
    const found = [9, 10, 11].map(value => {
      const one = { ...rule('missing', 1, 1), comparison }
      return evaluate([{ time: 0, value }], one).state === 'ALARM'
    })
    expect(found).toEqual(expected)
  })

  it('never becomes one with fewer periods beyond the threshold than it needs, unless missing ones count', () => {
    const sign = fc.constantFrom('0', 'X', '-')
    fc.assert(
      fc.property(fc.array(sign, { minLength: 5, maxLength: 5 }), signs => {
        const text = signs.join(' ')
        const beyond = signs.filter(one => one === 'X').length
        const { state } = evaluate(slotsOf(text), rule('notBreaching'))
        expect(['ALARM', 'OK']).toContain(state)
        if (beyond < 3) expect(state).toBe('OK')
        if (!signs.includes('X')) {
          expect(evaluate(slotsOf(text), rule('missing')).state).not.toBe('ALARM')
        }
      }),
    )
  })
})

describe('the reason of a state', () => {
  const reason = (signs: string, one: Rule) => reasonOf(evaluate(slotsOf(signs), one), one)
  it.each([
    [
      '- - X',
      rule('missing', 1, 1),
      'Threshold Crossed: 1 datapoint [11.0 (01/01/70 00:02:00)] was greater than the threshold (10.0).',
    ],
    [
      '0 0 X',
      rule('missing', 2, 2),
      'Threshold Crossed: 2 datapoints [11.0 (01/01/70 00:02:00), 1.0 (01/01/70 00:01:00)] were not greater than the threshold (10.0).',
    ],
    [
      '- - - -',
      rule('breaching', 2, 2),
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      '- - -',
      rule('notBreaching', 1, 1),
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    ['- - -', rule('missing', 1, 1), 'Insufficient Data: 1 datapoint was unknown.'],
    [
      '0 X X',
      rule('missing', 2, 3),
      'Threshold Crossed: 2 out of the last 3 datapoints [11.0 (01/01/70 00:02:00), 11.0 (01/01/70 00:01:00), 1.0 (01/01/70 00:00:00)] were greater than the threshold (10.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
  ])('of %s is in the words of AWS', (signs, one, text) => {
    expect(reason(signs, one)).toBe(text)
  })
})

import { describe, expect, it } from 'vitest'
import { acceptedStep, base32, codeOf, consecutiveSteps, stepOf } from './one-time-codes.ts'

// RFC 6238, appendix B: the last six of the eight digits printed there.
const SEED = Buffer.from('12345678901234567890')
const PRINTED = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

const NOW = 1_800_000_000_000
const HERE = stepOf(NOW)

describe('a one-time code', () => {
  it.each(PRINTED)('at %i s is the one that RFC 6238 prints', (seconds, code) => {
    expect(codeOf(SEED, stepOf(seconds * 1000))).toBe(code)
  })

  it.each([
    [-2, undefined],
    [-1, HERE - 1],
    [0, HERE],
    [1, HERE + 1],
    [2, undefined],
  ])('%i steps away gives the step %s', (away, step) => {
    const code = codeOf(SEED, HERE + away)
    expect(acceptedStep(SEED, code, { now: NOW, drift: 0, lastStep: 0 })).toBe(step)
  })

  it('is accepted once, and none before it afterwards', () => {
    const at = { now: NOW, drift: 0, lastStep: HERE }
    expect(acceptedStep(SEED, codeOf(SEED, HERE), at)).toBeUndefined()
    expect(acceptedStep(SEED, codeOf(SEED, HERE - 1), at)).toBeUndefined()
    expect(acceptedStep(SEED, codeOf(SEED, HERE + 1), at)).toBe(HERE + 1)
  })

  it('follows the drift of its device', () => {
    const code = codeOf(SEED, HERE + 5)
    expect(acceptedStep(SEED, code, { now: NOW, drift: 5, lastStep: 0 })).toBe(HERE + 5)
  })

  it('with its successor tells how far a device is away, to a limit', () => {
    const codes = (step: number) => [codeOf(SEED, step), codeOf(SEED, step + 1)] as const
    expect(consecutiveSteps(SEED, codes(HERE - 7), NOW)).toBe(HERE - 7)
    expect(consecutiveSteps(SEED, codes(HERE + 500), NOW)).toBeUndefined()
    expect(consecutiveSteps(SEED, [codeOf(SEED, HERE), codeOf(SEED, HERE)], NOW)).toBeUndefined()
  })
})

// RFC 4648 §10, without the padding.
it.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of `%s` is `%s`', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded)
})

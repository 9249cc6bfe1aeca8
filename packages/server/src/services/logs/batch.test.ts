import { describe, expect, it } from 'vitest'
import { assertBatch, sortBatch } from './batch.ts'

const NOW = Date.UTC(2026, 0, 20)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const at = (...offsets: readonly number[]) =>
  offsets.map(offset => ({ timestamp: NOW + offset, message: 'm' }))

const rejected = (offsets: readonly number[], since = 0) =>
  sortBatch(at(...offsets), { now: NOW, since })

describe('a batch of log events', () => {
  it('must be in chronological order; equal times are', () => {
    expect(() => assertBatch(at(1, 0))).toThrow('must be in chronological order')
    expect(() => assertBatch(at(0, 0, 1))).not.toThrow()
  })

  it('counts the UTF-8 bytes of its messages and 26 for each', () => {
    const fits = [{ timestamp: NOW, message: 'é'.repeat((1_048_576 - 26) / 2) }]
    expect(() => assertBatch(fits)).not.toThrow()
    const tooLarge = [{ timestamp: NOW, message: `${fits[0]?.message}x` }]
    expect(() => assertBatch(tooLarge)).toThrow(
      'Upload too large: 1048577 bytes exceeds limit of 1048576',
    )
  })

  it('is stored but for events too old, too new and expired, which are told by index', () => {
    const accepted = rejected([-HOUR, 0, 2 * HOUR])
    expect(accepted.rejected).toBeUndefined()
    expect(accepted.accepted).toHaveLength(3)
    expect(accepted.acceptedBytes).toBe(81)
    const { rejected: told, accepted: rest } = rejected([
      -15 * DAY,
      -14 * DAY - 1,
      -1,
      0,
      2 * HOUR + 1,
    ])
    expect(told).toEqual({
      tooOldLogEventEndIndex: 2,
      tooNewLogEventStartIndex: 4,
      expiredLogEventEndIndex: undefined,
    })
    expect(rest).toHaveLength(2)
    expect(rejected([-3 * DAY, 0], NOW - DAY).rejected).toMatchObject({
      expiredLogEventEndIndex: 1,
    })
  })

  it('may be rejected whole', () => {
    expect(rejected([-20 * DAY])).toMatchObject({
      accepted: [],
      rejected: { tooOldLogEventEndIndex: 1 },
    })
  })

  it('spans a day at most, counting what is accepted', () => {
    expect(() => rejected([-DAY - 1, 0])).toThrow('cannot span more than 24 hours')
    expect(() => rejected([-DAY, 0])).not.toThrow()
    expect(() => rejected([-20 * DAY, -DAY, 0])).not.toThrow()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { key } from '../store/key.ts'
import type { Key } from '../store/store.ts'
import { createAgenda } from './agenda.ts'
import { LIMITS } from './limits.ts'

const at = (n: number) => key('job', 'test', String(n))
const time = fc.nat(20)
const step = fc.oneof(
  fc.record({ set: fc.nat(10), at: time }),
  fc.record({ delete: fc.nat(10) }),
  fc.record({ take: time }),
)

describe('an agenda', () => {
  it('gives what is due, the earliest first, as a sorted list would', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const agenda = createAgenda()
        const expected = new Map<Key, number>()
        let revision = 0
        for (const each of steps) {
          if ('set' in each) {
            agenda.set(at(each.set), { at: each.at, revision: ++revision })
            expected.set(at(each.set), each.at)
          } else if ('delete' in each) {
            agenda.delete(at(each.delete))
            expected.delete(at(each.delete))
          } else {
            const earliest = Math.min(...expected.values())
            const taken = agenda.take(each.take)
            if (taken === undefined) expect(earliest).toBeGreaterThan(each.take)
            else {
              expect(expected.get(taken)).toBe(earliest)
              expect(earliest).toBeLessThanOrEqual(each.take)
              expected.delete(taken)
            }
          }
          expect(agenda.nextAt() ?? Number.POSITIVE_INFINITY).toBe(Math.min(...expected.values()))
        }
      }),
    )
  })

  it('ignores what an older revision says', () => {
    const agenda = createAgenda()
    agenda.set(at(1), { at: 100, revision: 5 })
    agenda.set(at(1), { at: 50, revision: 4 })
    expect(agenda.nextAt()).toBe(100)
    agenda.set(at(1), { at: 70, revision: 6 })
    expect(agenda.take(70)).toBe(at(1))
    expect(agenda.take(1_000)).toBeUndefined()
  })

  it('keeps its order when one job is moved very often', () => {
    const agenda = createAgenda()
    agenda.set(at(2), { at: 3, revision: 1 })
    for (let n = 0; n < LIMITS.outdatedPlaces * 3; n++) {
      agenda.set(at(1), { at: 10_000 - n, revision: n })
    }
    expect(agenda.take(10_000)).toBe(at(2))
    expect(agenda.nextAt()).toBe(10_000 - LIMITS.outdatedPlaces * 3 + 1)
  })
})

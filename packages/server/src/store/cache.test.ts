import { describe, expect, it } from 'vitest'
import { createCache } from './cache.ts'
import { key } from './key.ts'
import { LIMITS } from './limits.ts'
import type { Key } from './store.ts'

const loaded = (key: Key, characters = 10) => ({
  document: { key, revision: 1, value: 'x' },
  characters,
})
const at = (n: number) => key('doc', String(n))

describe('the document cache', () => {
  it('tells a document, an absent one and an unknown one apart', () => {
    const cache = createCache()
    cache.remember(at(1), loaded(at(1)))
    cache.remember(at(2), undefined)
    expect(cache.find(at(1))?.key).toBe(at(1))
    expect(cache.find(at(2))).toBeNull()
    expect(cache.find(at(3))).toBeUndefined()
    cache.forget(at(1))
    cache.forget(at(2))
    expect([cache.find(at(1)), cache.find(at(2))]).toEqual([undefined, undefined])
  })

  it('keeps what is used and lets go of the rest when it is full', () => {
    const cache = createCache()
    cache.remember(at(0), loaded(at(0)))
    for (let n = 1; n < LIMITS.cachedDocuments * 3; n++) {
      cache.remember(at(n), loaded(at(n)))
      if (n % 1_000 === 0) expect(cache.find(at(0))?.key).toBe(at(0))
    }
    let kept = 0
    for (let n = 0; n < LIMITS.cachedDocuments * 3; n++) if (cache.find(at(n))) kept++
    expect(kept).toBeGreaterThanOrEqual(LIMITS.cachedDocuments / 2)
    expect(kept).toBeLessThanOrEqual(LIMITS.cachedDocuments)
  })

  it('is bounded by characters too, and holds no giants', () => {
    const cache = createCache()
    const size = LIMITS.cachedDocumentCharacters
    const count = (LIMITS.cachedCharacters / size) * 3
    for (let n = 0; n < count; n++) cache.remember(at(n), loaded(at(n), size))
    const kept = Array.from({ length: count }, (_, n) => cache.find(at(n))).filter(Boolean)
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.length * size).toBeLessThanOrEqual(LIMITS.cachedCharacters)
    cache.remember(at(-1), loaded(at(-1), size + 1))
    expect(cache.find(at(-1))).toBeUndefined()
  })

  it('forgets a document wherever it is kept', () => {
    const cache = createCache()
    cache.remember(at(0), loaded(at(0)))
    for (let n = 1; n < LIMITS.cachedDocuments / 2; n++) cache.remember(at(n), loaded(at(n)))
    cache.forget(at(0))
    expect(cache.find(at(0))).toBeUndefined()
    cache.clear()
    expect(cache.find(at(1))).toBeUndefined()
  })

  it('knows a document again that was changed, but none that it did not know', () => {
    const cache = createCache()
    cache.remember(at(1), loaded(at(1)))
    cache.remember(at(2), undefined)
    for (const n of [1, 2, 3]) cache.renew(at(n), '{"n":[1]}', 2)
    expect(cache.find(at(1))).toEqual({ key: at(1), revision: 2, value: { n: [1] } })
    expect(cache.find(at(1))).toBe(cache.find(at(1)))
    expect(Object.isFrozen(cache.find(at(1))?.value)).toBe(true)
    expect([cache.find(at(2)), cache.find(at(3))]).toEqual([undefined, undefined])
  })

  it('keeps what it read of the disk when an older change is told after it', () => {
    const cache = createCache()
    cache.remember(at(1), { document: { key: at(1), revision: 5, value: 'newer' }, characters: 5 })
    cache.renew(at(1), '"older"', 4)
    expect(cache.find(at(1))?.value).toBe('newer')
  })

  it('lets go of a document that became a giant', () => {
    const cache = createCache()
    cache.remember(at(1), loaded(at(1)))
    cache.renew(at(1), JSON.stringify('x'.repeat(LIMITS.cachedDocumentCharacters)), 2)
    expect(cache.find(at(1))).toBeUndefined()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { key } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import { compareKeys } from '../../store/order.ts'
import { markerKey, objectKeyOf, walk } from './listing.ts'

const KIND = 's3.object'

/** What a listing shows, by the words of the guide: slow, and sharing nothing with ours. */
function expected(
  keys: readonly string[],
  prefix: string,
  delimiter: string | undefined,
): string[] {
  const shown = [...new Set(keys)]
    .filter(one => one.startsWith(prefix))
    .map(one => {
      const at = delimiter === undefined ? -1 : one.indexOf(delimiter, prefix.length)
      return at < 0 ? one : one.slice(0, at + (delimiter ?? '').length)
    })
  return [...new Set(shown)].sort(compareKeys)
}

const keys = fc.array(
  fc.string({
    unit: fc.constantFrom('a', 'b', '/', '!', '0', '\u0000', '\u0001', 'é', '\uffff', '😀'),
    minLength: 1,
    maxLength: 5,
  }),
  { maxLength: 25 },
)

describe('a listing', () => {
  it('shows every key or common prefix once, in byte order, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.constantFrom('', 'a', 'a/', '/'),
        fc.constantFrom(undefined, '/', 'a/', '😀'),
        fc.integer({ min: 1, max: 4 }),
        async (all, prefix, delimiter, max) => {
          const store = memoryStore({ clock: fakeClock() })
          if (all.length > 0) {
            await store.commit(
              all.map(one => ({ type: 'put', key: key(KIND, 'bucket', one), value: {} })),
            )
          }
          const place = { kind: KIND, bucketId: 'bucket', prefix, delimiter }
          const seen: string[] = []
          let marker: string | undefined
          for (let pages = 0; pages < 60; pages++) {
            const page = await walk({ ...place, max, after: markerKey(place, marker) }, store)
            const shown = [...page.items.map(objectKeyOf), ...page.prefixes].sort(compareKeys)
            expect(shown.length).toBeLessThanOrEqual(max)
            seen.push(...shown)
            if (!page.isTruncated) break
            marker = page.last
          }
          expect(seen).toEqual(expected(all, prefix, delimiter))
        },
      ),
    )
  })

  it('steps over much that it does not show in few reads', async () => {
    const store = memoryStore({ clock: fakeClock() })
    const names = Array.from({ length: 4_000 }, (_, n) => String(n).padStart(5, '0'))
    await store.commit(names.map(one => ({ type: 'put', key: key(KIND, 'b', one), value: {} })))
    let reads = 0
    const page = await walk(
      {
        ...{ kind: KIND, bucketId: 'b', prefix: '', delimiter: undefined, max: 1 },
        wanted: one => objectKeyOf(one) === '03999',
      },
      {
        range(from, to, options) {
          reads++
          return store.range(from, to, options)
        },
      },
    )
    expect([page.items.map(objectKeyOf), reads]).toEqual([['03999'], 5])
  })
})

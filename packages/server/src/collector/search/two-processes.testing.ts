import { describe, expect, it } from 'vitest'
import type { Awaitable } from './engine/shelf.ts'
import { batchOf, EVER, line, NOON, SOURCE } from './line-store.testing.ts'
import type { LineStore } from './search.ts'

/** Workers of one server open the same files, servers of one database the same tables. */
export function twoProcessesContract(
  what: string,
  openTwo: () => Awaitable<[LineStore, LineStore]>,
): void {
  describe(`line stores of two processes over ${what}`, () => {
    it('let one of two writers of a checkpoint through, whatever each had read', async () => {
      const [one, other] = await openTwo()
      const rounds = 60
      for (const n of upTo(rounds)) {
        const source = { ...SOURCE, object: `o${n}` }
        const batch = batchOf([line(NOON, [['n', n]])], { key: `k${n}`, source })
        const ends = await Promise.all([one.ingest('a', batch), other.ingest('a', batch)])
        expect(ends.map(({ kind }) => kind).sort()).toEqual(['checkpoint-moved', 'stored'])
      }
      expect(await numbersOf(one)).toEqual(upTo(rounds))
    })

    it('merge small blocks of a day once', async () => {
      const both = await openTwo()
      const each = 200
      const ingestAll = async (store: LineStore, from: number) => {
        for (const n of upTo(each)) {
          const source = { ...SOURCE, object: `o${from + n}` }
          const batch = batchOf([line(NOON, [['n', from + n]])], { key: `k${from + n}`, source })
          expect(await store.ingest('a', batch)).toEqual({ kind: 'stored' })
        }
      }
      await Promise.all(both.map((store, index) => ingestAll(store, index * each)))
      for (const store of both) expect(await numbersOf(store)).toEqual(upTo(2 * each))
    })

    it('find every line once while small blocks are merged', async () => {
      const [one, other] = await openTwo()
      let stored = 0
      const storing = (async () => {
        for (const n of upTo(150)) {
          const source = { ...SOURCE, object: `o${n}` }
          await one.ingest('a', batchOf([line(NOON, [['n', n]])], { key: `k${n}`, source }))
          stored = n + 1
        }
      })()
      for (let known = 0; known < 150; ) {
        known = stored
        const found = await numbersOf(other)
        expect(found).toEqual(upTo(Math.max(known, found.length)))
      }
      await storing
    })

    it('see a day that the other dropped as dropped, and as new when it comes again', async () => {
      const [one, other] = await openTwo()
      const put = (store: LineStore, n: number) => {
        const source = { ...SOURCE, object: `o${n}` }
        return store.ingest('a', batchOf([line(NOON, [['n', n]])], { key: `k${n}`, source }))
      }
      await put(one, 0)
      await put(other, 1)
      expect(await numbersOf(other)).toEqual([0, 1])
      await one.retain('a', '2026-11-26')
      expect(await numbersOf(other)).toEqual([])
      await put(other, 2)
      expect(await numbersOf(one)).toEqual([2])
    })
  })
}

async function numbersOf(store: LineStore): Promise<number[]> {
  const { lines } = await store.search('a', { ...EVER, query: { kind: 'all' }, limit: 10_000 })
  return lines.map(({ raw }) => JSON.parse(raw).n as number).sort((a, b) => a - b)
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

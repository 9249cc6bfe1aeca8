import { describe, expect, it } from 'vitest'
import { batchOf, EVER, line, NOON, SOURCE, useLineStores } from './line-store.testing.ts'
import type { LineStore } from './search.ts'

/** Workers of one server open the same files (`--workers`). */

const stores = useLineStores()

function openTwo(): [LineStore, LineStore] {
  const folder = stores.folder()
  return [stores.openStore(folder), stores.openStore(folder)]
}

async function numbersOf(store: LineStore): Promise<number[]> {
  const { lines } = await store.search('a', { ...EVER, query: { kind: 'all' }, limit: 10_000 })
  return lines.map(({ raw }) => JSON.parse(raw).n as number).sort((a, b) => a - b)
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('line stores of two processes over the same files', () => {
  it('let one of two writers of a checkpoint through, whatever each had read', async () => {
    const [one, other] = openTwo()
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
    const both = openTwo()
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

  it('see a day that the other dropped as dropped, and as new when it comes again', async () => {
    const [one, other] = openTwo()
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

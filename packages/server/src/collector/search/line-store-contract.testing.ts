import { describe, expect, it } from 'vitest'
import type { Awaitable } from './engine/shelf.ts'
import { LIMITS } from './limits.ts'
import { batchOf, DAY, EVER, find, line, NOON, queryOf, SOURCE } from './line-store.testing.ts'
import { InvalidPageToken, type LineStore, QueryRefused } from './search.ts'

/** What every engine promises. */
export function lineStoreContract(where: string, open: () => Awaitable<LineStore>): void {
  describe(`a line store ${where}`, () => {
    it('gives back what it was given', async () => {
      const store = await open()
      const source = { ...SOURCE, key: 'logs/1.gz' }
      const lines = [
        line(NOON, [
          ['__proto__', 'x'],
          ['n', 1.5],
          ['list', 'a'],
          ['list', 2],
          ['none', null],
        ]),
        { ...line(undefined, [['message', 'plain é 日本']], 'plain é 日本'), problem: 'not JSON' },
      ]
      await store.ingest('a', batchOf(lines, { source }))
      const page = await store.search('a', { ...EVER, query: { kind: 'all' }, order: 'oldest' })
      const about = [
        ['type', 'json'],
        ['connector', 'c1'],
        ['s3_key', 'logs/1.gz'],
        ['ingested_at', NOON],
      ]
      expect(
        page.lines.map(({ time, fields, raw, message }) => [time, fields, raw, message]),
      ).toEqual([
        [NOON, [...(lines[0]?.fields ?? []), ...about], lines[0]?.raw, lines[0]?.raw],
        [
          NOON,
          [['message', 'plain é 日本'], ...about, ['_parse_error', 'not JSON']],
          'plain é 日本',
          'plain é 日本',
        ],
      ])
      expect(page).toMatchObject({ next: undefined, timedOut: false })
    })

    it('never shows an account the lines of another', async () => {
      const store = await open()
      await store.ingest('a', batchOf([line(NOON, [['x', 'mine']])]))
      await store.ingest('A', batchOf([line(NOON, [['x', 'yours']])]))
      expect(await find(store, 'x:*', 'a')).toEqual(['{"x":"mine"}'])
      expect(await find(store, 'x:*', 'A')).toEqual(['{"x":"yours"}'])
      expect(await find(store, 'x:*', '../a')).toEqual([])
      expect(await store.checkpoint('b', 'k')).toBeUndefined()
    })

    it('keeps a checkpoint with its lines, and lets one writer move it', async () => {
      const store = await open()
      const first = batchOf([line(NOON, [['x', 1]])], { value: '1' })
      expect(await store.ingest('a', first)).toEqual({ kind: 'stored' })
      expect(await store.ingest('a', first)).toEqual({ kind: 'checkpoint-moved', checkpoint: '1' })
      const second = batchOf([line(NOON, [['x', 2]])], { previous: '1', value: '2', firstLine: 1 })
      expect(await store.ingest('a', second)).toEqual({ kind: 'stored' })
      expect(await store.checkpoint('a', 'k')).toBe('2')
      expect(await find(store, 'x:*')).toHaveLength(2)
      await store.forget('a', ['k'])
      expect(await store.checkpoint('a', 'k')).toBeUndefined()
    })

    it('stores lines that are written again from an old checkpoint once, whatever the batches', async () => {
      const store = await open()
      const lines = Array.from({ length: 40 }, (_, n) => line(NOON - (n % 3) * DAY, [['n', n]]))
      // The first write came as far as its lines; its checkpoint is then lost.
      await store.ingest('a', batchOf(lines.slice(0, 25)))
      await store.forget('a', ['k'])
      await store.ingest('a', batchOf(lines.slice(0, 7)))
      await store.ingest('a', batchOf(lines.slice(7), { previous: '1', value: '2', firstLine: 7 }))
      const found = await find(store, 'n:*')
      expect(found.toSorted()).toEqual(lines.map(({ raw }) => raw).toSorted())
    })

    it('pages through lines in order, newest or oldest first', async () => {
      const store = await open()
      const all: string[] = []
      for (let batch = 0; batch < 5; batch++) {
        const lines = Array.from({ length: 30 }, (_, n) => {
          const time = NOON + ((n * 7 + batch * 11) % 13) * DAY * 0.1
          return line(time, [['n', batch * 100 + n]])
        })
        const source = { ...SOURCE, object: `o${batch}` }
        await store.ingest('a', batchOf(lines, { key: `k${batch}`, source }))
        all.push(...lines.map(({ raw }) => raw))
      }
      for (const order of ['newest', 'oldest'] as const) {
        const seen: { time: number; raw: string }[] = []
        let next: string | undefined
        do {
          const request = {
            ...EVER,
            query: { kind: 'all' },
            limit: 7,
            order,
            ...(next && { next }),
          } as const
          const page = await store.search('a', request)
          seen.push(...page.lines)
          next = page.next
        } while (next !== undefined)
        expect(seen.map(({ raw }) => raw).toSorted()).toEqual(all.toSorted())
        const times = seen.map(({ time }) => time)
        const sorted = times.toSorted((a, b) => (order === 'newest' ? b - a : a - b))
        expect(times).toEqual(sorted)
      }
    })

    it('pages through lines of the same moment', async () => {
      const store = await open()
      const count = LIMITS.blockLines * 2 + 100
      const lines = Array.from({ length: count }, (_, n) => line(undefined, [['message', `m${n}`]]))
      await store.ingest('a', batchOf(lines))
      for (const order of ['newest', 'oldest'] as const) {
        const seen: string[] = []
        let next: string | undefined
        do {
          const request = {
            ...EVER,
            query: { kind: 'all' },
            limit: 700,
            order,
            ...(next && { next }),
          } as const
          const page = await store.search('a', request)
          seen.push(...page.lines.map(({ message }) => message))
          next = page.next
        } while (next !== undefined)
        const expected = Array.from({ length: count }, (_, n) => `m${n}`)
        expect(seen).toEqual(order === 'oldest' ? expected : expected.toReversed())
      }
    })

    it('counts lines by time, by value, and sums them', async () => {
      const store = await open()
      const lines = Array.from({ length: 100 }, (_, n) =>
        line(NOON + n * 1_000, [
          ['n', n],
          ['level', n % 4 === 0 ? 'error' : 'info'],
        ]),
      )
      await store.ingest('a', batchOf(lines))
      const errors = { ...EVER, query: queryOf('level:error') }
      const window = { from: NOON, to: NOON + 100_000 }
      expect(await store.histogram('a', { ...errors, ...window, bucketMs: 50_000 })).toEqual({
        buckets: [
          { time: NOON, lines: 13 },
          { time: NOON + 50_000, lines: 12 },
        ],
        total: 25,
        timedOut: false,
      })
      expect(await store.facets('a', { ...errors, fields: ['level', 'n'], limit: 1 })).toEqual({
        fields: [
          { name: 'level', lines: 25, approximate: false, values: [{ value: 'error', lines: 25 }] },
          { name: 'n', lines: 25, approximate: false, values: [{ value: '0', lines: 1 }] },
        ],
        timedOut: false,
      })
      const sums = { count: 25, sum: 1_200, min: 0, max: 96, timedOut: false }
      expect(await store.stats('a', { ...errors, field: 'n' })).toEqual(sums)
      const chosen = await store.facets('a', errors)
      expect(chosen.fields.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['level', 'n', 'type']),
      )
    })

    it('counts what few of many blocks have', async () => {
      const store = await open()
      const blocks = 30
      for (let n = 0; n < blocks; n++) {
        const lines = [0, 1].map(m =>
          line(NOON + n * 10 + m, [
            ['n', n],
            ['rare', n % 10 === 3 ? 'yes' : 'no'],
          ]),
        )
        const source = { ...SOURCE, object: `o${n}` }
        await store.ingest('a', batchOf(lines, { key: `k${n}`, source }))
      }
      const query = queryOf('rare:yes n:<20')
      const facets = await store.facets('a', { ...EVER, query })
      expect(facets.fields.find(({ name }) => name === 'n')?.values).toEqual([
        { value: '13', lines: 2 },
        { value: '3', lines: 2 },
      ])
      expect(await store.stats('a', { ...EVER, query, field: 'n' })).toMatchObject({ sum: 32 })
      const day = { from: NOON, to: NOON + DAY, bucketMs: DAY }
      expect((await store.histogram('a', { ...day, query })).total).toBe(4)
      expect(await find(store, 'rare:yes AND n:<20')).toHaveLength(4)
    })

    it('drops whole days, and whole accounts', async () => {
      const store = await open()
      const lines = [0, 1, 2, 3].map(n => line(NOON - n * DAY, [['n', n]]))
      await store.ingest('a', batchOf(lines))
      await store.ingest('b', batchOf(lines))
      await find(store, 'n:*')
      expect(await store.retain('a', '2026-11-24')).toEqual(['2026-11-22', '2026-11-23'])
      expect(await find(store, 'n:*')).toEqual(['{"n":0}', '{"n":1}'])
      const { lines: count, rawBytes, days } = await store.estimate('a', EVER)
      expect([count, rawBytes, days]).toEqual([2, 16, ['2026-11-24', '2026-11-25']])
      await store.drop('b')
      expect(await find(store, 'n:*', 'b')).toEqual([])
      expect(await store.checkpoint('b', 'k')).toBeUndefined()
    })

    it('merges the blocks of sources that bring few lines at a time', async () => {
      const store = await open()
      const count = LIMITS.smallBlocks * 2 + 5
      for (let n = 0; n < count; n++) {
        const previous = n === 0 ? undefined : String(n)
        const lines = [line(NOON + ((n * 7) % 10), [['n', n]])]
        const source = { ...SOURCE, ...(n % 2 === 0 && { key: `key${n}` }) }
        await store.ingest(
          'a',
          batchOf(lines, { previous, value: String(n + 1), firstLine: n, source }),
        )
      }
      const found = await find(store, 'n:*')
      expect(found.toSorted()).toEqual(
        Array.from({ length: count }, (_, n) => `{"n":${n}}`).toSorted(),
      )
      expect(await find(store, 's3_key:key4')).toEqual(['{"n":4}'])
      expect((await store.estimate('a', EVER)).lines).toBe(count)
    })

    it('refuses tokens that it did not give, and too many buckets', async () => {
      const store = await open()
      const all = { ...EVER, query: { kind: 'all' } } as const
      await expect(store.search('a', { ...all, next: 'x y' })).rejects.toThrow(InvalidPageToken)
      await expect(store.histogram('a', { ...all, bucketMs: 1 })).rejects.toThrow(RangeError)
      const pattern = { kind: 'glob', field: undefined, pattern: 'a*' } as const
      const query = { kind: 'or', queries: Array.from({ length: 9 }, () => pattern) } as const
      await expect(store.search('a', { ...EVER, query })).rejects.toThrow(QueryRefused)
    })

    it('ends a query that was cancelled', async () => {
      const store = await open()
      await store.ingest('a', batchOf([line(NOON, [['x', 1]])]))
      const stop = new AbortController()
      const search = store.search('a', { ...EVER, query: { kind: 'all' } }, { signal: stop.signal })
      stop.abort(new Error('not wanted any more'))
      await expect(search).rejects.toThrow('not wanted any more')
    })

    it('goes on where time was up', async () => {
      const store = await open()
      const raws: string[] = []
      for (let batch = 0; batch < 6; batch++) {
        const lines = [0, 1].map(n => line(NOON + batch * 10 + n, [['n', batch * 2 + n]]))
        const source = { ...SOURCE, object: `o${batch}` }
        await store.ingest('a', batchOf(lines, { key: `k${batch}`, source }))
        raws.unshift(...lines.map(({ raw }) => raw).toReversed())
      }
      const none = await store.search('a', { ...EVER, query: { kind: 'all' } }, { timeoutMs: 0 })
      expect(none).toMatchObject({ lines: [], timedOut: true })
      const request = { ...EVER, query: { kind: 'all' }, next: none.next ?? '' } as const
      const page = await store.search('a', request)
      expect(page.lines.map(({ raw }) => raw)).toEqual(raws)
    })

    it('gives no more text on a page than it may hold', async () => {
      const store = await open()
      const long = 'x'.repeat(1024 * 1024 - 20)
      const lines = Array.from({ length: 20 }, (_, n) =>
        line(NOON + n, [['message', `${n} ${long}`]]),
      )
      await store.ingest('a', batchOf(lines))
      const first = await store.search('a', { ...EVER, query: { kind: 'all' } })
      expect(first.lines).toHaveLength(16)
      const request = { ...EVER, query: { kind: 'all' }, next: first.next ?? '' } as const
      const second = await store.search('a', request)
      expect([second.lines.length, second.next]).toEqual([4, undefined])
    })

    it('clips texts that nobody can read', async () => {
      const store = await open()
      await store.ingest('a', batchOf([line(NOON, [['x', 'y'.repeat(100)]])]))
      const request = { ...EVER, query: { kind: 'all' }, clipCharacters: 10 } as const
      const { lines } = await store.search('a', request)
      expect(lines[0]).toMatchObject({ raw: '{"x":"yyyy', clipped: true })
      expect(lines[0]?.fields[0]).toEqual(['x', 'y'.repeat(10)])
    })

    it('does not believe times out of all reason', async () => {
      const store = await open()
      const times = [0, NOON + 10 * DAY, NOON - 30 * 365 * DAY, NOON - DAY]
      await store.ingest('a', batchOf(times.map((time, n) => line(time, [['n', n]]))))
      expect((await store.estimate('a', EVER)).days).toEqual(['2026-11-24', '2026-11-25'])
    })
  })
}

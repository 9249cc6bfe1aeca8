import { expect, it } from 'vitest'
import { sweepHandler } from './blob-sweep.ts'
import { memoryBlobs } from './blobs/memory.ts'
import { fakeClock } from './kernel/clock.ts'
import { seededRandom } from './kernel/random.ts'
import { key } from './store/key.ts'
import { memoryStore } from './store/memory.ts'
import type { Store } from './store/store.ts'

const DAY_MS = 86_400_000
const job = { kind: 'sweep-blobs', id: 'all', runAt: 0, payload: {} }
const run = { signal: new AbortController().signal, fencing: 1 }

function rig() {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'))
  const random = seededRandom('sweep')
  return { clock, store: memoryStore({ clock }), blobs: memoryBlobs(random, clock) }
}

it('keeps what any document names, at any depth, and what is younger than a day', async () => {
  const { clock, store, blobs } = rig()
  const [named, nested, lost] = await Promise.all(
    ['a', 'b', 'c'].map(text => blobs.write(Buffer.from(text))),
  )
  const value = { parts: [{ blob: nested ?? '' }] }
  await store.commit([
    {
      type: 'put',
      key: key('lex.bot', '1', 'us-east-1', 'Shop'),
      value: { modelBlob: named ?? '' },
    },
    { type: 'put', key: key('zz.anything', '1'), value },
  ])
  await clock.advance(DAY_MS - 1)
  const young = await blobs.write(Buffer.from('d'))
  const sweep = sweepHandler({ store, blobs, clock })
  await sweep(job, run)
  if (lost) expect(Buffer.from(await blobs.readAll(lost)).toString()).toBe('c')
  await clock.advance(1)
  expect(await sweep(job, run)).toEqual({ kind: 'again', runAt: clock.now() + DAY_MS })
  for (const id of [named, nested, young]) {
    if (id) expect((await blobs.readAll(id)).length).toBe(1)
  }
  if (lost) await expect(blobs.readAll(lost)).rejects.toThrow('there is no blob')
})

it('never misses a name that moves while it looks', async () => {
  const { clock, store, blobs } = rig()
  const blob = await blobs.write(Buffer.from('a'))
  const late = key('zz.last', '1')
  await store.commit([{ type: 'put', key: late, value: { blob } }])
  await clock.advance(DAY_MS)
  // The name goes to a document that was looked at already, before the one that had it is.
  const moving: Pick<Store, 'range' | 'get' | 'subscribe'> = {
    get: store.get,
    subscribe: store.subscribe,
    async range(from, to, options) {
      await store.commit([
        { type: 'put', key: key('aa.first', '1'), value: { blob } },
        { type: 'delete', key: late },
      ])
      const page = await store.range(from, to, options)
      return { ...page, documents: page.documents.filter(one => !one.key.startsWith('aa.')) }
    },
  }
  await sweepHandler({ store: moving, blobs, clock })(job, run)
  expect(Buffer.from(await blobs.readAll(blob)).toString()).toBe('a')
})

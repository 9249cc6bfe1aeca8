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
  await store.commit([{ type: 'put', key: key('zz.object', '1'), value: { salt: lost ?? '' } }])
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
  const moving: Pick<Store, 'range' | 'get' | 'subscribe' | 'heartbeatAgeMs'> = {
    ...store,
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

it('waits for what others moved while it looked, and was not told yet', async () => {
  const { clock, store, blobs } = rig()
  const blob = await blobs.write(Buffer.from('a'))
  const late = key('zz.last', '1')
  await store.commit([{ type: 'put', key: late, value: { blob } }])
  await clock.advance(DAY_MS)
  const untold: (() => void)[] = []
  const silentSince = clock.now()
  let isTold = false
  const elsewhere: Store = {
    ...store,
    subscribe: listener => store.subscribe(change => untold.push(() => listener(change))),
    heartbeatAgeMs: () => (isTold ? 0 : clock.now() - silentSince + 1),
    async range(from, to, options) {
      await store.commit([
        { type: 'put', key: key('aa.first', '1'), value: { blob } },
        { type: 'delete', key: late },
      ])
      const page = await store.range(from, to, options)
      return { ...page, documents: page.documents.filter(one => !one.key.startsWith('aa.')) }
    },
  }
  const swept = sweepHandler({ store: elsewhere, blobs, clock })(job, run)
  for (let n = 0; n < 10; n++) await new Promise(resolve => setImmediate(resolve))
  for (const tell of untold) tell()
  isTold = true
  await clock.advance(1_000)
  await swept
  expect(Buffer.from(await blobs.readAll(blob)).toString()).toBe('a')
})

it('deletes nothing while the feed stays silent', async () => {
  const { clock, store, blobs } = rig()
  await blobs.write(Buffer.from('a'))
  await clock.advance(DAY_MS)
  const silent: Store = { ...store, heartbeatAgeMs: () => Number.POSITIVE_INFINITY }
  const swept = sweepHandler({ store: silent, blobs, clock })(job, run)
  const failed = expect(swept).rejects.toThrow('the feed is silent')
  for (let n = 0; n < 700; n++) await clock.advance(100)
  await failed
})

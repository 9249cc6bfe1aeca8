import { describe, expect, it } from 'vitest'
import { memoryBlobs } from '../../../blobs/memory.ts'
import { type Intent, LATEST, nameKey, recordOf, versionedKey } from '../../../bots/records.ts'
import { writeZip } from '../../../kernel/archive.ts'
import { fakeClock } from '../../../kernel/clock.ts'
import { seededRandom } from '../../../kernel/random.ts'
import { memoryStore } from '../../../store/memory.ts'
import { QUOTAS } from '../limits.ts'
import { type ImportDependencies, importHandler, importJob } from './import-job.ts'
import { type Import, importKey, importRecord, putImport } from './records.ts'

/** Imports that are interrupted, or that meet somebody else at work (spec/lex-models.md §5.3). */

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const NAMES = ['Ask', 'Buy', 'Sell']

async function rig(mergeStrategy: Import['mergeStrategy'] = 'FAIL_ON_CONFLICT') {
  const clock = fakeClock(Date.parse('2026-03-02T10:00:00Z'))
  const store = memoryStore({ clock })
  const random = seededRandom('import')
  const blobs = memoryBlobs(random, clock)
  const intents = NAMES.map(name => ({
    name,
    version: '4',
    fulfillmentActivity: { type: 'ReturnIntent' },
    sampleUtterances: [`do ${name}`],
  }))
  const resource = { name: 'Shop', childDirected: false, intents }
  const metadata = { schemaVersion: '1.0', importType: 'LEX', importFormat: 'JSON' }
  const bytes = Buffer.from(JSON.stringify({ metadata, resource }))
  const begun: Import = {
    ...SCOPE,
    id: 'import',
    name: 'Shop',
    resourceType: 'BOT',
    mergeStrategy,
    tags: [],
    status: 'IN_PROGRESS',
    failureReasons: [],
    createdAt: clock.now(),
    blob: await blobs.write(await writeZip([{ name: 'Shop_Export.json', bytes }])),
    done: 0,
    published: {},
  }
  await store.commit([putImport(begun)])
  const unused = () => Promise.reject(new Error('not a part of this rig'))
  const calls = { call: unused, wouldAllow: unused }
  const dependencies: ImportDependencies = { store, blobs, clock, random, calls, quotas: QUOTAS }
  const state = async () => importRecord(await store.get(importKey(SCOPE, 'import')))
  const intent = async (name: string, version: string) =>
    recordOf<Intent>(
      await store.get(versionedKey('intent', SCOPE.account, SCOPE.region, name, version)),
    )
  return { store, begun, dependencies, state, intent, job: importJob(begun, clock.now()) }
}

describe('an import that was interrupted', () => {
  it('goes on where it was, and is no conflict with itself', async () => {
    const { store, dependencies, state, intent, job } = await rig()
    const stop = new AbortController()
    const end = store.subscribe(({ key }) => {
      if (key === versionedKey('intent', SCOPE.account, SCOPE.region, 'Buy', LATEST)) stop.abort()
    })
    const handler = importHandler(dependencies)
    await expect(handler(job, { signal: stop.signal, fencing: 1 })).rejects.toThrow()
    end()
    expect(await state()).toMatchObject({ status: 'IN_PROGRESS', done: 2 })
    await handler(job, { signal: new AbortController().signal, fencing: 2 })
    expect(await state()).toMatchObject({ status: 'COMPLETE', done: 4, failureReasons: [] })
    for (const name of NAMES) {
      expect((await intent(name, '1'))?.sampleUtterances).toEqual([`do ${name}`])
      expect(await intent(name, '2')).toBeUndefined()
    }
  })

  it('does nothing more once it has ended', async () => {
    const { dependencies, state, job } = await rig()
    const handler = importHandler(dependencies)
    const run = { signal: new AbortController().signal, fencing: 1 }
    await handler(job, run)
    const ended = await state()
    expect(ended?.blob).toBeUndefined()
    expect(await handler(job, run)).toEqual({ kind: 'done' })
    expect(await state()).toEqual(ended)
  })
})

describe('an import beside somebody else', () => {
  it('is not failed by a process that has lost it to another', async () => {
    const { store, dependencies, state, job } = await rig()
    const run = { signal: new AbortController().signal, fencing: 1 }
    const first = nameKey('intent', SCOPE.account, SCOPE.region, 'Ask')
    let isHeld = true
    const stale: ImportDependencies['store'] = {
      ...store,
      async get(key) {
        // It has read how far the import is, and then says nothing for long.
        if (key === first && isHeld) {
          isHeld = false
          await importHandler(dependencies)(job, run)
        }
        return store.get(key)
      },
    }
    await importHandler({ ...dependencies, store: stale })(job, run)
    expect(isHeld).toBe(false)
    expect(await state()).toMatchObject({ status: 'COMPLETE', done: 4, failureReasons: [] })
  })

  it('fails when its account is full, and keeps what is in place', async () => {
    const { dependencies, state, intent, job } = await rig()
    const quotas = { ...QUOTAS, intents: 2 }
    const run = { signal: new AbortController().signal, fencing: 1 }
    await importHandler({ ...dependencies, quotas })(job, run)
    expect(await state()).toMatchObject({
      status: 'FAILED',
      done: 2,
      failureReasons: ['The limit of 2 intents in the account is reached.'],
    })
    expect([await intent('Buy', '1'), await intent('Sell', '1')].map(Boolean)).toEqual([
      true,
      false,
    ])
  })

  it('tries a resource again that changed between its reading and its commit', async () => {
    const { store, dependencies, state, job } = await rig('OVERWRITE_LATEST')
    const meddled = versionedKey('intent', SCOPE.account, SCOPE.region, 'Ask', LATEST)
    let meddles = 3
    const contested: ImportDependencies['store'] = {
      ...store,
      async commit(writes) {
        const isPut = writes.some(write => write.type === 'put' && write.key === meddled)
        if (isPut && meddles-- > 0) {
          await store.commit([{ type: 'put', key: meddled, value: { name: 'Ask', meddles } }])
        }
        return store.commit(writes)
      },
    }
    const run = { signal: new AbortController().signal, fencing: 1 }
    await importHandler({ ...dependencies, store: contested })(job, run)
    expect(await state()).toMatchObject({ status: 'COMPLETE', done: 4 })
    expect(meddles).toBe(-1)
  })
})

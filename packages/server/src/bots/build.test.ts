import { train } from '@parley/nlu'
import { beforeEach, describe, expect, it } from 'vitest'
import type { BlobId, Blobs } from '../blobs/blobs.ts'
import { memoryBlobs } from '../blobs/memory.ts'
import type { Json } from '../kernel/json.ts'
import { seededRandom } from '../kernel/random.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { buildHandler, buildJob } from './build.ts'
import { type Bot, type Intent, LATEST, recordOf, type SlotType, versionedKey } from './records.ts'
import { createRunnables } from './runnable.ts'
import { processTrainer, type Trainer, TrainingFailed } from './trainer.ts'

const head = {
  account: '123456789012',
  region: 'us-east-1',
  version: LATEST,
  createdAt: 0,
  updatedAt: 0,
}
const bot: Bot = {
  ...head,
  name: 'Flowers',
  checksum: 'bot',
  intents: [{ name: 'Order', version: LATEST }],
  locale: 'en-US',
  childDirected: false,
  detectSentiment: false,
  enableModelImprovements: false,
  idleSessionSeconds: 300,
  processBehavior: 'BUILD',
  status: 'BUILDING',
  buildNumber: 3,
}
const intent: Intent = {
  ...head,
  name: 'Order',
  checksum: 'intent',
  fulfillmentActivity: { type: 'ReturnIntent' },
  sampleUtterances: ['order some {Kind}'],
  slots: [{ name: 'Kind', slotConstraint: 'Optional', slotType: 'Kinds', slotTypeVersion: LATEST }],
}
const slotType: SlotType = {
  ...head,
  name: 'Kinds',
  checksum: 'type',
  valueSelectionStrategy: 'ORIGINAL_VALUE',
  enumerationValues: [{ value: 'roses' }],
}

const KEY = versionedKey('bot', head.account, head.region, 'Flowers', LATEST)
const RUN = { signal: new AbortController().signal, fencing: 1 }
const now: Trainer = async definition => train(definition)

let store: Store
let blobs: Blobs

beforeEach(async () => {
  store = memoryStore()
  blobs = memoryBlobs(seededRandom('blobs'))
  await store.commit([
    put(KEY, bot),
    put(versionedKey('intent', head.account, head.region, 'Order', LATEST), intent),
    put(versionedKey('slot-type', head.account, head.region, 'Kinds', LATEST), slotType),
  ])
})

describe('a build', () => {
  it('goes over basic testing to ready, and the bot then understands', async () => {
    const seen: string[] = []
    store.subscribe(() => void stored().then(one => seen.push(one?.status ?? 'gone')))
    await build(now)
    const built = await stored()
    expect(seen).toEqual(['READY_BASIC_TESTING', 'READY'])
    expect(built).toEqual({ ...bot, status: 'READY', modelBlob: built?.modelBlob })
    const found = await createRunnables({ store, blobs }).find(
      head.account,
      head.region,
      'Flowers',
      LATEST,
    )
    if (typeof found === 'string') throw new Error(found)
    expect(found.exactOnly).toBe(false)
    expect(found.intents.map(one => one.name)).toEqual(['Order'])
    const { ranked } = found.recogniser.recognise('order some roses', { now: 0 })
    expect(ranked[0]).toMatchObject({ intent: 'Order', score: 1, slots: [{ slot: 'Kind' }] })
  })

  it('gives the same model in a process of its own as in this one', async () => {
    await build(processTrainer)
    const elsewhere = await blobs.readAll((await stored())?.modelBlob as BlobId)
    await store.commit([put(KEY, bot)])
    await build(now)
    const here = await blobs.readAll((await stored())?.modelBlob as BlobId)
    expect(here.length).toBeGreaterThan(0)
    expect(elsewhere).toEqual(here)
  })

  it('fails with its reasons when the definition has faults', async () => {
    const broken = { ...intent, sampleUtterances: ['order {Colour}'] }
    await store.commit([
      put(versionedKey('intent', head.account, head.region, 'Order', LATEST), broken),
    ])
    await build(now)
    expect(await stored()).toEqual({
      ...bot,
      status: 'FAILED',
      failureReason: "The intent 'Order' has no slot 'Colour', which 'order {Colour}' names.",
    })
    expect(await blobs.sweep(() => false, 0)).toBe(0)
  })

  it('fails when Lex may not invoke a function of an intent any more', async () => {
    const uri = 'arn:aws:lambda:us-east-1:123456789012:function:Order'
    const hooked: Intent = {
      ...intent,
      fulfillmentActivity: { type: 'CodeHook', codeHook: { uri, messageVersion: '1.0' } },
    }
    const key = versionedKey('intent', head.account, head.region, 'Order', LATEST)
    await store.commit([put(key, hooked)])
    const asked: string[] = []
    const mayInvoke = async (functionArn: string, { name, version }: Intent) => {
      asked.push(`${functionArn} for ${name}:${version}`)
      return false
    }
    await buildHandler({ store, blobs, train: now, mayInvoke })(buildJob(bot, 0), RUN)
    expect(asked).toEqual([`${uri} for Order:$LATEST`])
    expect(await stored()).toMatchObject({
      status: 'FAILED',
      failureReason: `Lex may not invoke the function ${uri} of the intent 'Order'.`,
    })
  })

  it('fails when training does, and is not tried again', async () => {
    const outcome = await build(async () => {
      throw new TrainingFailed(new Error('a fault inside'))
    })
    expect(outcome).toEqual({ kind: 'done' })
    expect(await stored()).toMatchObject({
      status: 'FAILED',
      failureReason: 'The model could not be trained.',
    })
  })

  it('fails in a process of its own as it would here', async () => {
    const broken = { locale: 'en-US', intents: null, slotTypes: [] } as never
    const training = processTrainer(broken, new AbortController().signal)
    await expect(training).rejects.toBeInstanceOf(TrainingFailed)
  })

  it('fails when its process runs out of memory, and says so', async () => {
    const sampleUtterances = Array.from({ length: 2_000 }, (_, at) => `order ${at} kinds of ${at}`)
    const large: Intent = { ...intent, sampleUtterances }
    const key = versionedKey('intent', head.account, head.region, 'Order', LATEST)
    await store.commit([put(key, large)])
    await build((definition, signal) => processTrainer(definition, signal, 8))
    expect(await stored()).toMatchObject({
      status: 'FAILED',
      failureReason: 'The bot is too large: its training needs more memory than a build may use.',
    })
  })

  it('stops its process when nobody waits for it', async () => {
    const stop = new AbortController()
    const training = processTrainer({ locale: 'en-US', intents: [], slotTypes: [] }, stop.signal)
    stop.abort(new Error('nobody waits'))
    await expect(training).rejects.toThrow('nobody waits')
  })

  it('is tried again when the process could not work', async () => {
    const trial = build(async () => {
      throw new Error('no process')
    })
    await expect(trial).rejects.toThrow('no process')
    expect(await stored()).toEqual(bot)
  })

  it('is stopped, and writes nothing, when the bot moves on meanwhile', async () => {
    const newer = { ...bot, status: 'NOT_BUILT' as const, buildNumber: 4 }
    await build(async (_, signal) => {
      await store.commit([put(KEY, newer)])
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    })
    expect(await stored()).toEqual(newer)
    expect(await blobs.sweep(() => false, 0)).toBe(0)
  })

  it('discards a model that came too late', async () => {
    const newer = { ...bot, checksum: 'newer' }
    await build(async definition => {
      const model = train(definition)
      await store.commit([put(KEY, newer)])
      return model
    })
    expect(await stored()).toEqual(newer)
    expect(await blobs.sweep(() => false, 0)).toBe(0)
  })

  it('does nothing for a bot that is not waiting for it', async () => {
    const ready = { ...bot, status: 'READY' as const, modelBlob: 'x' }
    await store.commit([put(KEY, ready)])
    await build(async () => expect.unreachable('there is nothing to train'))
    expect(await stored()).toEqual(ready)
  })

  it('goes on where a restart left it, without training again', async () => {
    await build(now)
    const modelBlob = (await stored())?.modelBlob
    await store.commit([put(KEY, { ...bot, status: 'READY_BASIC_TESTING', modelBlob })])
    await build(async () => expect.unreachable('the model is there'))
    expect(await stored()).toMatchObject({ status: 'READY', modelBlob })
  })

  it('is tried again when it is shut down', async () => {
    const shutdown = AbortSignal.abort(new Error('shutting down'))
    const run = buildHandler({ store, blobs, train: processTrainer })
    await expect(run(buildJob(bot, 0), { signal: shutdown, fencing: 1 })).rejects.toThrow(
      'shutting down',
    )
    expect(await stored()).toEqual(bot)
  })
})

describe('a runnable bot', () => {
  const find = (runnables = createRunnables({ store, blobs })) =>
    runnables.find(head.account, head.region, 'Flowers', LATEST)

  it('is neither found nor ready before there is one', async () => {
    expect(await find()).toBe('not-ready')
    await store.commit([{ type: 'delete', key: KEY }])
    expect(await find()).toBe('not-found')
  })

  it('is exact alone while it is for basic testing', async () => {
    await build(now)
    const { modelBlob } = (await stored()) ?? {}
    await store.commit([put(KEY, { ...bot, status: 'READY_BASIC_TESTING', modelBlob })])
    expect(await find()).toMatchObject({ exactOnly: true })
  })

  it('is kept, and forgotten as soon as its document changes', async () => {
    await build(now)
    const runnables = createRunnables({ store, blobs })
    const first = await find(runnables)
    expect(await find(runnables)).toBe(first)
    const ready = await stored()
    await store.commit([put(KEY, { ...ready, description: 'changed' })])
    const second = await find(runnables)
    expect(second).toMatchObject({ bot: { description: 'changed' } })
    await store.commit([put(KEY, { ...ready, status: 'NOT_BUILT' })])
    expect(await find(runnables)).toBe('not-ready')
  })
})

const build = (trainer: Trainer) =>
  buildHandler({ store, blobs, train: trainer })(buildJob(bot, 0), RUN)

const stored = async () => recordOf<Bot>(await store.get(KEY))

const put = (key: typeof KEY, value: object) => ({
  type: 'put' as const,
  key,
  value: value as Json,
})

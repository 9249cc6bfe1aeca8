import { loadRecogniser, type Recogniser } from '@parley/nlu'
import type { BlobId, Blobs } from '../blobs/blobs.ts'
import { boundedMap } from '../kernel/bounded-map.ts'
import type { Key, Store } from '../store/store.ts'
import { LIMITS } from './limits.ts'
import { partsOf } from './parts.ts'
import { type Bot, type Intent, recordOf, type SlotType, versionedKey } from './records.ts'

/** A built bot version with all that a turn needs. */
export interface RunnableBot {
  readonly bot: Bot
  /** In the bot's order. */
  readonly intents: readonly Intent[]
  readonly slotTypes: readonly SlotType[]
  readonly recogniser: Recogniser
  /** In READY_BASIC_TESTING configured utterances and values alone match (spec/lex-models.md §3.5). */
  readonly exactOnly: boolean
}

export interface Runnables {
  /** `version` is `$LATEST` or a number; an alias is the caller's to resolve. */
  find(
    account: string,
    region: string,
    name: string,
    version: string,
  ): Promise<RunnableBot | 'not-found' | 'not-ready'>
}

export interface RunnableDependencies {
  readonly store: Pick<Store, 'get' | 'getMany'>
  readonly blobs: Pick<Blobs, 'readAll'>
}

/**
 * Bots ready to run, the latest kept in memory.
 * INVARIANT: whatever changes what a bot does changes its document in the same commit, so the document's
 * revision tells whether a kept one is still true.
 */
export function createRunnables({ store, blobs }: RunnableDependencies): Runnables {
  const recogniserOf = keptRecognisers(blobs)
  const kept = boundedMap<Key, { readonly revision: number; readonly bot: RunnableBot }>(
    LIMITS.runnables,
  )
  return {
    async find(account, region, name, version) {
      const key = versionedKey('bot', account, region, name, version)
      for (;;) {
        const document = await store.get(key)
        const bot = recordOf<Bot>(document)
        if (!document || !bot) return 'not-found'
        if (!isBuilt(bot)) return 'not-ready'
        const known = kept.get(key)
        if (known?.revision === document.revision) return known.bot
        const { intents, slotTypes } = await partsOf(store, bot)
        const recogniser = await recogniserOf(bot.modelBlob)
        // What was read belongs together only if the bot is still the same.
        if ((await store.get(key))?.revision !== document.revision) continue
        const exactOnly = bot.status === 'READY_BASIC_TESTING'
        const loaded = { bot, intents, slotTypes, recogniser, exactOnly }
        kept.set(key, { revision: document.revision, bot: loaded })
        return loaded
      }
    },
  }
}

type BuiltBot = Bot & { readonly modelBlob: string }

const isBuilt = (bot: Bot): bot is BuiltBot =>
  bot.modelBlob !== undefined && (bot.status === 'READY' || bot.status === 'READY_BASIC_TESTING')

/** One loading a model, whoever asks meanwhile; a failed one is forgotten. */
function keptRecognisers(blobs: Pick<Blobs, 'readAll'>): (blob: string) => Promise<Recogniser> {
  const kept = new Map<string, { bytes: number; readonly loading: Promise<Recogniser> }>()
  let bytes = 0
  const forget = (blob: string) => {
    bytes -= kept.get(blob)?.bytes ?? 0
    kept.delete(blob)
  }
  return blob => {
    const known = kept.get(blob)
    if (known) return touch(kept, blob, known).loading
    const load = async () => {
      const model = await blobs.readAll(blob as BlobId)
      if (kept.get(blob) !== entry) return loadRecogniser(model)
      entry.bytes = model.length
      bytes += model.length
      while (kept.size > 1 && (kept.size > LIMITS.recognisers || bytes > LIMITS.recogniserBytes)) {
        const oldest = kept.keys().next().value
        if (oldest === undefined) break
        forget(oldest)
      }
      return loadRecogniser(model)
    }
    const entry = { bytes: 0, loading: Promise.resolve().then(load) }
    kept.set(blob, entry)
    entry.loading.catch(() => forget(blob))
    return entry.loading
  }
}

/** Moves an entry to the young end. */
function touch<V>(kept: Map<string, V>, key: string, value: V): V {
  kept.delete(key)
  kept.set(key, value)
  return value
}

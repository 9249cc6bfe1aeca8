import { gunzipSync, gzipSync } from 'node:zlib'
import type { Json } from '../../kernel/json.ts'
import { CommitConflict, type Store } from '../../store/store.ts'
import type { Spool, SpooledBatch } from '../ingest/ingest-object.ts'
import { accountIdKey, accountKey, type CollectorAccount, recordOf } from '../records.ts'
import { ARCHIVE_FULL, SourceFailure } from '../source.ts'
import { LIMITS } from './limits.ts'
import {
  type ArchiveSetting,
  archiveKey,
  type SpoolEntry,
  spooledKey,
  spoolLog,
} from './records.ts'

/**
 * Keeps raw lines until they are archived, before they are stored: none that can be found is missing in the archive
 * (spec/surroundings.md §14.8). What a crash brings twice is told apart by its numbers.
 */
export function createSpool(store: Pick<Store, 'commit'>, now: () => number): Spool {
  return async batch => {
    const entry = entryOf(batch, now())
    const key = spooledKey(batch.accountId)
    try {
      await store.commit([
        { type: 'append', log: spoolLog(batch.accountId), entries: [asJson(entry)] },
        { type: 'add', key, amount: sizeOf(entry), max: LIMITS.spooledCharacters },
      ])
    } catch (error) {
      if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
      const message = 'the archive takes nothing, and what waits for it has come to its limit'
      throw new SourceFailure(ARCHIVE_FULL, message, undefined, error)
    }
  }
}

/** The spool of an account that archives; undefined for one that does not. */
export async function spoolFor(
  accountId: string,
  store: Pick<Store, 'get' | 'commit'>,
  now: () => number,
): Promise<Spool | undefined> {
  const { owner = '' } = recordOf<{ owner: string }>(await store.get(accountIdKey(accountId))) ?? {}
  const account = recordOf<CollectorAccount>(await store.get(accountKey(owner, accountId)))
  const [id] = account?.archives ?? []
  if (id === undefined) return undefined
  const setting = recordOf<ArchiveSetting>(await store.get(archiveKey(accountId, id)))
  return setting?.enabled ? createSpool(store, now) : undefined
}

function entryOf({ source, key, firstLine, lines, state }: SpooledBatch, at: number): SpoolEntry {
  const pairs = lines.map(({ time, raw }) => [time ?? source.defaultTime, raw])
  return {
    at,
    type: source.type,
    connector: source.connector,
    key,
    object: source.object,
    firstLine,
    lines: lines.length,
    packed: gzipSync(JSON.stringify(pairs)).toString('base64'),
    ...(state !== undefined && { state }),
  }
}

export const linesOf = ({
  packed,
}: SpoolEntry): readonly (readonly [time: number, raw: string])[] =>
  JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'))

export const sizeOf = ({ packed }: SpoolEntry): number => packed.length

// The store's border: entries are plain data, written and read by this folder alone.
const asJson = (entry: SpoolEntry) => entry as unknown as Json
export const entryFrom = (value: Json): SpoolEntry => value as unknown as SpoolEntry

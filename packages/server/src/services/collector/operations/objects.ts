import { checkpointName, parseCheckpoint } from '../../../collector/ingest/checkpoint.ts'
import { collectJob } from '../../../collector/job-kinds.ts'
import {
  type CollectorAccount,
  type ObjectRecord,
  type ObjectState,
  objectKey,
  recordOf,
} from '../../../collector/records.ts'
import { replayWrites } from '../../../collector/replay.ts'
import { keyParts, key as storeKey, within } from '../../../store/key.ts'
import {
  BadRequestException,
  collector,
  type Object as ObjectOutput,
} from '../../../wire/models/own/collector.ts'
import { accountCheck, eventWrite, getAccount } from '../accounts.ts'
import { connectorOf, stateOf } from '../connectors.ts'
import { type CollectorContext, operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { progressOutput } from '../outputs.ts'

/** What waits, what failed, what was skipped and what was collected lately (spec/surroundings.md §14.2). */
export const listConnectorObjects = operation(collector.ListConnectorObjects, {
  readOnly: true,
  authorize: (input, context) =>
    accountCheck('ListObjects', input, context, `/connector/${input.id}`),

  async handle({ id, state, nextToken, maxResults = LIMITS.pageSize, ...input }, context) {
    const { documents, clock } = context
    const account = await getAccount(input, context)
    const connector = await connectorOf(id, account, context)
    const stored = state === 'fetching' ? 'seen' : state
    const [first, to] = stored
      ? within('collector.object', id, stored)
      : within('collector.object', id)
    const from = nextToken === undefined ? first : placeOf(nextToken, id)
    const page = await documents.range(from, to, { limit: maxResults })
    const rows = page.documents.flatMap(document => recordOf<ObjectRecord>(document) ?? [])
    const objects = await Promise.all(rows.map(row => objectOutput(row, account, context)))
    const progress = (await stateOf(connector.id, context))?.progress
    const waiting = await documents.range(...within('collector.object', id, 'seen'))
    return {
      objects: objects.filter(object => state === undefined || object.state === state),
      nextToken: page.next && tokenOf(page.next),
      progress: progress && progressOutput(progress, waiting.documents.length, clock.now()),
    }
  },
})

/** Has failed objects tried again: those that are named, or all. */
export const replayObjects = operation(collector.ReplayObjects, {
  authorize: (input, context) =>
    accountCheck('ReplayObjects', input, context, `/connector/${input.id}`),

  async handle({ id, keys, ...input }, context) {
    const { documents, clock } = context
    const account = await getAccount(input, context)
    const connector = await connectorOf(id, account, context)
    const asked = keys
      ? keys.map(name => objectKey(id, 'failed', name))
      : (await documents.range(...within('collector.object', id, 'failed'))).documents.map(
          one => one.key,
        )
    // Each by itself, so that the commit expects it: what is done meanwhile does not wait again.
    const found = await documents.getMany(asked)
    const rows = found.flatMap(document => recordOf<ObjectRecord>(document) ?? [])
    if (keys && rows.length < keys.length) {
      throw BadRequestException('only objects that failed can be replayed')
    }
    const now = clock.now()
    await documents.commit([
      ...rows.flatMap(row => replayWrites(row, now)),
      ...(connector.active ? [collectJob(connector, now)] : []),
      eventWrite(account.id, 'ReplayObjects', `${rows.length} of ${connector.name}`, context),
    ])
    return { replayed: rows.length }
  },
})

/** One that waits and of which lines are stored already is being fetched. */
async function objectOutput(
  row: ObjectRecord,
  account: CollectorAccount,
  { lines }: CollectorContext,
): Promise<ObjectOutput & { readonly state: string }> {
  const isWaiting = row.state === 'seen'
  const text = isWaiting
    ? await (await lines()).checkpoint(account.id, checkpointName(row, row.etag))
    : undefined
  const checkpoint = parseCheckpoint(text)
  const state: ObjectState | 'fetching' = checkpoint ? 'fetching' : row.state
  return {
    key: row.key,
    state,
    etag: row.etag,
    versionId: undefined,
    size: row.size,
    lastModified: row.lastModified,
    attempts: row.attempts,
    lines: row.lines ?? checkpoint?.at.lines,
    bytes: row.bytes ?? checkpoint?.at.offset,
    error: row.error,
    nextAttemptAt: isWaiting ? row.nextAttemptAt : undefined,
    ingestedAt: row.state === 'done' ? row.endedAt : undefined,
    flag: row.flag,
  }
}

const tokenOf = (next: ReturnType<typeof storeKey>) =>
  Buffer.from(JSON.stringify(keyParts(next).slice(2))).toString('base64url')

function placeOf(token: string, id: string): ReturnType<typeof storeKey> {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (Array.isArray(parts) && parts.every(part => typeof part === 'string')) {
      return storeKey('collector.object', id, ...parts)
    }
  } catch (cause) {
    throw BadRequestException('nextToken is none that this operation gave', { cause })
  }
  throw BadRequestException('nextToken is none that this operation gave')
}

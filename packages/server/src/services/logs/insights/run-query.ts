import type { JobHandler, JobRun } from '../../../jobs/job.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import type { Random } from '../../../kernel/random.ts'
import { CommitConflict, type Document, type Store, type Write } from '../../../store/store.ts'
import type { ArrivalParts } from '../arrivals/deliver.ts'
import { eventBytes } from '../batch.ts'
import { createBreath } from '../breath.ts'
import { eventReader } from '../context.ts'
import { createKeyring, type Keyring } from '../encryption/keyring.ts'
import { sealed } from '../encryption/sealed.ts'
import { visibleSince } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { readEvents } from '../reading.ts'
import { groupKey, groupOf, type LogGroup } from '../records.ts'
import { allStreams } from '../streams.ts'
import { QueryTooLarge } from './budget.ts'
import { parseQuery } from './parse-query.ts'
import { type Cell, createPipeline } from './pipeline.ts'
import {
  activeQueriesKey,
  isActive,
  type QueryRecord,
  type QueryStatistics,
  queryKey,
  queryOf,
  queryWrite,
  rowsKey,
} from './records.ts'
import { type QueriedStream, rowOf } from './row.ts'

export interface QueryParts extends ArrivalParts {
  readonly random: Random
}

type Rows = readonly (readonly Cell[])[]

/**
 * Runs a query, and comes again when its results have been kept long enough, to delete them. Stopping a query
 * replaces its job, which aborts the run.
 */
export function queryHandler(parts: QueryParts): JobHandler {
  const { store, clock } = parts
  let atWork = 0
  return async ({ payload }, run) => {
    // The store's border: this payload is written by `queryJob` alone.
    const { account, region, id } = payload as { account: string; region: string; id: string }
    const document = await store.get(queryKey({ account, region }, id))
    if (!document) return { kind: 'done' }
    const query = queryOf(document)
    if (isActive(query)) {
      // Other jobs want their turn while long queries run.
      if (atWork >= LIMITS.queriesAtWork) {
        return { kind: 'again', runAt: clock.now() + LIMITS.workWaitMs }
      }
      atWork++
      try {
        await runAndKeep(document, query, parts, run)
      } finally {
        atWork--
      }
    } else if (clock.now() >= query.createdAt + LIMITS.queryKeptMs) {
      await store.commit([
        { type: 'delete', key: document.key },
        ...numbers(query.parts).map(
          (part): Write => ({ type: 'delete', key: rowsKey(query, part) }),
        ),
      ])
      return { kind: 'done' }
    }
    return { kind: 'again', runAt: query.createdAt + LIMITS.queryKeptMs }
  }
}

async function runAndKeep(
  { key, revision }: Document,
  query: QueryRecord,
  parts: QueryParts,
  run: JobRun,
): Promise<void> {
  const { store, random, calls } = parts
  const keyring = createKeyring({ documents: store, calls })
  const { status, statistics, rows } = await outcomeOf(query, keyring, parts, run)
  const sealedWith = keyring.used()
  const dataKey = sealedWith && (await keyring.open(sealedWith.groupId, sealedWith.dataKeyId))
  const chunks = chunked(rows)
  const writes = chunks.map((chunk, part): Write => {
    const rowsAt = rowsKey(query, part)
    const plain = Buffer.from(JSON.stringify(chunk))
    const value = dataKey
      ? { sealed: sealed(plain, dataKey, rowsAt, random) }
      : { rows: chunk.map(row => row.map(cell => ({ ...cell }))) }
    return { type: 'put', key: rowsAt, value }
  })
  const ended = {
    ...query,
    ...{ status, statistics, parts: chunks.length },
    ...(sealedWith && { sealedWith }),
  }
  try {
    await store.commit([
      { type: 'expect', key, revision },
      queryWrite(ended),
      ...writes,
      { type: 'add', key: activeQueriesKey(query), amount: -1 },
    ])
  } catch (error) {
    // Somebody stopped it at the last moment.
    if (!(error instanceof CommitConflict)) throw error
  }
}

interface Outcome {
  readonly status: 'Complete' | 'Failed' | 'Timeout'
  readonly statistics: QueryStatistics
  readonly rows: Rows
}

async function outcomeOf(
  query: QueryRecord,
  keyring: Keyring,
  parts: QueryParts,
  run: JobRun,
): Promise<Outcome> {
  const counted = { scanned: 0, bytes: 0, matched: 0 }
  const end = (status: Outcome['status'], rows: Rows = []): Outcome => ({
    status,
    rows,
    statistics: {
      recordsMatched: counted.matched,
      recordsScanned: counted.scanned,
      bytesScanned: counted.bytes,
    },
  })
  // One that this server did not survive is not tried for ever.
  if (parts.clock.now() > query.createdAt + LIMITS.queryMs) return end('Timeout')
  try {
    const rows = await rowsOf(query, counted, { ...parts, keyring, signal: run.signal })
    if (!rows) return end('Timeout')
    return end('Complete', rows)
  } catch (error) {
    // KMS refuses to open what was read, or the query holds too much.
    const isOwn = error instanceof ServiceError || error instanceof QueryTooLarge
    if (!isOwn) throw error
    parts.log.info('a query failed', { query: query.id, reason: error.message })
    return end('Failed')
  }
}

interface Counted {
  scanned: number
  bytes: number
  matched: number
}

/** Undefined when it took too long. */
async function rowsOf(
  query: QueryRecord,
  counted: Counted,
  {
    store,
    clock,
    keyring,
    signal,
  }: QueryParts & { readonly keyring: Keyring; readonly signal: AbortSignal },
): Promise<Rows | undefined> {
  const now = clock.now()
  const pipeline = createPipeline(parseQuery(query.text), query.limit, { now })
  const { streams, since } = await streamsOf(query, now, store)
  const window = { from: query.from * 1000, to: query.to * 1000 + 1000 }
  const breath = createBreath(clock, signal)
  const reader = eventReader({ documents: store, keyring })
  for await (const events of readEvents(streams, window, 'backward', reader)) {
    for (const event of events) {
      if (event.time < (since.get(event.stream.groupId) ?? 0)) continue
      counted.scanned++
      counted.bytes += eventBytes(event.message)
      pipeline.push(rowOf(event))
      await breath()
      if (clock.now() > query.createdAt + LIMITS.queryMs) return undefined
    }
    counted.matched = pipeline.matched()
  }
  const rows = pipeline.end()
  counted.matched = pipeline.matched()
  return rows
}

/** The streams of the groups that are still those that were asked, and since when their events may be shown. */
async function streamsOf(
  { account, region, groups }: QueryRecord,
  now: number,
  store: Store,
): Promise<{ streams: QueriedStream[]; since: ReadonlyMap<string, number> }> {
  const streams: QueriedStream[] = []
  const since = new Map<string, number>()
  for (const { name, id } of groups) {
    const document = await store.get(groupKey(account, region, name))
    const group: LogGroup | undefined = document && groupOf(document)
    if (group?.id !== id) continue
    since.set(id, visibleSince(group, now))
    for (const stream of await allStreams(id, store)) {
      const log = `${account}:${name}`
      streams.push({ groupId: id, streamId: stream.id, name: stream.name, log })
    }
  }
  return { streams, since }
}

/** Rows in as many parts as documents are needed for them. */
function chunked(rows: Rows): Rows[] {
  const chunks: (readonly Cell[])[][] = []
  let characters = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const own = row.reduce((sum, { field, value }) => sum + field.length + value.length, 0)
    if (characters + own > LIMITS.queryPartCharacters) {
      chunks.push([])
      characters = 0
    }
    chunks.at(-1)?.push(row)
    characters += own
  }
  return chunks
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

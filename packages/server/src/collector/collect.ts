import type { Job, JobHandler, JobOutcome, JobRun } from '../jobs/job.ts'
import type { Arrivals } from './arrivals.ts'
import type { CollectParts } from './collect-parts.ts'
import { discover } from './discovery/discover.ts'
import { opened } from './entry.ts'
import { forgetConnector } from './forget.ts'
import {
  errandOf,
  isRecheckDue,
  recheck,
  recovered,
  type Trouble,
  troubled,
  troubleOf,
} from './health.ts'
import { type Fetched, fetchWaiting } from './ingest/fetch-waiting.ts'
import type { Gate } from './ingest/gate.ts'
import type { Spool } from './ingest/ingest-object.ts'
import { pruneEnded } from './ingest/prune-ended.ts'
import { LIMITS } from './limits.ts'
import { type Credentials, secretPurpose, takenKey } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'
import { changeState, type Loaded, loadConnector } from './state.ts'

export interface CollectOptions {
  readonly parts: CollectParts
  readonly arrivals: Arrivals
  readonly gate: Gate
  /** Where raw lines of an account go before they are stored; undefined when nothing is archived. */
  readonly spoolOf: (accountId: string) => Promise<Spool | undefined>
}

/**
 * The job of one connector: looks for new objects and fetches them for a while, then lets others have their turn
 * (spec/surroundings.md §14.4, §14.5). Whatever is cut off goes on with the next run.
 */
export function collectHandler(options: CollectOptions): JobHandler {
  const { parts, arrivals } = options
  return async (job, run) => {
    const loaded = await loadConnector({ id: job.id, ...payloadOf(job) }, parts.store)
    if (!loaded?.connector.active) return DONE
    const told = arrivals.begin(loaded.connector)
    try {
      return await collect(loaded, { run, told }, options)
    } catch (error) {
      arrivals.giveBack(job.id, told)
      if (run.signal.aborted) throw error
      return again(await troubled(await fresh(loaded, parts), troubleOf(error), parts))
    } finally {
      arrivals.end(job.id)
    }
  }
}

const DONE: JobOutcome = { kind: 'done' }
const again = (runAt: number): JobOutcome => ({ kind: 'again', runAt })

/** The border of the job's document: `collectJob` writes it. */
const payloadOf = ({ payload }: Job) => payload as { owner: string; accountId: string }

interface Running {
  readonly run: JobRun
  readonly told: readonly string[] | undefined
}

async function collect(
  loaded: Loaded,
  { run, told }: Running,
  { parts, gate, spoolOf, arrivals }: CollectOptions,
): Promise<JobOutcome> {
  const { account, connector, state } = loaded
  const { clock, store } = parts
  const startedAt = clock.now()
  const isDue = isRecheckDue(state, startedAt)
  if (state.health.state === 'paused' && !isDue) {
    return again(state.health.checkedAt + LIMITS.recheckMs)
  }
  const full = await quotaTrouble(loaded, parts)
  if (full) {
    await troubled(loaded, full, parts)
    return again(nextDay(startedAt))
  }
  const trouble = isDue ? await recheck(loaded, parts) : undefined
  if (trouble) return again(await troubled(loaded, trouble, parts))
  const { source, note } = await enter(loaded, parts)
  const { signal } = run
  await keepScope(loaded, parts, signal)
  await discover({ connector, state, source, store, now: clock.now, signal, told })
  const spool = await spoolOf(account.id)
  const until = startedAt + LIMITS.sliceMs
  const fetched = await fetchWaiting(
    { account, connector, source, spool, signal, until, gate },
    parts,
  )
  if (fetched.done > 0) await pruneEnded(account.id, connector.id, parts)
  const latest = await fresh(loaded, parts)
  if (note) await troubled({ ...latest, state: { ...latest.state, health: calm } }, note, parts)
  else await recovered(latest, parts, isDue)
  return again(nextRun(fetched, loaded, arrivals.hasNews(connector.id), clock.now()))
}

/** What was known of another bucket or prefix is forgotten. */
async function keepScope({ connector, state }: Loaded, parts: CollectParts, signal: AbortSignal) {
  const scope = JSON.stringify([connector.endpoint, connector.bucket, connector.prefix])
  if (state.scope === scope) return
  if (state.scope !== undefined) await forgetConnector(connector, parts, signal)
  await changeState(connector.id, before => ({ ...before, scope }), [], parts.store)
}

/** A note counts as the first failure, again and again: it is no reason to stop. */
const calm = { state: 'ok', since: 0, checkedAt: 0, failures: 0 } as const

function nextRun(
  { nextAt, done }: Fetched,
  { connector }: Loaded,
  hasNews: boolean,
  now: number,
): number {
  // Where much was found, there may be more.
  if (hasNews || done > 0) return now
  return Math.min(nextAt ?? Number.MAX_SAFE_INTEGER, now + connector.pollSeconds * 1000)
}

async function fresh(loaded: Loaded, { store }: CollectParts): Promise<Loaded> {
  const { owner, accountId, id } = loaded.connector
  return (await loadConnector({ owner, accountId, id }, store)) ?? loaded
}

/** With new credentials that are refused the old ones go on, and everybody is told (§14.9). */
async function enter(
  loaded: Loaded,
  { doors, seal }: CollectParts,
): Promise<{ readonly source: BucketSource; readonly note?: Trouble }> {
  const { account, connector } = loaded
  const purpose = secretPurpose('connector', connector.id)
  const open = (credentials: Credentials) =>
    doors.open(errandOf(loaded), opened(credentials, purpose, account, seal))
  try {
    return { source: await open(connector.credentials) }
  } catch (error) {
    if (!(error instanceof SourceFailure) || !connector.previous) throw error
    const note = { code: 'NEW_CREDENTIALS_REFUSED', reason: error.message }
    return { source: await open(connector.previous), note }
  }
}

const nextDay = (now: number) => now - (now % 86_400_000) + 86_400_000

/** An account takes in so much a day (UTC), and goes on with the next. */
async function quotaTrouble(
  { account }: Loaded,
  { store, clock }: CollectParts,
): Promise<Trouble | undefined> {
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  const taken = await store.counter(takenKey(account.id, day))
  if (taken < account.dailyQuotaBytes) return undefined
  return {
    code: 'QUOTA_EXCEEDED',
    reason: `the account took in ${taken} bytes on ${day}, of ${account.dailyQuotaBytes}`,
  }
}

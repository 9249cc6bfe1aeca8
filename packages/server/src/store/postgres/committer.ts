import type { Clock } from '../../kernel/clock.ts'
import { assert } from '../../kernel/errors.ts'
import { changesOf } from '../feed.ts'
import { LIMITS } from '../limits.ts'
import { type PreparedWrite, prepare } from '../prepare.ts'
import type { Sealing } from '../sealing.ts'
import {
  type Change,
  CommitConflict,
  type Committed,
  type Key,
  StoreUnavailable,
  type Write,
} from '../store.ts'
import { type Answered, type Batch, type BatchAnswer, batchOf, bytesOf } from './batch.ts'
import { type Database, unavailable, WriteFailed } from './connection.ts'
import { changesOfRow } from './feed-row.ts'
import { backOffMs } from './gate.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Progress } from './progress.ts'

export interface Committer {
  commit(writes: readonly Write[]): Promise<Committed>
  /** Waits for what was asked. */
  close(): Promise<void>
}

export interface CommitterParts {
  readonly database: Pick<Database, 'commit'>
  /** Names this process to the database. */
  readonly writer: string
  readonly clock: Clock
  /** How long a batch whose connection broke is asked after. */
  readonly patienceMs: number
  readonly sealing: Pick<Sealing, 'seal'>
  readonly progress: Progress
  readonly heartbeat: Heartbeat
  /** Reads the feed up to a position, when an answer could not tell all that was missed. */
  readonly catchUp: () => Promise<void>
}

/** One batch at a time; what arrives meanwhile shares the next one. */
export function createCommitter(given: CommitterParts): Committer {
  const parts: Parts = { ...given, batches: 0 }
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined
  const drain = async () => {
    // Commits of one turn of the event loop go together.
    await new Promise(setImmediate)
    while (waiting.length > 0) await commitSome(waiting, parts)
    running = undefined
  }
  return {
    async commit(writes) {
      const prepared = prepare(writes).map(write => sealed(write, given.sealing))
      for (const write of prepared) assertFits(write)
      if (waiting.length >= LIMITS.waitingCommits) {
        throw new StoreUnavailable('too many commits wait for the database')
      }
      return new Promise((resolve, reject) => {
        waiting.push({ writes: prepared, resolve, reject })
        running ??= drain()
      })
    },
    async close() {
      await running
    },
  }
}

function sealed(write: PreparedWrite, { seal }: Pick<Sealing, 'seal'>): PreparedWrite {
  if (write.type === 'put') return { ...write, text: seal(write.key, write.text) }
  if (write.type !== 'append') return write
  return { ...write, texts: write.texts.map(text => seal(write.log, text)) }
}

interface Parts extends CommitterParts {
  /** How many were asked for: the number of the last one. */
  batches: number
}

interface Waiting {
  readonly writes: readonly PreparedWrite[]
  readonly resolve: (committed: Committed) => void
  readonly reject: (error: Error) => void
}

function assertFits(write: PreparedWrite): void {
  const name = write.type === 'append' ? write.log : write.key
  const fits = name.length * 3 <= LIMITS.postgresKeyBytes
  assert(
    fits || bytesOf(name).length <= LIMITS.postgresKeyBytes,
    'the name of a document or log fits an index of PostgreSQL',
  )
}

async function commitSome(waiting: Waiting[], parts: Parts): Promise<void> {
  const { progress, heartbeat } = parts
  const since = progress.position()
  const all = waiting.slice(0, LIMITS.commitsPerStatement)
  const batch = batchOf(
    all.map(({ writes }) => writes),
    since,
  )
  const taken = waiting.splice(0, batch.size)
  const askedAt = heartbeat.moment()
  try {
    const answered = await ask([parts.writer, ++parts.batches, ...batch.values], parts)
    await applyAnswer(taken, answered, { since, askedAt }, parts)
    settle(taken, answered.answer, batch)
  } catch (error) {
    // The one that cannot be written must not fail its neighbours.
    if (taken.length > 1 && isItsFault(error)) {
      for (const one of taken) await commitSome([one], parts)
      return
    }
    const failure = unavailable(error)
    for (const { reject } of taken) reject(failure)
  }
}

/**
 * Asks for a batch, and asks again under the same number when the connection broke before the answer: then it is
 * done once, whichever of the questions arrived.
 */
async function ask(
  values: readonly unknown[],
  { database, clock, patienceMs }: Parts,
): Promise<Answered> {
  let unknown: WriteFailed | undefined
  let endsAt = Number.POSITIVE_INFINITY
  for (let attempt = 0; ; attempt++) {
    try {
      const [row] = await database.commit(COMMIT, values)
      // The border: the function makes it of what it was given.
      return row?.['answered'] as Answered
    } catch (error) {
      if (!(error instanceof WriteFailed)) throw error
      if (error.outcome === 'unknown') unknown ??= error
      // Only what was refused for its own sake was surely not done before.
      if (!unknown || isItsFault(error)) throw error
      endsAt = Math.min(endsAt, clock.now() + patienceMs)
      const waitMs = backOffMs(attempt)
      if (clock.now() + waitMs > endsAt) throw unknown
      await clock.sleep(waitMs)
    }
  }
}

const COMMIT = {
  name: 'parley-commit',
  text: 'SELECT parley.commit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS answered',
}

/** Data, integrity and program limits: SQLSTATE classes that blame what was written, not the database. */
const isItsFault = (error: unknown) =>
  error instanceof WriteFailed &&
  error.outcome === 'refused' &&
  /^(22|23|54)/.test(error.code ?? '')

/** Tells this process what others did before the batch and then what the batch did. */
async function applyAnswer(
  taken: readonly Waiting[],
  { answer: { before, position, refusals }, floor, missed }: Answered,
  { since, askedAt }: { readonly since: number; readonly askedAt: number },
  { progress, catchUp }: CommitterParts,
): Promise<void> {
  if (missed.length >= LIMITS.feedPage || since < floor || before < since) {
    // What was committed and could not be told is not known to this process.
    return catchUp().catch(cause => {
      throw new WriteFailed('unknown', cause)
    })
  }
  let revision = before
  const own = taken.flatMap(({ writes }, index): Change[] =>
    refusals[index] === 0 ? changesOf(writes, ++revision) : [],
  )
  const changes = [...missed.flatMap(changesOfRow), ...own]
  progress.apply({ since, changes, position, floor, askedAt })
}

function settle(
  taken: readonly Waiting[],
  { before, refusals, sums }: BatchAnswer,
  { writes, lastPlaces }: Batch,
): void {
  const sumAt = new Map(sums.flat())
  let revision = before
  let place = 1
  for (const [index, { resolve, reject }] of taken.entries()) {
    const refusal = refusals[index]
    assert(refusal !== undefined, 'the database answers for every commit')
    const counters = new Map<Key, number>()
    for (; place <= (lastPlaces[index] ?? 0); place++) {
      const write = writes[place - 1]
      const sum = sumAt.get(place)
      if (write?.type === 'add' && sum !== undefined) counters.set(write.key, sum)
    }
    if (refusal === 0) resolve({ revision: ++revision, counters })
    else reject(conflictOf(writes[refusal - 1]))
  }
}

function conflictOf(write: PreparedWrite | undefined): CommitConflict {
  assert(write?.type === 'expect' || write?.type === 'add', 'a condition refuses a commit')
  return new CommitConflict(write.key, write.type === 'expect' ? 'revision' : 'maximum')
}

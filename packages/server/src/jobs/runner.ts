import { assert } from '../kernel/errors.ts'
import { within } from '../store/key.ts'
import type { Change, Document, Key, Write } from '../store/store.ts'
import { type Agenda, createAgenda } from './agenda.ts'
import { type Alarm, createAlarm } from './alarm.ts'
import type { JobRunner, ScheduleJob } from './job.ts'
import { LIMITS } from './limits.ts'
import { isJobKey, JOB, jobKey, kindOf, putJob, storedJob } from './record.ts'
import { type RunDependencies, runJob } from './run-job.ts'

export interface RunnerOptions extends Omit<RunDependencies, 'holder'> {
  /** How many jobs run at the same time. */
  readonly concurrency?: number
  /** Kinds that another runner of this process has. */
  readonly elsewhere?: ReadonlySet<string>
}

/** A job scheduled again under its id is replaced, and starts with no failures. */
export const scheduleJob: ScheduleJob = job => putJob(job)

/** The write that takes a job back; when it runs, its signal is aborted. */
export const cancelJob = (kind: string, id: string): Write => ({
  type: 'delete',
  key: jobKey(kind, id),
})

/** Runs the jobs of the kinds it has handlers for: those in the store when it starts, then what its feed tells. */
export function createJobRunner(options: RunnerOptions): JobRunner {
  const { store, clock, random, concurrency = LIMITS.concurrency } = options
  const stopped = new AbortController()
  const runner: Runner = {
    ...options,
    holder: random.uuid(),
    concurrency,
    agenda: createAgenda(),
    alarm: createAlarm(clock, () => pump(runner)),
    running: new Map(),
    waiting: [],
    started: false,
    stopped: stopped.signal,
    reading: 0,
  }
  let unsubscribe = () => {}
  return {
    start() {
      assert(!runner.started, 'a job runner is started once')
      runner.started = true
      unsubscribe = store.subscribe(
        change => follow(runner, change),
        () => void load(runner),
      )
      void load(runner)
    },
    async stop() {
      stopped.abort(new Error('the server stops'))
      unsubscribe()
      runner.alarm.set(undefined)
      for (const { stop } of runner.running.values()) stop.abort(stopped.signal.reason)
      await Promise.all([...runner.running.values()].map(({ ended }) => ended))
      for (const resolve of runner.waiting.splice(0)) resolve()
    },
    async settled() {
      pump(runner)
      if (!isActive(runner) || isSettled(runner)) return
      await new Promise<void>(resolve => runner.waiting.push(resolve))
    },
  }
}

interface Runner extends RunDependencies {
  readonly elsewhere?: ReadonlySet<string>
  readonly concurrency: number
  readonly agenda: Agenda
  readonly alarm: Alarm
  readonly running: Map<Key, Running>
  /** Those who asked for `settled`. */
  readonly waiting: (() => void)[]
  started: boolean
  readonly stopped: AbortSignal
  /** Reads of the store whose answer may make a job due. */
  reading: number
}

interface Running {
  readonly stop: AbortController
  readonly ended: Promise<void>
}

const isActive = ({ started, stopped }: Runner) => started && !stopped.aborted

function isSettled({ running, reading, agenda, clock }: Runner): boolean {
  const next = agenda.nextAt()
  return running.size === 0 && reading === 0 && (next === undefined || next > clock.now())
}

/** Starts what is due and sets the alarm for what comes next. */
function pump(runner: Runner): void {
  const { agenda, alarm, running, waiting, clock, concurrency } = runner
  if (!isActive(runner)) return
  while (running.size < concurrency) {
    const key = agenda.take(clock.now())
    if (key === undefined) break
    begin(runner, key)
  }
  alarm.set(running.size < concurrency ? agenda.nextAt() : undefined)
  if (isSettled(runner)) for (const resolve of waiting.splice(0)) resolve()
}

function begin(runner: Runner, key: Key): void {
  const { running, log } = runner
  const stop = new AbortController()
  const attempt = async () => {
    try {
      const ran = await runJob(key, stop, runner)
      running.delete(key)
      if (ran) await look(runner, key)
      else postpone(runner, key, LIMITS.heldElsewhereMs)
    } catch (error) {
      running.delete(key)
      log.error('a job could not be run', { key, error })
      postpone(runner, key, LIMITS.storeRetryMs)
    }
    pump(runner)
  }
  running.set(key, { stop, ended: attempt() })
}

function follow(runner: Runner, { key, type }: Change): void {
  if (!isJobKey(key)) return
  const kind = kindOf(key)
  if (runner.handlers.has(kind)) {
    runner.running.get(key)?.stop.abort(new Error('the job was replaced or cancelled'))
    void look(runner, key).then(() => pump(runner))
  } else if (type === 'put' && !runner.elsewhere?.has(kind)) {
    runner.log.warn('no handler runs jobs of this kind', { kind })
  }
}

/** Enters a job as its row says now. */
async function look(runner: Runner, key: Key): Promise<void> {
  runner.reading++
  try {
    const document = await runner.store.get(key)
    if (document) enter(runner, document)
    else runner.agenda.delete(key)
  } catch (error) {
    runner.log.error('a job could not be read', { key, error })
    postpone(runner, key, LIMITS.storeRetryMs)
  } finally {
    runner.reading--
  }
}

/** A job that runs is looked at when it has ended. */
function enter({ running, agenda }: Runner, document: Document): void {
  const { key, revision } = document
  if (!running.has(key)) agenda.set(key, { at: storedJob(document).job.runAt, revision })
}

/** Tries again later, unless its row says something else meanwhile. */
function postpone({ agenda, clock }: Runner, key: Key, waitMs: number): void {
  agenda.set(key, { at: clock.now() + waitMs, revision: 0 })
}

/** Finds the jobs that were scheduled before this process began to follow the feed. */
async function load(runner: Runner): Promise<void> {
  const { handlers, clock, log, stopped } = runner
  runner.reading++
  try {
    for (const kind of handlers.keys()) await loadKind(runner, kind)
  } catch (error) {
    log.error('the jobs could not be read', { error })
    clock.sleep(LIMITS.storeRetryMs, stopped).then(
      () => load(runner),
      () => 'stopped',
    )
  } finally {
    runner.reading--
  }
  pump(runner)
}

async function loadKind(runner: Runner, kind: string): Promise<void> {
  let [from, to]: [Key | undefined, Key] = within(JOB, kind)
  while (from !== undefined && !runner.stopped.aborted) {
    const { documents, next } = await runner.store.range(from, to)
    for (const document of documents) enter(runner, document)
    from = next
  }
}

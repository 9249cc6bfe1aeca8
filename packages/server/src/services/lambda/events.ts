import type { JobHandler } from '../../jobs/job.ts'
import { scheduleJob } from '../../jobs/runner.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { Random } from '../../kernel/random.ts'
import type { Store, Write } from '../../store/store.ts'
import type { Execution } from './execution.ts'
import { findVersion, routed } from './find.ts'
import { LIMITS } from './limits.ts'
import { arnOf, type FunctionName } from './names.ts'

/** An asynchronous invocation that was accepted: who may invoke was decided then. */
interface Event {
  readonly account: string
  readonly region: string
  readonly name: string
  /** Whose name that was then; absent in events that were accepted before this was noted. */
  readonly functionId?: string
  readonly qualifier: string | null
  readonly requestId: string
  /** Base64. */
  readonly payload: string
  readonly clientContext: string | null
  readonly acceptedAt: number
  /** How often the function has failed. */
  readonly failures: number
  /** How often it could not be run. */
  readonly delays: number
}

export interface Accepted {
  readonly functionId: string
  readonly requestId: string
  readonly payload: Uint8Array
  readonly clientContext: string | undefined
}

/** The write that accepts an invocation. */
export function eventWrite(name: FunctionName, accepted: Accepted, now: number): Write {
  const { functionId, requestId, payload, clientContext } = accepted
  const { account, region, name: functionName, qualifier } = name
  return writeOf(
    {
      account,
      region,
      name: functionName,
      functionId,
      qualifier: qualifier ?? null,
      requestId,
      payload: Buffer.from(payload).toString('base64'),
      clientContext: clientContext ?? null,
      acceptedAt: now,
      failures: 0,
      delays: 0,
    },
    now,
  )
}

const writeOf = (event: Event, runAt: number): Write =>
  scheduleJob({
    kind: 'lambda-event',
    id: `${event.requestId}.${event.failures}.${event.delays}`,
    runAt,
    payload: { ...event },
  })

/**
 * Runs accepted invocations. A function error is tried again twice, what cannot be run now for six hours with
 * growing waits (spec/surroundings.md §4.3); the request id stays the same.
 */
export function eventHandler(parts: {
  readonly store: Store
  readonly execution: Execution
  readonly clock: Clock
  readonly random: Random
}): JobHandler {
  const { store, execution, clock, random } = parts
  let running = 0
  let lastWaitsUntil = 0
  return async ({ payload }, { signal }) => {
    // It was changed where it was stored, and does not open.
    if (payload === null) return { kind: 'done' }
    // Functions may take long: they leave room for the other jobs of this process. Those that wait come back one after
    // the other, since each time that one is turned away is a write.
    if (running >= LIMITS.eventsAtOnce) {
      const first = clock.now() + LIMITS.eventWaitMs
      lastWaitsUntil = Math.max(first, lastWaitsUntil + LIMITS.eventSpacingMs)
      return { kind: 'again', runAt: lastWaitsUntil }
    }
    running++
    try {
      const event = payload as unknown as Event
      const next = nextOf(
        event,
        await outcomeOf(event, execution, { store, random, signal }),
        clock,
      )
      if (next) await store.commit([next])
      return { kind: 'done' }
    } finally {
      running--
    }
  }
}

type EventOutcome = 'done' | 'failed' | 'not-run'

async function outcomeOf(
  event: Event,
  execution: Execution,
  { store, random, signal }: { store: Store; random: Random; signal: AbortSignal },
): Promise<EventOutcome> {
  const name: FunctionName = { ...event, qualifier: event.qualifier ?? undefined }
  try {
    const { fn, version } = await routed(await findVersion(name, store), store, random)
    // One that was made later under this name has another policy: it was not asked who may invoke that.
    if (event.functionId !== undefined && event.functionId !== fn.id) return 'done'
    const { outcome } = await execution.invoke(fn, version, {
      requestId: event.requestId,
      functionArn: arnOf(name),
      payload: Buffer.from(event.payload, 'base64'),
      ...(event.clientContext !== null && { clientContext: event.clientContext }),
      signal,
    })
    if (outcome.kind === 'answered') return 'done'
    return outcome.kind === 'failed' ? 'failed' : 'not-run'
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // The function was deleted meanwhile: there is nothing to wait for.
    return error.code === 'ResourceNotFoundException' ? 'done' : 'not-run'
  }
}

/** What is to be tried again, and when. */
function nextOf(event: Event, outcome: EventOutcome, clock: Clock): Write | undefined {
  const now = clock.now()
  if (outcome === 'failed') {
    const waitMs = LIMITS.eventRetriesMs[event.failures]
    const failures = event.failures + 1
    return waitMs === undefined ? undefined : writeOf({ ...event, failures }, now + waitMs)
  }
  if (outcome === 'done' || now - event.acceptedAt > LIMITS.eventAgeMs) return undefined
  const waitMs = Math.min(1000 * 2 ** event.delays, 300_000)
  return writeOf({ ...event, delays: event.delays + 1 }, now + waitMs)
}

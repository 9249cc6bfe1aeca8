import type { Clock } from '../kernel/clock.ts'
import type { Environment } from './environment.ts'
import type { FunctionSpec, Invocation, Invoked } from './function-spec.ts'
import { LIMITS } from './limits.ts'

/** Environments that are kept for their next invocation; the latest used one is used first. */
export interface Pool {
  invoke(spec: FunctionSpec, invocation: Invocation): Promise<Invoked>
  /** Ends what a group runs, or a whole owner; what is busy ends after its invocation. */
  retire(groupOrOwner: string): void
  /** Ends what a group still runs of older code. */
  refresh(spec: FunctionSpec): void
  close(): Promise<void>
}

export function createPool(
  clock: Clock,
  start: (spec: FunctionSpec) => Promise<Environment>,
): Pool {
  const pool: State = { clock, start, places: new Set(), isClosed: false }
  const sweep = setInterval(() => endIdle(pool), LIMITS.sweepMs).unref()
  return {
    async invoke(spec, invocation) {
      invocation.signal.throwIfAborted()
      const place = take(pool, spec)
      if (typeof place === 'string')
        return { outcome: { kind: 'throttled', places: place }, tail: '' }
      const invoked = place.environment
        .then(environment => environment.invoke(invocation))
        .finally(() => giveBack(pool, place))
      // Who asked may go away; the function goes on, as on Lambda.
      return Promise.race([invoked, aborted(invocation.signal)])
    },
    retire(name) {
      for (const place of pool.places) {
        if (place.spec.group === name || place.spec.owner === name) endPlace(pool, place)
      }
    },
    refresh: spec => endOlder(pool, spec),
    async close() {
      pool.isClosed = true
      clearInterval(sweep)
      const ended = [...pool.places].map(async place => {
        endPlace(pool, place, { evenBusy: true })
        await (await place.environment.catch(() => undefined))?.ended
      })
      await Promise.all(ended)
    },
  }
}

interface State {
  readonly clock: Clock
  readonly start: (spec: FunctionSpec) => Promise<Environment>
  /** In the order of use. */
  readonly places: Set<Place>
  isClosed: boolean
}

interface Place {
  readonly spec: FunctionSpec
  readonly environment: Promise<Environment>
  /** Undefined until it has started. */
  started: Environment | undefined
  busy: boolean
  /** It is ended as soon as it is not busy. */
  stale: boolean
  usedAt: number
}

/** A warm environment or a new one; or which places are taken. */
function take(pool: State, spec: FunctionSpec): Place | 'reserved' | 'all' {
  if (pool.isClosed) return 'all'
  if (spec.reserved !== undefined && busyOf(pool, spec.owner) >= spec.reserved) return 'reserved'
  endOlder(pool, spec)
  const now = pool.clock.now()
  const warm = [...pool.places].findLast(
    place => place.spec.id === spec.id && !place.busy && isUsable(place, spec, now),
  )
  if (warm) {
    warm.busy = true
    pool.places.delete(warm)
    pool.places.add(warm)
    return warm
  }
  if (pool.places.size >= LIMITS.environments && !endLongestIdle(pool)) return 'all'
  return begin(pool, spec)
}

function endOlder(pool: State, { group, id }: FunctionSpec): void {
  for (const place of pool.places) {
    if (place.spec.group === group && place.spec.id !== id) endPlace(pool, place)
  }
}

function busyOf({ places }: State, owner: string): number {
  let count = 0
  for (const place of places) if (place.busy && place.spec.owner === owner) count++
  return count
}

function begin(pool: State, spec: FunctionSpec): Place {
  const place: Place = {
    spec,
    environment: pool.start(spec),
    started: undefined,
    busy: true,
    stale: false,
    usedAt: pool.clock.now(),
  }
  pool.places.add(place)
  place.environment.then(
    environment => {
      place.started = environment
      void environment.ended.then(() => pool.places.delete(place))
      if (pool.isClosed) environment.end()
    },
    () => pool.places.delete(place),
  )
  return place
}

const isUsable = ({ started, stale }: Place, { timeoutMs }: FunctionSpec, now: number): boolean =>
  !stale &&
  started?.isFree() === true &&
  started.expiresAt - now > timeoutMs + LIMITS.credentialsLeftMs

function giveBack(pool: State, place: Place): void {
  place.busy = false
  place.usedAt = pool.clock.now()
  if (place.stale || !place.started?.isFree()) endPlace(pool, place)
}

function endPlace(pool: State, place: Place, { evenBusy = false } = {}): void {
  place.stale = true
  if (place.busy && !evenBusy) return
  pool.places.delete(place)
  place.started?.end()
}

function endIdle(pool: State): void {
  const before = pool.clock.now() - LIMITS.idleMs
  for (const place of pool.places) if (place.usedAt < before) endPlace(pool, place)
}

function endLongestIdle(pool: State): boolean {
  const idle = [...pool.places].find(({ busy }) => !busy)
  if (!idle) return false
  endPlace(pool, idle)
  return true
}

/** Rejects when the signal is aborted; never resolves. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

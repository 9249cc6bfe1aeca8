import { performance } from 'node:perf_hooks'
import { boundedMap } from '../kernel/bounded-map.ts'
import type { Clock } from '../kernel/clock.ts'
import { ServiceError } from '../kernel/errors.ts'
import { type Metric, metric } from '../kernel/metrics.ts'
import { LIMITS } from './limits.ts'

/** An account asks for more than its share; it should try again a little later. */
export class OverShare extends ServiceError {
  constructor() {
    super('Throttling', 'Rate exceeded')
  }
}

/**
 * Keeps a burst from becoming a collapse: what cannot be answered soon is refused at once, cheaply, and what was
 * taken in is answered as quickly as ever.
 */
export interface Overload {
  /** Takes one more request in, to be called when it is answered; undefined when it must be refused. */
  enter(): (() => void) | undefined
  /** Takes a request of this account in, likewise. @throws OverShare */
  share(account: string): () => void
  metrics(): Metric[]
  close(): void
}

export interface OverloadOptions {
  readonly clock: Clock
  /** Requests of one account in a second; no limit when undefined. */
  readonly accountRate: number | undefined
  /** Whether the store has more to write than it can. */
  readonly isStoreSlow: () => boolean
  /** How busy the event loop was lately, 0 to 1; measured when absent. */
  readonly utilization?: () => number
}

export function createOverload(options: OverloadOptions): Overload {
  const { clock, accountRate, isStoreSlow } = options
  const meter = options.utilization ? undefined : measureLoop()
  const utilization = options.utilization ?? meter?.utilization ?? (() => 0)
  const isSaturated = () => utilization() > LIMITS.saturatedUtilization || isStoreSlow()
  const inFlight = new Map<string, number>()
  const buckets = boundedMap<string, Bucket>(LIMITS.rememberedAccounts)
  const counts = { inFlight: 0, refused: 0, throttled: 0 }

  const leave = () => {
    counts.inFlight--
  }
  const isOver = (account: string): boolean => {
    const own = inFlight.get(account) ?? 0
    if (own >= LIMITS.accountInFlight) return true
    // While there is not enough for all, nobody has more than his part; alone, an account may have it all.
    const part = Math.max(LIMITS.inFlightWhenSaturated / Math.max(inFlight.size, 1), 1)
    return own >= part && inFlight.size > 1 && isSaturated()
  }
  return {
    enter() {
      const isFull =
        counts.inFlight >= LIMITS.inFlight ||
        (counts.inFlight >= LIMITS.inFlightWhenSaturated && isSaturated())
      if (isFull) {
        counts.refused++
        return undefined
      }
      counts.inFlight++
      return leave
    },
    share(account) {
      const isFast = accountRate !== undefined && !takeToken(buckets, account, accountRate, clock)
      if (isFast || isOver(account)) {
        counts.throttled++
        throw new OverShare()
      }
      inFlight.set(account, (inFlight.get(account) ?? 0) + 1)
      return () => {
        const left = (inFlight.get(account) ?? 1) - 1
        if (left > 0) inFlight.set(account, left)
        else inFlight.delete(account)
      }
    },
    metrics: () => [
      metric('gauge', 'parley_requests_in_flight', 'Requests not answered yet.', counts.inFlight),
      metric(
        'counter',
        'parley_requests_refused_total',
        'Requests refused because there were too many.',
        counts.refused,
      ),
      metric(
        'counter',
        'parley_requests_throttled_total',
        'Requests refused because their account had its share.',
        counts.throttled,
      ),
      metric(
        'gauge',
        'parley_event_loop_utilization',
        'How busy the event loop was lately, 0 to 1.',
        utilization(),
      ),
    ],
    close: () => meter?.close(),
  }
}

interface Bucket {
  tokens: number
  at: number
}

/** A second's worth may be used at once. */
function takeToken(
  buckets: ReturnType<typeof boundedMap<string, Bucket>>,
  account: string,
  rate: number,
  clock: Clock,
): boolean {
  const now = clock.now()
  const bucket = buckets.get(account) ?? { tokens: rate, at: now }
  const gained = (Math.max(now - bucket.at, 0) / 1_000) * rate
  bucket.tokens = Math.min(bucket.tokens + gained, rate)
  bucket.at = now
  buckets.set(account, bucket)
  if (bucket.tokens < 1) return false
  bucket.tokens--
  return true
}

/** How much of the last moments the event loop was busy. */
function measureLoop() {
  let before = performance.eventLoopUtilization()
  let utilization = 0
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization()
    utilization = performance.eventLoopUtilization(now, before).utilization
    before = now
  }, LIMITS.loopSampleMs)
  timer.unref()
  return {
    utilization: () => utilization,
    close: () => clearInterval(timer),
  }
}

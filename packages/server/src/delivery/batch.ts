import type { WaitingEntry } from '../outbox/conversation-log.ts'
import { LIMITS } from './limits.ts'

/** Entries that go into one stream with one call, and where the queue goes on after them. */
export interface Batch {
  /** `yyyy-MM-dd`, UTC. */
  readonly day: string
  /** In the order of their times, as PutLogEvents demands. */
  readonly events: readonly { readonly timestamp: number; readonly message: string }[]
  /** Entries too large for any call: they can only be dropped. */
  readonly oversized: number
  /** Entries that do not open: likewise. */
  readonly unopened: number
  readonly nextPosition: number
}

/** The longest beginning of the queue that fits into one call; `entries` is not empty. */
export function nextBatch(entries: readonly WaitingEntry[]): Batch {
  const day = dayOf(entries[0]!)
  const events: { timestamp: number; message: string }[] = []
  let bytes = 0
  let oversized = 0
  let unopened = 0
  let nextPosition = entries[0]!.position
  for (const entry of entries) {
    if (dayOf(entry) !== day || events.length === LIMITS.batchEvents) break
    const { time, position, message } = entry
    const size = Buffer.byteLength(message ?? '') + LIMITS.eventOverheadBytes
    if (message === undefined) unopened++
    else if (size > LIMITS.batchBytes) oversized++
    else if (bytes + size > LIMITS.batchBytes) break
    else {
      events.push({ timestamp: time, message })
      bytes += size
    }
    nextPosition = position + 1
  }
  // Sessions side by side may commit their turns in another order than they began.
  events.sort((a, b) => a.timestamp - b.timestamp)
  return { day, events, oversized, unopened, nextPosition }
}

const dayOf = ({ time }: WaitingEntry) => new Date(time).toISOString().slice(0, 10)

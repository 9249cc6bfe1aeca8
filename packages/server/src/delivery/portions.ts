import {
  isAudio,
  type LogDestination,
  queueLog,
  type WaitingEntry,
} from '../outbox/conversation-log.ts'
import type { Store } from '../store/store.ts'
import type { Written } from './as-role.ts'
import type { AudioWriter } from './audio.ts'
import { type Batch, nextBatch } from './batch.ts'
import type { WriteBatch } from './write-batch.ts'

/** What goes with one call: a batch of text, or what was said in one turn. */
export interface Portion {
  readonly events: number
  /** Entries that can only be dropped. */
  readonly hopeless: { readonly oversized: number; readonly unopened: number }
  readonly nextPosition: number
  readonly content:
    | { readonly kind: 'text'; readonly batch: Batch }
    | { readonly kind: 'sound'; readonly entry: WaitingEntry }
}

export interface PortionParts {
  readonly store: Store
  readonly writeBatch: WriteBatch
  readonly audio: AudioWriter
}

/** The beginning of a queue; `waiting` is not empty. */
export function nextPortion(
  destination: LogDestination,
  waiting: readonly WaitingEntry[],
): Portion {
  const entry = waiting[0]!
  if (isAudio(destination)) {
    const content = { kind: 'sound', entry } as const
    const hopeless = { oversized: 0, unopened: 0 }
    return { events: 1, hopeless, nextPosition: entry.position + 1, content }
  }
  const batch = nextBatch(waiting)
  const { events, oversized, unopened, nextPosition } = batch
  return {
    events: events.length,
    hopeless: { oversized, unopened },
    nextPosition,
    content: { kind: 'text', batch },
  }
}

export async function writePortion(
  destination: LogDestination,
  { events, content }: Portion,
  { writeBatch, audio }: PortionParts,
): Promise<Written> {
  if (events > 0 && content.kind === 'sound' && isAudio(destination)) {
    return audio.write(destination, content.entry)
  }
  if (events > 0 && content.kind === 'text' && !isAudio(destination)) {
    return writeBatch(destination, content.batch)
  }
  return { kind: 'written', rejected: 0 }
}

/** Cuts entries off the queue, and with those of sound their bytes. */
export async function cut(
  destination: LogDestination,
  { queue, waiting, position }: Cut,
  { store, audio }: PortionParts,
): Promise<void> {
  await store.trimLog(queueLog(queue.id), position)
  if (!isAudio(destination)) return
  const gone = waiting.filter(entry => entry.position < position)
  await audio.forget(destination, gone)
}

export interface Cut {
  readonly queue: { readonly id: string }
  readonly waiting: readonly WaitingEntry[]
  /** Where the queue goes on. */
  readonly position: number
}

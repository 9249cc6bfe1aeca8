import {
  type InputLogEvent,
  InvalidParameterException,
  type RejectedLogEventsInfo,
} from '../../wire/models/logs.ts'
import { LIMITS } from './limits.ts'

export interface SortedBatch {
  readonly accepted: readonly InputLogEvent[]
  readonly acceptedBytes: number
  /** Undefined when nothing was rejected. */
  readonly rejected: RejectedLogEventsInfo | undefined
}

/** What counts of an event against batches, answers and a group's stored bytes. */
export const eventBytes = (message: string): number =>
  Buffer.byteLength(message) + LIMITS.eventOverheadBytes

/** What the batch alone decides: size and order (spec/surroundings.md §2.3). @throws InvalidParameterException */
export function assertBatch(events: readonly InputLogEvent[]): void {
  const bytes = bytesOf(events)
  if (bytes > LIMITS.batchBytes) {
    throw InvalidParameterException(
      `Upload too large: ${bytes} bytes exceeds limit of ${LIMITS.batchBytes}`,
    )
  }
  for (let i = 1; i < events.length; i++) {
    if (events[i]!.timestamp < events[i - 1]!.timestamp) {
      throw InvalidParameterException(
        'Log events in a single PutLogEvents request must be in chronological order.',
      )
    }
  }
}

/**
 * Parts a chronological batch into what is stored and what is too old, too new or expired; the latter are
 * reported by index and do not fail the call.
 * @throws InvalidParameterException when the accepted events span more than a day
 */
export function sortBatch(
  events: readonly InputLogEvent[],
  { now, since }: { readonly now: number; readonly since: number },
): SortedBatch {
  const tooOldEnd = countWhile(events, ({ timestamp }) => timestamp < now - LIMITS.oldestMs)
  const expiredEnd = countWhile(events, ({ timestamp }) => timestamp < since)
  const tooNewStart = countWhile(events, ({ timestamp }) => timestamp <= now + LIMITS.newestMs)
  const accepted = events.slice(Math.max(tooOldEnd, expiredEnd), tooNewStart)
  const [first, last] = [accepted[0], accepted.at(-1)]
  if (first && last && last.timestamp - first.timestamp > LIMITS.batchSpanMs) {
    throw InvalidParameterException(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
  const rejected = {
    tooNewLogEventStartIndex: tooNewStart < events.length ? tooNewStart : undefined,
    tooOldLogEventEndIndex: tooOldEnd || undefined,
    expiredLogEventEndIndex: expiredEnd || undefined,
  }
  return {
    accepted,
    acceptedBytes: bytesOf(accepted),
    rejected: accepted.length < events.length ? rejected : undefined,
  }
}

const bytesOf = (events: readonly InputLogEvent[]) =>
  events.reduce((sum, { message }) => sum + eventBytes(message), 0)

function countWhile(
  events: readonly InputLogEvent[],
  holds: (event: InputLogEvent) => boolean,
): number {
  const end = events.findIndex(event => !holds(event))
  return end < 0 ? events.length : end
}

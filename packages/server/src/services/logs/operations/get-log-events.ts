import { type GetLogEventsRequest, logs } from '../../../wire/models/logs.ts'
import { eventBytes } from '../batch.ts'
import { streamCheck } from '../checks.ts'
import { eventReader, type LogsContext, operation } from '../context.ts'
import { backwardToken, cursorOf, forwardToken, idAfter, idBefore } from '../event-tokens.ts'
import type { StoredEvent, StreamId } from '../events.ts'
import { assertName, namedOrIdentified } from '../group-names.ts'
import { getGroup, getStream, visibleSince } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { type Direction, idAt, readEvents, type Window } from '../reading.ts'

/**
 * Events of one stream, always told oldest first. Both tokens come with every answer; the token that was
 * given comes back when there is nothing more in its direction.
 */
export const getLogEvents = operation(logs.GetLogEvents, {
  readOnly: true,
  authorize(input, context) {
    assertName(input.logStreamName)
    const group = namedOrIdentified(input, context)
    return streamCheck('logs:GetLogEvents', group, input.logStreamName)
  },

  async handle(input, context) {
    const group = await getGroup(namedOrIdentified(input, context), context)
    const stream = await getStream(group, input.logStreamName, context)
    const place = { groupId: group.id, streamId: stream.id }
    const cursor = cursorOf(input.nextToken, stream.id)
    const head = input.startFromHead ? 'forward' : 'backward'
    const direction = cursor?.direction ?? head
    const window: Window = {
      from: Math.max(input.startTime ?? 0, visibleSince(group, context.clock.now())),
      to: input.endTime ?? Number.MAX_SAFE_INTEGER,
      ...(cursor && { [cursor.direction === 'forward' ? 'after' : 'before']: cursor.id }),
    }
    const events = await readPage(place, window, direction, input, context)
    const edge = cursor?.id ?? idAt(0)
    const first = events[0]?.id ?? (direction === 'forward' ? idAfter(edge) : edge)
    const last = events.at(-1)?.id ?? (direction === 'forward' ? edge : idBefore(edge))
    return {
      events: events.map(({ time, message, ingestedAt }) => ({
        timestamp: time,
        message,
        ingestionTime: ingestedAt,
      })),
      nextForwardToken: forwardToken(last, stream.id),
      nextBackwardToken: backwardToken(first, stream.id),
    }
  },
})

async function readPage(
  stream: StreamId,
  window: Window,
  direction: Direction,
  { limit = LIMITS.eventsAtOnce }: GetLogEventsRequest,
  context: LogsContext,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = []
  let bytes = 0
  for await (const bucket of readEvents([stream], window, direction, eventReader(context))) {
    for (const event of bucket) {
      bytes += eventBytes(event.message)
      const isFull = events.length === limit || (events.length > 0 && bytes > LIMITS.answerBytes)
      if (isFull) return inOrder(events, direction)
      events.push(event)
    }
    // A full page needs no look at the next bucket.
    if (events.length === limit) break
  }
  return inOrder(events, direction)
}

const inOrder = (events: StoredEvent[], direction: Direction) =>
  direction === 'forward' ? events : events.reverse()

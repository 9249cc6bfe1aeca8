import type { Documents } from '../../../operation/documents.ts'
import {
  type FilteredLogEvent,
  type FilterLogEventsRequest,
  InvalidParameterException,
  logs,
} from '../../../wire/models/logs.ts'
import { eventBytes } from '../batch.ts'
import { createBreath } from '../breath.ts'
import { groupCheck } from '../checks.ts'
import { eventReader, type LogsContext, operation } from '../context.ts'
import { eventId } from '../event-tokens.ts'
import type { StreamId } from '../events.ts'
import { type FilterPattern, parseFilterPattern } from '../filter-pattern/filter-pattern.ts'
import { assertName, namedOrIdentified } from '../group-names.ts'
import { getGroup, getStream, visibleSince } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { invalidToken, pageToken, placeOf } from '../page-tokens.ts'
import { type Direction, readEvents, type StreamEvent, type Window } from '../reading.ts'
import type { LogGroup } from '../records.ts'
import { allStreams } from '../streams.ts'

const LISTING = 'events'

/**
 * Events of a group's streams that fit a pattern, in the order of time. One call reads a bounded number of
 * events; an answer may hold none and still have a token to go on with.
 */
export const filterLogEvents = operation(logs.FilterLogEvents, {
  readOnly: true,
  authorize: (input, context) =>
    groupCheck('logs:FilterLogEvents', namedOrIdentified(input, context), context),

  async handle(input, context) {
    const group = await getGroup(namedOrIdentified(input, context), context)
    const filter = parseFilterPattern(input.filterPattern ?? '')
    const streams = await streamsOf(group, input, context)
    const place = placeOf(input.nextToken, LISTING, 2)
    const direction = place
      ? directionOf(place)
      : input.startFromHead === false
        ? 'backward'
        : 'forward'
    const after = place?.[1]
    const window: Window = {
      from: Math.max(input.startTime ?? 0, visibleSince(group, context.clock.now())),
      to: input.endTime ?? Number.MAX_SAFE_INTEGER,
      ...(after !== undefined && { [direction === 'forward' ? 'after' : 'before']: after }),
    }
    const limit = input.limit ?? LIMITS.eventsAtOnce
    const page = await scan({ streams, window, direction, filter, limit }, context)
    return {
      events: page.events,
      // AWS tells of no stream any more.
      searchedLogStreams: [],
      nextToken: page.last && pageToken(LISTING, direction, page.last),
    }
  },
})

function directionOf([direction, id]: readonly string[]): Direction {
  if (!/^\d{45}$/.test(id ?? '')) throw invalidToken()
  if (direction !== 'forward' && direction !== 'backward') throw invalidToken()
  return direction
}

interface Scan {
  readonly streams: readonly NamedStream[]
  readonly window: Window
  readonly direction: Direction
  readonly filter: FilterPattern
  readonly limit: number
}

interface NamedStream extends StreamId {
  readonly name: string
}

async function scan(
  { streams, window, direction, filter, limit }: Scan,
  context: LogsContext,
): Promise<{ events: FilteredLogEvent[]; last: string | undefined }> {
  const events: FilteredLogEvent[] = []
  let last: string | undefined
  let scanned = 0
  let scannedBytes = 0
  let bytes = 0
  const { clock } = context
  const signal = context.abandoned()
  const reader = eventReader(context)
  const breath = createBreath(clock)
  const end = clock.now() + LIMITS.scannedMs
  for await (const bucket of readEvents(streams, window, direction, reader)) {
    for (const event of bucket) {
      const size = eventBytes(event.message)
      const isTired =
        scanned >= LIMITS.scannedEvents ||
        scannedBytes >= LIMITS.scannedBytes ||
        (scanned > 0 && (clock.now() >= end || signal.aborted))
      if (events.length === limit || isTired) return { events, last }
      if (filter.fits(event.message)) {
        bytes += size
        if (events.length > 0 && bytes > LIMITS.answerBytes) return { events, last }
        events.push(filteredEvent(event))
      }
      await breath()
      scanned++
      scannedBytes += size
      last = event.id
    }
  }
  return { events, last: undefined }
}

const filteredEvent = ({
  id,
  time,
  message,
  ingestedAt,
  stream,
}: StreamEvent<NamedStream>): FilteredLogEvent => ({
  logStreamName: stream.name,
  timestamp: time,
  message,
  ingestionTime: ingestedAt,
  eventId: eventId(id, stream.streamId),
})

async function streamsOf(
  group: LogGroup,
  { logStreamNames, logStreamNamePrefix }: FilterLogEventsRequest,
  context: LogsContext,
): Promise<readonly NamedStream[]> {
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw InvalidParameterException(
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    )
  }
  if (!logStreamNames) return streamsByPrefix(group, logStreamNamePrefix ?? '', context.documents)
  const names = [...new Set(logStreamNames)]
  for (const name of names) assertName(name)
  const streams = await Promise.all(names.map(name => getStream(group, name, context)))
  return streams.map(({ id, name }) => ({ groupId: group.id, streamId: id, name }))
}

async function streamsByPrefix(
  group: LogGroup,
  prefix: string,
  documents: Documents,
): Promise<readonly NamedStream[]> {
  assertName(prefix)
  const streams = await allStreams(group.id, documents, prefix)
  return streams.map(({ id, name }) => ({ groupId: group.id, streamId: id, name }))
}

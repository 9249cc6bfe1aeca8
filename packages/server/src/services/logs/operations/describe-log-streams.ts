import type { Document, Key } from '../../../store/store.ts'
import {
  type DescribeLogStreamsRequest,
  InvalidParameterException,
  logs,
} from '../../../wire/models/logs.ts'
import { groupCheck } from '../checks.ts'
import { type LogsContext, operation } from '../context.ts'
import { assertName, namedOrIdentified } from '../group-names.ts'
import { getGroup, visibleSince } from '../groups.ts'
import { LIMITS } from '../limits.ts'
import { streamOutput } from '../outputs.ts'
import { pageToken, placeOf } from '../page-tokens.ts'
import { beginningWith, type LogGroup, type LogStream, streamKey, streamOf } from '../records.ts'
import { type StreamTimes, timesOf } from '../stream-times.ts'

/** Streams by name, or by the time of their latest event. */
export const describeLogStreams = operation(logs.DescribeLogStreams, {
  readOnly: true,
  authorize: (input, context) =>
    groupCheck('logs:DescribeLogStreams', namedOrIdentified(input, context), context),

  async handle(input, context) {
    const group = await getGroup(namedOrIdentified(input, context), context)
    if (input.orderBy !== 'LastEventTime') return byName(group, input, context)
    if (input.logStreamNamePrefix !== undefined) {
      throw InvalidParameterException('Cannot order by LastEventTime with a logStreamNamePrefix.')
    }
    return byLastEvent(group, input, context)
  },
})

const BY_NAME = 'streams'
const BY_TIME = 'streams-by-time'

async function byName(
  group: LogGroup,
  { logStreamNamePrefix = '', descending = false, nextToken, limit }: DescribeLogStreamsRequest,
  context: LogsContext,
) {
  assertName(logStreamNamePrefix)
  const size = limit ?? LIMITS.describedAtOnce
  let [from, to] = beginningWith(logStreamNamePrefix, 'logs.stream', group.id)
  const after = placeOf(nextToken, BY_NAME, 1)?.[0]
  const place = after === undefined ? undefined : streamKey(group.id, after)
  if (place !== undefined && descending) to = place < to ? place : to
  if (place !== undefined && !descending) from = place > from ? place : from
  // One more than is shown tells whether there is a next page; forward, the place itself comes again.
  const { documents } = await context.documents.range(from, to, {
    reverse: descending,
    limit: size + 2,
  })
  const streams = documents.filter(({ key }) => key !== place).map(streamOf)
  const shown = streams.slice(0, size)
  const last = streams.length > size ? shown.at(-1) : undefined
  const since = visibleSince(group, context.clock.now())
  const times = await Promise.all(shown.map(stream => timesOf(group, stream, since, context)))
  return {
    logStreams: shown.map((stream, index) => streamOutput(group, stream, times[index]!)),
    nextToken: last && pageToken(BY_NAME, last.name),
  }
}

interface Timed {
  readonly stream: LogStream
  readonly times: StreamTimes
}

async function byLastEvent(
  group: LogGroup,
  { descending = false, nextToken, limit }: DescribeLogStreamsRequest,
  context: LogsContext,
) {
  const size = limit ?? LIMITS.describedAtOnce
  const since = visibleSince(group, context.clock.now())
  const all: Timed[] = []
  for (const stream of (await allStreams(group, context)).map(streamOf)) {
    all.push({ stream, times: await timesOf(group, stream, since, context) })
  }
  const place = placeOf(nextToken, BY_TIME, 2)
  const sign = descending ? -1 : 1
  const rest = all
    .sort((a, b) => sign * compare(placeIn(a), placeIn(b)))
    .filter(timed => !place || sign * compare(placeIn(timed), [Number(place[0]), place[1]!]) > 0)
  const shown = rest.slice(0, size)
  const last = rest.length > size ? shown.at(-1) : undefined
  return {
    logStreams: shown.map(({ stream, times }) => streamOutput(group, stream, times)),
    nextToken: last && pageToken(BY_TIME, ...placeIn(last)),
  }
}

const placeIn = ({ stream, times }: Timed): [time: number, name: string] => [
  times.last ?? 0,
  stream.name,
]

function compare(a: readonly [number, string], b: readonly [number, string]): number {
  if (a[0] !== b[0]) return a[0] - b[0]
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0
}

async function allStreams(group: LogGroup, { documents }: LogsContext): Promise<Document[]> {
  const all: Document[] = []
  const [first, to] = beginningWith('', 'logs.stream', group.id)
  for (let from: Key | undefined = first; from !== undefined; ) {
    const page = await documents.range(from, to)
    all.push(...page.documents)
    from = page.next
  }
  return all
}

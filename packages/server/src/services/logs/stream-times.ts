import { ServiceError } from '../../kernel/errors.ts'
import type { Context } from '../../operation/context.ts'
import { readEvents, type Window } from './reading.ts'
import type { LogGroup, LogStream } from './records.ts'

/** What DescribeLogStreams tells of a stream's events; undefined members while there are none. */
export interface StreamTimes {
  readonly first: number | undefined
  readonly last: number | undefined
  readonly ingested: number | undefined
}

/**
 * Read from the ends of the stream: a record of its own would make parallel puts conflict. Of a stream with more at
 * an end than can be read, nothing is told: no other stream shall be hidden for it.
 */
export async function timesOf(
  group: LogGroup,
  stream: LogStream,
  since: number,
  context: Pick<Context, 'documents'>,
): Promise<StreamTimes> {
  try {
    return await timesAtEnds(group, stream, since, context)
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'LimitExceededException') throw error
    return NOTHING
  }
}

const NOTHING: StreamTimes = { first: undefined, last: undefined, ingested: undefined }

async function timesAtEnds(
  { id: groupId }: LogGroup,
  { id: streamId }: LogStream,
  since: number,
  { documents }: Pick<Context, 'documents'>,
): Promise<StreamTimes> {
  const window: Window = { from: since, to: Number.MAX_SAFE_INTEGER }
  const stream = { groupId, streamId }
  for await (const newest of readEvents([stream], window, 'backward', documents)) {
    const ingested = newest.reduce((latest, event) => Math.max(latest, event.ingestedAt), 0)
    for await (const oldest of readEvents([stream], window, 'forward', documents)) {
      return { first: oldest[0]?.time, last: newest[0]?.time, ingested }
    }
  }
  return NOTHING
}

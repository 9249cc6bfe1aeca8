import { CloudWatchClient, type CloudWatchServiceException } from '@aws-sdk/client-cloudwatch'
import {
  type AwsQueryProtocol as AnyProtocol,
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols'
import { answerOf } from './answers.ts'
import type { Stage } from './stage.ts'

/** The protocols of the recordings, as their tests are named. */
export const PROTOCOLS = ['query', 'json', 'smithy-rpc-v2-cbor'] as const
export type ProtocolName = (typeof PROTOCOLS)[number]

const SPOKEN = {
  query: AwsQueryProtocol,
  json: AwsJson1_0Protocol,
  'smithy-rpc-v2-cbor': AwsSmithyRpcV2CborProtocol,
}

/** The client that JavaScript has, speaking one of the three. */
export function client(stage: Pick<Stage, 'as'>, protocol: ProtocolName): CloudWatchClient {
  return new CloudWatchClient({
    ...stage.as(),
    protocol: SPOKEN[protocol] as unknown as AnyProtocol,
    // In CBOR the client compresses, but announces the length from before: nobody can read that.
    disableRequestCompression: protocol === 'smithy-rpc-v2-cbor',
  })
}

/** One recorded test in one protocol. */
export interface Player {
  readonly stage: Stage
  readonly protocol: ProtocolName
  readonly cloudwatch: CloudWatchClient
  /** Keeps an answer as the recordings have it; gives the output. */
  note<T extends object>(name: string, call: Promise<T>): Promise<T>
}

export function player(stage: Stage, protocol: ProtocolName): Player {
  const note: Player['note'] = async (name, call) => {
    try {
      const output = await call
      stage.noteValue(name, answered(output))
      return output
    } catch (error) {
      stage.noteValue(name, refused(error as CloudWatchServiceException, protocol))
      return {} as Awaited<typeof call>
    }
  }
  return { stage, protocol, cloudwatch: client(stage, protocol), note }
}

/** Times are words in the recordings, and JSON in texts is read. */
export const answered = (output: object): unknown => withoutTimes(answerOf(output, []))

function withoutTimes(value: unknown, name = ''): unknown {
  if (name === 'Timestamps') return 'timestamp'
  if (typeof value === 'string' && name.endsWith('Timestamp')) return 'timestamp'
  if (typeof value === 'string' && (name === 'StateReasonData' || name === 'HistoryData')) {
    return withoutDates(JSON.parse(value))
  }
  if (typeof value === 'string' && name === 'StateReason') return withoutPointTimes(value)
  if (Array.isArray(value)) return value.map(item => withoutTimes(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      // The client of the recordings did not know this member yet, and their raw answers have it.
      .filter(([key]) => key !== 'LogAlarms')
      .map(([key, item]) => [key, withoutTimes(item, key)]),
  )
}

const withoutPointTimes = (text: string) =>
  text.replace(/\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d/g, 'MM/DD/YY HH:MM:SS')

export function withoutDates(value: unknown): unknown {
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\dT.*\+0000$/.test(value) ? 'date' : withoutPointTimes(value)
  }
  if (Array.isArray(value)) return value.map(withoutDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDates(item)]))
}

/** In the shape that Python's client gives its errors in each protocol. */
function refused(error: CloudWatchServiceException, protocol: ProtocolName): unknown {
  const { name, message, $metadata } = error
  if ($metadata.httpStatusCode === undefined) throw error
  const inner = (error as { Error?: { Code?: string; Type?: string } }).Error
  // What the client says when the server says nothing.
  const text = message === 'UnknownError' || message === 'Unknown' ? '' : message
  const isModelled = name.startsWith('InvalidParameter')
  return {
    Error: {
      Code: inner?.Code,
      Type: inner?.Type,
      ...(protocol === 'query'
        ? text !== '' && { Message: text }
        : { Message: text, QueryErrorCode: name }),
    },
    ...(protocol !== 'query' && isModelled && { message: text }),
    ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: $metadata.httpStatusCode },
  }
}

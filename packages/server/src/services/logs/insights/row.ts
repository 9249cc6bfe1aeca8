import { eventId } from '../event-tokens.ts'
import { jsonText } from '../json-text.ts'
import type { StreamEvent } from '../reading.ts'
import type { Value } from './values.ts'

/** What a query's commands pass on: an event with what was computed of it, or a group of `stats`. */
export interface Row {
  /** Columns that commands have made, which hide the event's own. */
  readonly computed: ReadonlyMap<string, Value>
  /** Undefined for a group. */
  readonly event: RowEvent | undefined
}

export interface RowEvent {
  readonly timestamp: number
  readonly message: string
  /** Fields by name, the discovered ones when they are first asked for. */
  field(name: string): Value
}

export interface QueriedStream {
  readonly groupId: string
  readonly streamId: string
  readonly name: string
  /** `account:group`, as `@log` tells it. */
  readonly log: string
}

export function rowOf({ id, time, message, ingestedAt, stream }: StreamEvent<QueriedStream>): Row {
  let discovered: object | undefined
  const field = (name: string): Value => {
    switch (name) {
      case '@timestamp':
        return { time }
      case '@message':
        return message
      case '@logStream':
        return stream.name
      case '@log':
        return stream.log
      case '@ingestionTime':
        return { time: ingestedAt }
      case '@ptr':
        return Buffer.from(`${stream.log}:${eventId(id, stream.streamId)}`).toString('base64')
      default:
        discovered ??= objectIn(message)
        return memberOf(discovered, name)
    }
  }
  return { computed: new Map(), event: { timestamp: time, message, field } }
}

export function fieldOf({ computed, event }: Row, name: string): Value {
  return computed.has(name) ? computed.get(name) : event?.field(name)
}

const NOTHING = {}

/** The JSON object that a message is, or that stands in it after other text. */
function objectIn(message: string): object {
  const [start, end] = [message.indexOf('{'), message.lastIndexOf('}')]
  if (start < 0 || end < start) return NOTHING
  try {
    const value: unknown = JSON.parse(message.slice(start, end + 1))
    return typeof value === 'object' && value !== null ? value : NOTHING
  } catch {
    return NOTHING
  }
}

/** `a.b.0`: a member whose own name has dots is found as well. */
function memberOf(object: object, path: string): Value {
  let value: unknown = object
  let rest = path
  while (typeof value === 'object' && value !== null) {
    if (Object.hasOwn(value, rest)) return shownValue((value as Record<string, unknown>)[rest])
    const dot = rest.indexOf('.')
    const name = dot < 0 ? '' : rest.slice(0, dot)
    if (dot < 0 || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
    rest = rest.slice(dot + 1)
  }
  return undefined
}

function shownValue(value: unknown): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'object':
      return value === null ? undefined : jsonText(value)
    default:
      return undefined
  }
}

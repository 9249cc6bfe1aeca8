import { createHash } from 'node:crypto'
import { invalidToken } from './page-tokens.ts'
import type { Direction } from './reading.ts'

/** A place in a stream, and which way to go from it: after the event `id`, or before it. */
export interface Cursor {
  readonly direction: Direction
  readonly id: string
}

/** `f/…/s` and `b/…/s` with 56 digits: 45 of the event's id, 11 that stand for the stream. */
export const forwardToken = (id: string, streamId: string): string =>
  `f/${id}${streamDigits(streamId)}/s`

export const backwardToken = (id: string, streamId: string): string =>
  `b/${id}${streamDigits(streamId)}/s`

/** @throws InvalidParameterException for a token that was not made for this stream */
export function cursorOf(token: string | undefined, streamId: string): Cursor | undefined {
  if (token === undefined) return undefined
  const [, way, id, stream] = /^([fb])\/(\d{45})(\d{11})\/s$/.exec(token) ?? []
  if (id === undefined || stream !== streamDigits(streamId)) throw invalidToken()
  return { direction: way === 'f' ? 'forward' : 'backward', id }
}

/** The `eventId` of FilterLogEvents: the same digits. */
export const eventId = (id: string, streamId: string): string => id + streamDigits(streamId)

export const idAfter = (id: string): string => shifted(id, 1n)
export const idBefore = (id: string): string => shifted(id, -1n)

function shifted(id: string, by: bigint): string {
  const value = BigInt(id) + by
  return String(value < 0n ? 0n : value).padStart(id.length, '0')
}

function streamDigits(streamId: string): string {
  const number = createHash('sha256').update(streamId).digest().readUIntBE(0, 6)
  return String(number % 10 ** 11).padStart(11, '0')
}

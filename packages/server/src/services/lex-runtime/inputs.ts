import type { GivenContext } from '../../dialog/event.ts'
import type { Attributes } from '../../dialog/session.ts'
import { checkShape } from '../../wire/check-shape.ts'
import { readJsonValue } from '../../wire/codecs/json-values.ts'
import {
  type ActiveContext,
  BadRequestException,
  type PutSessionRequest,
} from '../../wire/models/lex-runtime.ts'
import { loadModel } from '../../wire/models/model.ts'
import { LIMITS } from './limits.ts'

/** What clients send, as the conversation takes it. */

type StringMap = Readonly<Record<string, string | null>>

/** A null counts as absent. */
export const attributesOf = (map: StringMap | undefined): Attributes | undefined =>
  map &&
  Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => entry[1] !== null),
  )

/** @throws BadRequestException when attributes are too large together (spec/lex-runtime.md §1.3) */
export function assertAttributesFit(...maps: readonly (Attributes | undefined)[]): void {
  assertFits(maps.map(bytesOf))
}

/** In headers it is the encoded form that counts, and all of them together once more. @throws BadRequestException */
export function assertHeadersFit(
  maps: readonly (Attributes | undefined)[],
  contexts: readonly GivenContext[] | undefined,
): void {
  const sizes = maps.map(map => encodedBytes(bytesOf(map)))
  assertFits(sizes)
  const bytes = sum([...sizes, encodedBytes(bytesOf(contexts))])
  if (bytes > LIMITS.headerBytes) {
    throw BadRequestException(
      `The headers of the request exceed the maximum size (${bytes} vs. ${LIMITS.headerBytes} bytes)`,
    )
  }
}

const bytesOf = (value: Attributes | readonly GivenContext[] | undefined) =>
  value ? Buffer.byteLength(JSON.stringify(value)) : 0

/** In base64. */
const encodedBytes = (bytes: number) => Math.ceil(bytes / 3) * 4

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0)

function assertFits(sizes: readonly number[]): void {
  const bytes = sum(sizes)
  if (bytes <= LIMITS.attributeBytes) return
  throw BadRequestException(
    `Session attributes and request attributes exceed the maximum size (${bytes} vs. ${LIMITS.attributeBytes} bytes)`,
  )
}

/** What PutSession puts into the session beside attributes and contexts. @throws BadRequestException */
export function assertStateFits(
  state: Pick<PutSessionRequest, 'dialogAction' | 'recentIntentSummaryView'>,
): void {
  const { dialogAction, recentIntentSummaryView } = state
  const bytes = Buffer.byteLength(JSON.stringify({ dialogAction, recentIntentSummaryView }))
  if (bytes <= LIMITS.putStateBytes) return
  throw BadRequestException(
    `The dialog action and the intent summaries exceed the maximum size (${bytes} vs. ${LIMITS.putStateBytes} bytes)`,
  )
}

/** The JSON of a PostContent header, which no shape describes: a map of strings. */
export function headerAttributes(name: string, value: unknown): Attributes | undefined {
  if (value === undefined || value === null) return undefined
  return attributesOf(typed('StringMap', name, value) as StringMap)
}

/** The contexts of a PostContent header, checked as PostText's are. */
export function headerContexts(value: unknown): readonly GivenContext[] | undefined {
  if (value === undefined || value === null) return undefined
  const activeContexts = typed('ActiveContextsList', 'activeContexts', value)
  const rest = { botName: 'bot', botAlias: 'alias', userId: 'user', inputText: 'text' }
  const misshapen = checkShape(loadModel('lex-runtime'), 'PostText', { ...rest, activeContexts })
  if (misshapen) throw misshapen
  return activeContexts as readonly ActiveContext[]
}

function typed(shape: string, name: string, value: unknown): unknown {
  try {
    return readJsonValue(loadModel('lex-runtime'), shape, value)
  } catch (cause) {
    throw BadRequestException(`${name} is not what it has to be`, { cause })
  }
}

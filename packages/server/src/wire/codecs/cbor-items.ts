import { type DecodeOptions, decode, encode, Tagged, Tokenizer, Type } from 'cborg'
import { ServiceError } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'

/** An instant: tag 1 around seconds since the epoch. */
export interface Instant {
  readonly epochSeconds: number
}

/**
 * The value of a CBOR body: maps as `Map`, so that no key can be anything else; instants told from numbers.
 * @throws ServiceError SerializationException for what is no single, bounded, well-formed item
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { ...OPTIONS, tokenizer: boundedTokenizer(bytes) })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^CBOR decode error: /, '') : ''
    throw new ServiceError(
      'SerializationException',
      `the request body is not valid CBOR: ${reason.slice(0, LIMITS.echoedCharacters)}`,
      { status: 400, cause },
    )
  }
}

/** Numbers in their shortest form; `undefined` members were left out before. */
export const encodeCbor = (value: unknown): Uint8Array => encode(value)

/** @param time epoch ms */
export const encodedInstant = (time: number): unknown => new Tagged(1, time / 1000)

const OPTIONS: DecodeOptions = {
  useMaps: true,
  rejectDuplicateMapKeys: true,
  // Clients in Java and C++ write maps and lists without a length (Smithy asks servers to take them).
  allowIndefinite: true,
  allowUndefined: true,
  coerceUndefinedToNull: true,
  // NaN and the infinities are values of doubles: who may not have them is told by the operation.
  allowNaN: true,
  allowInfinity: true,
  allowBigInt: true,
  tags: {
    1: content => {
      const epochSeconds = content()
      if (typeof epochSeconds !== 'number') throw new Error('tag 1 holds no number')
      return { epochSeconds } satisfies Instant
    },
  },
}

/** Counts items and nesting as they come, before anything is built of them. */
function boundedTokenizer(bytes: Uint8Array) {
  const inner = new Tokenizer(bytes, OPTIONS)
  /** How many items each open map, list or tag still holds. */
  const open: number[] = []
  let items = 0
  return {
    done: () => inner.done(),
    pos: () => inner.pos(),
    next() {
      const token = inner.next()
      if (++items > LIMITS.cborItems) throw new Error(`more than ${LIMITS.cborItems} items`)
      if (token.type === Type.break) open.pop()
      else if (open.length > 0) open[open.length - 1]! -= 1
      const held = heldBy(token)
      if (held > 0) open.push(held)
      if (open.length > LIMITS.cborDepth) throw new Error(`nested deeper than ${LIMITS.cborDepth}`)
      while (open.at(-1) === 0) open.pop()
      return token
    },
  }
}

function heldBy({ type, value }: { readonly type: Type; readonly value?: unknown }): number {
  if (type === Type.array) return Number(value)
  if (type === Type.map) return 2 * Number(value)
  return type === Type.tag ? 1 : 0
}

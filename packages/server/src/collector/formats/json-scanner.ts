/**
 * Follows the structure of JSON, byte by byte, so far as it tells where a value ends and which array stands under
 * which key. Scalars are skipped, not judged: who parses the value judges them. All it knows is in its state.
 */
import { LIMITS } from './limits.ts'

export interface JsonScanner {
  /** Scans one value from `from` on. Stops at its end, at an error, at an opened array of interest, or short of bytes. */
  scan(bytes: Buffer, from: number): Scan
  /** The first `count` bytes were taken away: places count from behind them. */
  shift(count: number): void
  state(): ScannerState
}

export type Scan =
  /** `at`: the first byte behind the value. */
  | { readonly kind: 'value'; readonly at: number }
  /** `at`: the first byte behind the `[` of the array under an envelope key; `keyAt`: where the key's quote is. */
  | { readonly kind: 'envelope'; readonly at: number; readonly keyAt: number }
  /** `at`: the byte that may not stand there. */
  | { readonly kind: 'error'; readonly at: number; readonly reason: string }
  | { readonly kind: 'more'; readonly at: number }

/** `stack`: the open containers; `expect`: what may come next. */
export interface ScannerState {
  readonly stack: string
  readonly expect: Expect
}

type Expect =
  | 'value'
  | 'first-value'
  | 'first-key'
  | 'key'
  | 'colon'
  | 'after'
  | 'string'
  | 'escape'
  | 'key-string'
  | 'key-escape'
  | 'scalar'

export const START: ScannerState = { stack: '', expect: 'value' }

/** Arrays under `envelopeKeys` of the outermost object stop the scan; their elements are values of their own. */
export function jsonScanner(
  { stack: initial, expect: first }: ScannerState,
  envelopeKeys: readonly string[],
): JsonScanner {
  const stack = [...initial]
  let expect: Expect = first
  let keyAt = -1
  let key = ''

  /** The first byte behind the string's closing quote; -1 when it has not come. */
  const skipString = (bytes: Buffer, from: number): number => {
    let at = from
    const isKey = expect === 'key-string' || expect === 'key-escape'
    if (expect === 'escape' || expect === 'key-escape') at++
    expect = isKey ? 'key-string' : 'string'
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at)
      const until = quote < 0 ? bytes.length : quote
      const escapeAt = findEscape(bytes, at, until)
      if (escapeAt < 0) return quote < 0 ? -1 : quote + 1
      at = escapeAt + 2
      if (at > bytes.length) expect = isKey ? 'key-escape' : 'escape'
      if (at >= bytes.length) return -1
    }
  }
  const afterKey = (bytes: Buffer, end: number) => {
    if (envelopeKeys.length > 0 && stack.length === 1 && keyAt >= 0) {
      key = bytes.toString('latin1', keyAt + 1, end - 1)
    }
    expect = 'colon'
  }
  const string = (bytes: Buffer, from: number): number => {
    const isKey = expect === 'key-string' || expect === 'key-escape'
    const end = skipString(bytes, from)
    if (end < 0) return bytes.length
    if (isKey) afterKey(bytes, end)
    else expect = 'after'
    return end
  }
  const scalar = (bytes: Buffer, from: number): number => {
    let at = from
    while (at < bytes.length && isScalar(bytes[at]!)) at++
    if (at < bytes.length) expect = 'after'
    return at
  }
  const open = (byte: number): boolean => {
    stack.push(byte === BRACE ? '{' : '[')
    expect = byte === BRACE ? 'first-key' : 'first-value'
    return stack.length <= LIMITS.depth
  }
  /** Whether the byte may stand there. */
  const accept = (byte: number, at: number): boolean => {
    if (expect === 'colon') {
      expect = 'value'
      return byte === COLON
    }
    if (expect === 'after') return acceptAfter(byte)
    if (expect === 'first-key' || expect === 'key') {
      if (byte === BRACE_END && expect === 'first-key') return close('{')
      keyAt = at
      expect = 'key-string'
      return byte === QUOTE
    }
    if (byte === BRACKET_END && expect === 'first-value') return close('[')
    if (byte === BRACE || byte === BRACKET) return open(byte)
    expect = byte === QUOTE ? 'string' : 'scalar'
    return byte === QUOTE || isScalar(byte)
  }
  const acceptAfter = (byte: number): boolean => {
    const top = stack.at(-1)
    if (byte === COMMA) {
      expect = top === '{' ? 'key' : 'value'
      return true
    }
    return close(byte === BRACE_END ? '{' : byte === BRACKET_END ? '[' : '')
  }
  const close = (opened: string): boolean => {
    expect = 'after'
    return stack.pop() === opened
  }

  return {
    state: () => ({ stack: stack.join(''), expect }),
    shift(count) {
      keyAt -= count
    },
    scan(bytes, from) {
      let at = from
      while (at < bytes.length) {
        if (isInString(expect)) at = string(bytes, at)
        else if (expect === 'scalar') at = scalar(bytes, at)
        else if (isSpace(bytes[at]!)) at++
        else {
          const byte = bytes[at]!
          const inEnvelope = byte === BRACKET && expect === 'value' && stack.length === 1
          if (!accept(byte, at)) return { kind: 'error', at, reason: reasonOf(byte, stack) }
          at++
          if (inEnvelope && keyAt >= 0 && envelopeKeys.includes(key)) {
            return { kind: 'envelope', at, keyAt }
          }
        }
        if (stack.length === 0 && expect === 'after') return { kind: 'value', at }
      }
      return { kind: 'more', at }
    },
  }
}

/** The first backslash in [from, until); -1 when there is none. */
function findEscape(bytes: Buffer, from: number, until: number): number {
  // Short stretches, which most strings are, are faster by hand than by a search to the end of the bytes.
  for (let at = from; at < until; at++) if (bytes[at] === BACKSLASH) return at
  return -1
}

function reasonOf(byte: number, stack: readonly string[]): string {
  if (stack.length > LIMITS.depth) return `nested deeper than ${LIMITS.depth}`
  const shown = byte > 32 && byte < 127 ? `\`${String.fromCharCode(byte)}\`` : `byte ${byte}`
  return `unexpected ${shown}`
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BRACKET = 91
const BACKSLASH = 92
const BRACKET_END = 93
const BRACE = 123
const BRACE_END = 125

const isInString = (expect: Expect) =>
  expect === 'string' || expect === 'escape' || expect === 'key-string' || expect === 'key-escape'

export const isSpace = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9

/** Letters, digits and signs: numbers, `true`, `false`, `null`. */
const isScalar = (byte: number) =>
  (byte >= 48 && byte <= 57) ||
  (byte >= 97 && byte <= 122) ||
  (byte >= 65 && byte <= 90) ||
  byte === 45 ||
  byte === 43 ||
  byte === 46

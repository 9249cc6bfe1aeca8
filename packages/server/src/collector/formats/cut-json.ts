/**
 * Cuts JSON into records: values one after the other, with or without lines between, on one line or over several;
 * the elements of outermost arrays; the elements of the array that an envelope holds under a known key.
 *
 * A record that is wrong costs as little as possible: the rest of its first line is one marked cut, and reading goes
 * on at the next line. INVARIANT: every decision looks at no more than `lineBytes` behind a record's beginning, and
 * waits until it sees them, so chunks make no difference.
 */
import type { Json } from '../../kernel/json.ts'
import type { Cut, Cutter, Envelope } from './cutter.ts'
import { characterBoundary, decode } from './decode.ts'
import {
  begin,
  begun,
  cut,
  cutLast,
  cutPiece,
  type Reading,
  restore,
  stateOf,
  take,
} from './json-reading.ts'
import { isSpace, type Scan } from './json-scanner.ts'
import { LIMITS } from './limits.ts'

export function cutJson(
  offset: number,
  envelopeKeys: readonly string[],
  state: Json = null,
): Cutter {
  const reading = begun(offset, envelopeKeys, restore(state))
  return {
    append: bytes => reading.queue.append(bytes),
    finish(why) {
      reading.finished = true
      reading.broken = why
    },
    next() {
      for (;;) {
        const result = step(reading)
        if (result === 'again') continue
        return typeof result === 'string' ? undefined : result
      }
    },
    position: () => reading.at,
    state: () => stateOf(reading),
  }
}

type Step = Cut | 'again' | 'more' | 'end'

function step(reading: Reading): Step {
  const { queue, mode, at, finished } = reading
  if (mode === 'record' && reading.scanned === 0) take(reading, spacesIn(queue.view(), at))
  const view = queue.view()
  if (view.length === 0) return finished ? 'end' : 'more'
  if (mode === 'line') return restOfLine(reading, view)
  if (mode === 'tail') return tail(reading, view)
  if (mode === 'long') return scanRecord(reading, view)
  if (reading.at === 0 && !finished && view.length < 3 && view[0] === 0xef) return 'more'
  return record(reading, view)
}

function record(reading: Reading, view: Buffer): Step {
  const isTop = reading.level === 'top'
  const first = view[0]!
  if (isTop && first === BRACKET) return array(reading, view)
  if (isTop && first !== BRACE) return wrong(reading, '')
  if (!isTop && first === BRACKET_END) return leave(reading)
  const mayBeLine = isTop && reading.envelopeKeys.length === 0
  if (mayBeLine && !reading.tried && reading.scanned === 0) {
    const whole = wholeLine(reading, view)
    if (whole) return whole
  }
  return scanRecord(reading, view)
}

/** A whole line that is one object need not be scanned. */
function wholeLine(reading: Reading, view: Buffer): Cut | undefined {
  const newline = view.subarray(0, LIMITS.lineBytes + 1).indexOf(NEWLINE)
  if (newline < 0) return undefined
  reading.tried = true
  let length = newline
  while (length > 0 && isSpace(view[length - 1]!)) length--
  const value = parseObject(decode(view.subarray(0, length)))
  if (value === undefined) return undefined
  const whole = cut(reading, length, undefined, value)
  begin(reading, 'record')
  return whole
}

function scanRecord(reading: Reading, view: Buffer): Step {
  const { scanner, finished } = reading
  // INVARIANT: what was scanned ends where a piece would, so that the state at a piece's end is the scanner's.
  const isLong = view.length > LIMITS.lineBytes
  const bound = isLong ? characterBoundary(view, LIMITS.lineBytes) : LIMITS.lineBytes - 3
  const seen = finished && !isLong ? view : view.subarray(0, bound)
  const found = scanner.scan(seen, reading.scanned)
  reading.scanned = found.at
  if (found.kind === 'value') return cutLast(reading, found.at, undefined)
  if (found.kind === 'envelope') return enter(reading, view, found)
  if (found.kind === 'error') return wrong(reading, problemOf(found.reason))
  if (isLong) {
    reading.mode = 'long'
    return cutPiece(reading, view)
  }
  if (!finished) return 'more'
  // A number may end with the object; anything else was left unfinished.
  const { expect, stack } = scanner.state()
  const isWhole = expect === 'scalar' && stack === ''
  if (isWhole || reading.mode === 'long') return cutLast(reading, view.length, undefined)
  return wrong(reading, 'not JSON: unfinished')
}

/** The rest of the line, which is no JSON as far as we can tell. */
function restOfLine(reading: Reading, view: Buffer): Step {
  const newline = view.subarray(0, LIMITS.lineBytes + 1).indexOf(NEWLINE)
  if (newline < 0 && view.length > LIMITS.lineBytes) return cutPiece(reading, view)
  if (newline < 0 && !reading.finished) return 'more'
  const end = newline < 0 ? view.length : newline
  const length = view[end - 1] === RETURN ? end - 1 : end
  if (length > 0) {
    const isCutOff = newline < 0 && reading.broken !== undefined
    const problem = isCutOff ? `cut off: ${reading.broken}` : reading.reason || undefined
    return cutLast(reading, length, problem)
  }
  reading.piece = 0
  begin(reading, 'record')
  return 'again'
}

function array(reading: Reading, view: Buffer): Step {
  const next = beginsArray(view, reading.finished)
  if (next === undefined) return 'more'
  if (!next) return wrong(reading, '')
  reading.level = 'array'
  take(reading, 1)
  begin(reading, 'record')
  return 'again'
}

function enter(reading: Reading, view: Buffer, found: Extract<Scan, { kind: 'envelope' }>): Step {
  const head = view.subarray(0, found.keyAt).toString('utf8').trimEnd()
  reading.envelope = membersOf(`${head.endsWith(',') ? head.slice(0, -1) : head}}`)
  take(reading, found.at)
  reading.level = 'records'
  begin(reading, 'record')
  return 'again'
}

function leave(reading: Reading): Step {
  take(reading, 1)
  const isEnvelope = reading.level === 'records'
  reading.level = 'top'
  if (isEnvelope) begin(reading, 'tail', { stack: '{', expect: 'after' })
  else begin(reading, 'record')
  return 'again'
}

/** What follows the array in its envelope, and is not kept. */
function tail(reading: Reading, view: Buffer): Step {
  const found = reading.scanner.scan(view, 0)
  if (found.kind === 'error') return wrong(reading, `not JSON: ${found.reason}`)
  take(reading, found.at)
  reading.scanned = 0
  if (found.kind === 'more') return reading.finished ? 'end' : 'more'
  reading.envelope = undefined
  begin(reading, 'record')
  return 'again'
}

function wrong(reading: Reading, why: string): Step {
  reading.reason = why
  reading.mode = 'line'
  return 'again'
}

/** Whether a `[` begins an array of records rather than a line of text; undefined when that is not seen yet. */
function beginsArray(view: Buffer, finished: boolean): boolean | undefined {
  for (let at = 1; at < Math.min(view.length, LOOK_AHEAD); at++) {
    const byte = view[at]!
    if (byte === NEWLINE) return true
    if (!isSpace(byte)) return [BRACE, BRACKET, BRACKET_END, QUOTE].includes(byte)
  }
  if (view.length >= LOOK_AHEAD) return true
  return finished ? false : undefined
}

const LOOK_AHEAD = 256

function spacesIn(view: Buffer, offset: number): number {
  let count = 0
  if (offset === 0 && view[0] === 0xef && view[1] === 0xbb && view[2] === 0xbf) count = 3
  while (count < view.length && (isSpace(view[count]!) || view[count] === COMMA)) count++
  return count
}

/** Undefined for what is no object and for what is nested so deeply that the scanner must judge it. */
function parseObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isShallow(value, LIMITS.depth) ? value : undefined
  } catch {
    return undefined
  }
}

function isShallow(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true
  if (depth === 0) return false
  const members = value as Readonly<Record<string, unknown>>
  for (const name of Object.keys(members)) {
    const member = members[name]
    if (typeof member === 'object' && !isShallow(member, depth - 1)) return false
  }
  return true
}

function membersOf(text: string): Envelope | undefined {
  const value = parseObject(text)
  return value === undefined ? undefined : (value as Envelope)
}

const problemOf = (reason: string) => (reason.startsWith('nested') ? reason : `not JSON: ${reason}`)

const NEWLINE = 10
const RETURN = 13
const QUOTE = 34
const COMMA = 44
const BRACKET = 91
const BRACKET_END = 93
const BRACE = 123

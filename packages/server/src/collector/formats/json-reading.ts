/** How far the cutting of JSON has come, and the steps that change it. */
import type { Json } from '../../kernel/json.ts'
import { type ByteQueue, byteQueue } from './byte-queue.ts'
import { pieceProblem } from './cut-lines.ts'
import type { Cut, Envelope } from './cutter.ts'
import { characterBoundary, decode } from './decode.ts'
import { type JsonScanner, jsonScanner, type ScannerState, START } from './json-scanner.ts'
import { LIMITS } from './limits.ts'

type Level = 'top' | 'array' | 'records'
/** `long`: within a record beyond the limit; `line`: to the end of a line; `tail`: behind an envelope's array. */
type Mode = 'record' | 'long' | 'line' | 'tail'

export interface Reading {
  readonly queue: ByteQueue
  readonly envelopeKeys: readonly string[]
  /** Bytes of the object that were taken from the queue. */
  at: number
  level: Level
  mode: Mode
  envelope: Envelope | undefined
  /** Pieces of a too long record or line that were given. */
  piece: number
  scanner: JsonScanner
  /** The scanner's, behind the last piece. */
  pieceState: ScannerState
  /** Bytes at the queue's head that the scanner has seen, and whether the fast way was tried on them. */
  scanned: number
  tried: boolean
  /** Why the line at the queue's head is no JSON; empty: who parses it will tell. */
  reason: string
  finished: boolean
  broken: string | undefined
}

export function begun(
  offset: number,
  envelopeKeys: readonly string[],
  restored: Restored,
): Reading {
  const { level, mode, scanner } = restored
  return {
    ...restored,
    queue: byteQueue(),
    envelopeKeys,
    at: offset,
    scanner: jsonScanner(scanner, mode === 'record' && level === 'top' ? envelopeKeys : []),
    pieceState: scanner,
    scanned: 0,
    tried: false,
    reason: '',
    finished: false,
    broken: undefined,
  }
}

/** INVARIANT: what was only looked at is looked at again, so a state says nothing of it. */
export function stateOf({ level, mode, piece, envelope, scanner, pieceState }: Reading): Json {
  const inPieces = piece > 0 || mode === 'tail'
  const within = mode === 'tail' ? scanner.state() : inPieces ? pieceState : START
  return {
    level,
    mode: inPieces ? mode : 'record',
    piece,
    envelope: (envelope ?? null) as Json,
    scanner: { ...within },
  }
}

export function begin(reading: Reading, mode: Mode, from: ScannerState = START): void {
  const { level, envelopeKeys } = reading
  reading.mode = mode
  reading.scanner = jsonScanner(from, mode === 'record' && level === 'top' ? envelopeKeys : [])
  reading.scanned = 0
  reading.tried = false
}

export function take(reading: Reading, count: number): void {
  if (count === 0) return
  reading.queue.take(count)
  reading.at += count
  reading.scanned = Math.max(0, reading.scanned - count)
  reading.scanner.shift(count)
}

export function cut(reading: Reading, length: number, problem?: string, value?: unknown): Cut {
  const raw = decode(reading.queue.view().subarray(0, length))
  take(reading, length)
  const { level, envelope } = reading
  const within = level === 'records' && envelope ? { envelope } : {}
  return { raw, bytes: length, problem, value, ...within }
}

export function cutPiece(reading: Reading, view: Buffer): Cut {
  reading.piece++
  reading.pieceState = reading.scanner.state()
  return cut(reading, characterBoundary(view, LIMITS.lineBytes), pieceProblem(reading.piece))
}

export function cutLast(reading: Reading, length: number, problem: string | undefined): Cut {
  const { piece } = reading
  const last = cut(reading, length, piece > 0 ? pieceProblem(piece + 1) : problem)
  reading.piece = 0
  begin(reading, 'record')
  return last
}

interface Restored {
  readonly level: Level
  readonly mode: Mode
  readonly piece: number
  readonly envelope: Envelope | undefined
  readonly scanner: ScannerState
}

/** The state was made by `state()`, kept as JSON. */
export function restore(state: Json): Restored {
  const fresh: Restored = {
    level: 'top',
    mode: 'record',
    piece: 0,
    envelope: undefined,
    scanner: START,
  }
  if (state === null || typeof state !== 'object') return fresh
  const kept = state as unknown as Restored
  return { ...kept, envelope: kept.envelope ?? undefined }
}

import type { Json } from '../../kernel/json.ts'
import { byteQueue } from './byte-queue.ts'
import type { Cut, Cutter } from './cutter.ts'
import { characterBoundary, decode } from './decode.ts'
import { LIMITS } from './limits.ts'

const NEWLINE = 10
const RETURN = 13

/** Cuts at line ends (LF, CRLF). Empty lines are no lines. A line beyond the limit comes in marked pieces. */
export function cutLines(offset: number, state: Json = 0): Cutter {
  const queue = byteQueue()
  let at = offset
  // Bytes at the queue's head that hold no line end.
  let searched = 0
  // Pieces of the line at the queue's head that were given already.
  let piece = typeof state === 'number' ? state : 0
  let finished = false
  let broken: string | undefined

  const cut = (bytes: Buffer, taken: number, problem: string | undefined): Cut => {
    queue.take(taken)
    at += taken
    searched = 0
    return { raw: decode(bytes), bytes: bytes.length, problem }
  }
  const pieceOf = (view: Buffer): Cut => {
    const length = characterBoundary(view, LIMITS.lineBytes)
    piece++
    return cut(view.subarray(0, length), length, pieceProblem(piece))
  }
  const lastOf = (view: Buffer, length: number, taken: number): Cut => {
    const end = view[length - 1] === RETURN ? length - 1 : length
    const problem = piece > 0 ? pieceProblem(piece + 1) : undefined
    piece = 0
    return cut(view.subarray(0, end), taken, problem)
  }
  const step = (): Cut | undefined => {
    const view = queue.view()
    const newline = view.indexOf(NEWLINE, searched)
    if (newline >= 0 && newline <= LIMITS.lineBytes) return lastOf(view, newline, newline + 1)
    if (view.length > LIMITS.lineBytes + 1) return pieceOf(view)
    searched = view.length
    if (!finished || view.length === 0) return undefined
    if (view.length > LIMITS.lineBytes) return pieceOf(view)
    const last = lastOf(view, view.length, view.length)
    return broken === undefined ? last : { ...last, problem: `cut off: ${broken}` }
  }
  return {
    append: bytes => queue.append(bytes),
    finish(reason) {
      finished = true
      broken = reason
    },
    next() {
      for (;;) {
        const found = step()
        if (found === undefined || found.bytes > 0) return found
      }
    },
    position: () => at,
    state: () => piece,
  }
}

export const pieceProblem = (piece: number) =>
  `longer than ${LIMITS.lineBytes} bytes, piece ${piece}`

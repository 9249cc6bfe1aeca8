/** Bytes that came in and were not yet taken, in one piece. Appending and taking cost as much as copying once. */
export interface ByteQueue {
  append(bytes: Uint8Array): void
  /** What waits. Valid until the next `append`. */
  view(): Buffer
  /** Gives up the first bytes. */
  take(count: number): void
}

export function byteQueue(): ByteQueue {
  let buffer = Buffer.alloc(0)
  let start = 0
  let end = 0
  return {
    append(bytes) {
      if (end + bytes.length > buffer.length) {
        const waiting = buffer.subarray(start, end)
        const needed = waiting.length + bytes.length
        // INVARIANT: after a move at least half of the room is free, so moves are paid for by appends.
        const target = needed * 2 > buffer.length ? Buffer.allocUnsafe(needed * 2) : buffer
        target.set(waiting)
        buffer = target
        end = waiting.length
        start = 0
      }
      buffer.set(bytes, end)
      end += bytes.length
    },
    view: () => buffer.subarray(start, end),
    take(count) {
      start += count
    },
  }
}

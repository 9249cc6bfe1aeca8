/** Below it bytes lie together with others, or cost too little to be worth a call. */
const SMALLEST_BYTES = 16 * 1024

/**
 * Gives the memory of bytes back that nobody will read again. The collector would wait until 64 MB of such
 * have come together: what it sees of them is only their handles. Views of something larger stay as they are.
 */
export function release({ buffer, length }: Uint8Array): void {
  if (length < SMALLEST_BYTES || length !== buffer.byteLength) return
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}

import type { LineBatch, LinesEnd, OpenLinesOptions, ParsedLine } from './format.ts'
import { openLines } from './lines.ts'

export interface ReadObject {
  readonly lines: readonly ParsedLine[]
  readonly batches: readonly LineBatch[]
  readonly end: LinesEnd | undefined
}

/** Reads all of it, in chunks of these sizes, over and over. */
export async function readAll(
  bytes: Uint8Array | string,
  options: Omit<OpenLinesOptions, 'key'> & { readonly key?: string },
  chunks: readonly number[] = [64 * 1024],
): Promise<ReadObject> {
  const batches: LineBatch[] = []
  const source = inChunks(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, chunks)
  for await (const batch of openLines(source, { key: 'object', ...options })) batches.push(batch)
  return {
    lines: batches.flatMap(({ lines }) => lines),
    batches,
    end: batches.at(-1)?.end,
  }
}

export async function* inChunks(bytes: Uint8Array, sizes: readonly number[]) {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

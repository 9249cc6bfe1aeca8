import { assert } from '../../kernel/errors.ts'
import type { ByteRange } from '../blobs.ts'
import {
  BlobDamaged,
  type BlockStream,
  endOf,
  openBlocks,
  PAYLOAD_BYTES,
  RANGE_OF_END,
  rangeFrom,
  startOf,
} from '../blocks.ts'
import type { Answer, Client } from './client.ts'
import { BlobsUnavailable } from './failure.ts'

/**
 * The bytes of a range, each compared with its checksum before it is given. After a break, or bytes that are not
 * what was written, reading goes on with the block that was next.
 */
export async function* readBlob(
  name: string,
  { start, end = Number.POSITIVE_INFINITY }: ByteRange,
  client: Client,
): AsyncGenerator<Uint8Array> {
  assert(Number.isInteger(start) && start >= 0, 'a range starts at a whole number')
  const patience = client.patience()
  let index = Math.floor(start / PAYLOAD_BYTES)
  for (;;) {
    let asked: Answered | undefined
    try {
      asked = await askFrom(name, index, { start, end }, client)
      for await (const payload of openBlocks(streamOf(asked), end)) {
        patience.begin()
        const offset = index * PAYLOAD_BYTES
        index++
        const part = payload.subarray(Math.max(start - offset, 0), Math.max(end - offset, 0))
        if (part.length > 0) yield part
      }
      return
    } catch (error) {
      await patience.after(error)
    } finally {
      asked?.answer.discard()
    }
  }
}

interface Answered {
  readonly answer: Answer
  /** Where its bytes begin; undefined for the end of the blob, wherever that is. */
  readonly fromBytes?: number
}

/** What lies behind the end, or is empty, has the end alone: it tells whether the rest is whole. */
async function askFrom(
  name: string,
  block: number,
  { start, end }: Required<ByteRange>,
  client: Client,
): Promise<Answered> {
  const ask = (range: string) =>
    client.send({ operation: 'GetObject', method: 'GET', name, headers: { range } })
  const askEnd = async () => {
    const answer = await ask(RANGE_OF_END).catch(error => {
      throw isBehindEnd(error) ? new BlobDamaged('it is empty') : error
    })
    return { answer }
  }
  if (end <= start) return askEnd()
  try {
    return { answer: await ask(rangeFrom(block, end)), fromBytes: startOf(block) }
  } catch (error) {
    if (isBehindEnd(error)) return askEnd()
    throw error
  }
}

const isBehindEnd = (error: unknown) => error instanceof BlobsUnavailable && error.status === 416

/** @throws BlobsUnavailable when the endpoint gave another range than it was asked for */
function streamOf({ answer: { header, bytes }, fromBytes }: Answered): BlockStream {
  const told = header('content-range') ?? 'none'
  const [, from, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(told) ?? []
  const sizeBytes = Number(size)
  if (from === undefined || Number(from) !== (fromBytes ?? endOf(sizeBytes))) {
    const message = `it was asked for another range than it gave, ${told}`
    throw new BlobsUnavailable('GetObject', { code: 'NotS3', message })
  }
  return { bytes, fromBytes: Number(from), sizeBytes }
}

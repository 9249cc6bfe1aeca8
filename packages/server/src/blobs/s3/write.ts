import type { Clock } from '../../kernel/clock.ts'
import { encodeBlocks } from '../blocks.ts'
import type { Client } from './client.ts'
import { BlobsUnavailable } from './failure.ts'
import { LIMITS } from './limits.ts'
import { createPiece } from './piece.ts'
import type { Slots } from './slots.ts'
import { startUpload } from './upload.ts'

export interface WriteParts {
  readonly client: Client
  readonly clock: Clock
  /** For uploads that hold many bytes. */
  readonly slots: Slots
}

/**
 * Stores bytes as one object: at once when they are few, else in parts, of which one is in memory. It is there whole
 * when this resolves. What fails is given up, and what may be left of it is found by the sweep.
 */
export async function writeBlob(
  name: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  { client, clock, slots }: WriteParts,
): Promise<void> {
  const upload = startUpload(name, client)
  const piece = createPiece()
  let leave: (() => void) | undefined
  let began = clock.now()
  try {
    for await (const block of encodeBlocks(bytes)) {
      if (!piece.hasRoomFor(block)) {
        await upload.part(piece.body())
        piece.clear()
        began = clock.now()
      }
      piece.add(block)
      if (!leave && piece.sizeBytes() > LIMITS.freeBytes) {
        leave = await slots.take()
        began = clock.now()
      }
      if (leave && slots.isWanted() && clock.now() - began > LIMITS.slowPartMs) throw tooSlow()
    }
    await upload.end(piece.body())
  } catch (error) {
    await upload.abandon()
    throw error
  } finally {
    leave?.()
  }
}

/** Who sends slowly must not keep others from sending at all. */
const tooSlow = () =>
  new BlobsUnavailable('UploadPart', {
    code: 'TooSlow',
    message: 'a part came in too slowly while others waited',
  })

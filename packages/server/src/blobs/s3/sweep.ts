import type { Blobs } from '../blobs.ts'
import { LIMITS as BLOBS } from '../limits.ts'
import type { Client } from './client.ts'
import { LIMITS } from './limits.ts'
import { type Listed, type Listing, listed, OBJECTS, UPLOADS } from './listing.ts'
import { nameOf } from './names.ts'
import { giveUp } from './upload.ts'

export interface SweepRule {
  readonly isNamed: Parameters<Blobs['sweep']>[0]
  /** Epoch ms: what was written later is left alone. */
  readonly before: number
}

/** Deletes blobs that nobody names, and gives up uploads that nobody ends; returns how many. Other keys stay. */
export async function sweepObjects(
  { isNamed, before }: SweepRule,
  client: Client,
): Promise<number> {
  const objects = await sweepListed(OBJECTS, before, client, async ({ id }) => {
    if (await isNamed(id)) return false
    await client.ask({ operation: 'DeleteObject', method: 'DELETE', name: nameOf(id) })
    return true
  })
  const begunBefore = before - LIMITS.longestUploadMs
  const uploads = await sweepListed(UPLOADS, begunBefore, client, async ({ id, uploadId }) => {
    await giveUp(nameOf(id), uploadId, client)
    return true
  })
  return objects + uploads
}

async function sweepListed(
  listing: Listing,
  before: number,
  client: Client,
  sweep: (found: Listed) => Promise<boolean>,
): Promise<number> {
  let swept = 0
  for await (const page of listed(listing, before, client)) {
    for (let start = 0; start < page.length; start += BLOBS.sweptAtOnce) {
      const gone = await Promise.all(page.slice(start, start + BLOBS.sweptAtOnce).map(sweep))
      swept += gone.filter(Boolean).length
    }
  }
  return swept
}

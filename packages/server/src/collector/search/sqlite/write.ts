/** What the writing thread does. */
import { packBlock } from '../block/pack.ts'
import { mergedBlocks } from '../engine/blocks.ts'
import type { WriteOrder, Written } from '../engine/engine.ts'
import { LIMITS } from '../limits.ts'
import type { Accounts } from './accounts.ts'
import { shelfDay } from './shelf.ts'

/**
 * Lines first, each day with how far it has come, the checkpoint last. INVARIANT: whatever a crash leaves behind, a
 * partition has all lines of an object below its progress, so writing them again from the old checkpoint adds none.
 */
export async function write(accounts: Accounts, order: WriteOrder): Promise<Written> {
  const { account, checkpoint, object, reached } = order
  const book = accounts.book(account)
  const stored = book.find(checkpoint.key)
  if (stored !== checkpoint.previous) return { kind: 'checkpoint-moved', checkpoint: stored }
  const seen = new Map<string, number>()
  for (const { day, begins } of order.days) {
    const progress = accounts.partition(account, day).progress(object)
    if (progress > begins) seen.set(day, progress)
  }
  if (seen.size > 0) return { kind: 'seen', seen }
  for (const { day, blocks, begins } of order.days) {
    const partition = accounts.partition(account, day)
    const known = partition.add(blocks.map(packBlock), object, { begins, reached })
    if (known !== undefined) return { kind: 'seen', seen: new Map([[day, known]]) }
    await mergeSmall(accounts, { account, day }, order.now)
  }
  const moved = accounts.book(account).move(checkpoint)
  return moved.ok ? { kind: 'stored' } : { kind: 'checkpoint-moved', checkpoint: moved.error }
}

/** Sources that bring few lines at a time must not leave a block for each. */
async function mergeSmall(
  accounts: Accounts,
  { account, day }: { readonly account: string; readonly day: string },
  now: number,
): Promise<void> {
  const ids = accounts.partition(account, day).smallBlocks()
  if (ids.length < LIMITS.smallBlocks) return
  const merged = await mergedBlocks(shelfDay(accounts, { account, day }), ids)
  if (merged) accounts.partition(account, day).replace(ids, merged, now)
}

/** What the writing thread does. */
import type { DayLines } from '../arrange.ts'
import { blocksOf } from '../arrange.ts'
import { openBlock } from '../block/block.ts'
import { packBlock } from '../block/pack.ts'
import { LIMITS } from '../limits.ts'
import type { IngestBatch } from '../search.ts'
import type { Accounts } from './accounts.ts'
import type { Partition } from './partition.ts'

export interface WriteOrder {
  readonly account: string
  readonly days: readonly DayLines[]
  readonly object: string
  /** Behind the batch's last line. */
  readonly reached: number
  readonly checkpoint: IngestBatch['checkpoint']
  readonly now: number
}

export type Written =
  | { readonly kind: 'stored' }
  | { readonly kind: 'checkpoint-moved'; readonly checkpoint: string | undefined }
  /** Partitions have lines of this batch, of before a crash or of another process: how many of the object, by day. */
  | { readonly kind: 'seen'; readonly seen: ReadonlyMap<string, number> }

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
    await mergeSmall(partition, order.now)
  }
  const moved = accounts.book(account).move(checkpoint)
  return moved.ok ? { kind: 'stored' } : { kind: 'checkpoint-moved', checkpoint: moved.error }
}

/** Sources that bring few lines at a time must not leave a block for each. */
async function mergeSmall(partition: Partition, now: number): Promise<void> {
  const ids = partition.smallBlocks()
  if (ids.length < LIMITS.smallBlocks) return
  const lines = ids.flatMap(id => {
    const stored = partition.block(id)
    if (!stored) return []
    const block = openBlock(stored)
    return Array.from({ length: block.lines }, (_, row) => block.line(row))
  })
  lines.sort((a, b) => a.time - b.time || a.sequence - b.sequence)
  partition.replace(ids, (await blocksOf(lines)).map(packBlock), now)
}

import {
  type Database,
  type Row,
  type Statement,
  unavailable,
  WriteFailed,
} from '../../../store/postgres/connection.ts'
import { backOffMs } from '../../../store/postgres/gate.ts'
import { packBlock } from '../block/pack.ts'
import { mergedBlocks } from '../engine/blocks.ts'
import type { WriteOrder, Written } from '../engine/engine.ts'
import { LIMITS } from '../limits.ts'
import { bytesOf, digestOf } from './names.ts'
import { isSmall, payloadBuilder } from './payload.ts'
import { shelfDay } from './shelf.ts'

/** Lines and their checkpoint in one transaction. */
export async function write(database: Database, order: WriteOrder): Promise<Written> {
  const { account, object, reached, checkpoint } = order
  const payload = payloadBuilder()
  const days = order.days.map(({ day, begins, blocks }) => {
    const packed = blocks.map(packBlock)
    const lines = packed.reduce((sum, block) => sum + block.lines, 0)
    return { day, begins, lines, small: packed.some(isSmall), blocks: payload.add(packed) }
  })
  const added = await add(database, order, [
    bytesOf(account),
    digestOf(object),
    reached,
    digestOf(checkpoint.key),
    checkpoint.previous,
    checkpoint.value,
    JSON.stringify(days),
    payload.bytes(),
    LIMITS.smallBlocks,
  ])
  if (added.kind === 'seen') return { kind: 'seen', seen: new Map(added.seen) }
  if (added.kind === 'checkpoint-moved') {
    return { kind: 'checkpoint-moved', checkpoint: added.checkpoint ?? undefined }
  }
  for (const one of added.merges) {
    // The lines are stored; whoever adds the next ones may merge.
    await merge(database, one).catch(() => 'later')
  }
  return { kind: 'stored' }
}

/**
 * Asks again when the connection broke before the answer: by its checkpoint it is done once, whichever question arrived,
 * and one that finds the new value there was done.
 */
async function add(
  database: Database,
  { checkpoint }: WriteOrder,
  values: readonly unknown[],
): Promise<Added> {
  let unknown: WriteFailed | undefined
  let endsAt = Number.POSITIVE_INFINITY
  for (let attempt = 0; ; attempt++) {
    try {
      const [row] = await database.write(ADD, values)
      // The border: the function makes it.
      const added = row?.['added'] as Added
      const isOurs = added.kind === 'checkpoint-moved' && added.checkpoint === checkpoint.value
      return unknown && isOurs ? { kind: 'stored', merges: [] } : added
    } catch (error) {
      if (error instanceof WriteFailed && error.outcome === 'unknown') unknown ??= error
      if (!unknown) throw unavailable(error)
      endsAt = Math.min(endsAt, performance.now() + LIMITS.patienceMs)
      const waitMs = backOffMs(attempt)
      if (performance.now() + waitMs > endsAt) throw unavailable(unknown)
      await new Promise(resolve => setTimeout(resolve, waitMs))
    }
  }
}

type Added =
  | { readonly kind: 'stored'; readonly merges: readonly Merge[] }
  | { readonly kind: 'checkpoint-moved'; readonly checkpoint: string | null }
  | { readonly kind: 'seen'; readonly seen: readonly [day: string, lines: number][] }

interface Merge {
  readonly partition: number
  readonly day: string
  readonly ids: readonly number[]
}

/** Sources that bring few lines at a time must not leave a block for each. */
async function merge(database: Database, { partition, day, ids }: Merge): Promise<void> {
  const merged = await mergedBlocks(shelfDay(database, { name: day, partition }), ids)
  if (!merged) return
  const payload = payloadBuilder()
  const blocks = JSON.stringify(payload.add(merged))
  await change(database, MERGE, [partition, ids, blocks, payload.bytes(), LIMITS.retiredMs])
}

/** @throws Unavailable */
export async function change(
  database: Pick<Database, 'write'>,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  return database.write(statement, values).catch(error => {
    throw unavailable(error)
  })
}

const ADD: Statement = {
  name: 'parley-line-add',
  text: 'SELECT parley.add_lines($1, $2, $3, $4, $5, $6, $7, $8, $9) AS added',
}
const MERGE: Statement = {
  name: 'parley-line-merge',
  text: 'SELECT parley.merge_lines($1, $2::bigint[], $3, $4, $5)',
}

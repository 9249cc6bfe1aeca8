/** Blocks of a day, opened with the parts that somebody is going to look at. */
import { assert } from '../../../kernel/errors.ts'
import { blocksOf } from '../arrange.ts'
import { type Block, type BlockColumn, openBlock } from '../block/block.ts'
import { type PackedBlock, packBlock } from '../block/pack.ts'
import type { BlockRow, ShelfDay, StoredParts, WantedParts } from './shelf.ts'

export interface OpenBlock {
  readonly id: number
  readonly block: Block
  /** Fetches what is not there yet of these columns. False when the block was dropped meanwhile. */
  fetch(columns: readonly BlockColumn[]): Promise<boolean>
  /** Fetches all of it, raw lines too. */
  complete(): Promise<boolean>
}

/** Blocks of the day that are still there, with the columns that are `wanted` of each. */
export async function openBlocks(
  day: ShelfDay,
  ids: readonly number[],
  wanted: (block: Block) => readonly BlockColumn[],
): Promise<OpenBlock[]> {
  if (ids.length === 0) return []
  const opened = (await day.rows(ids)).map(shelved)
  const isThere = await fetchParts(
    day,
    opened.map(one => ({ one, columns: wanted(one.block), raws: false })),
  )
  return opened.filter(isThere).map(one => ({
    ...one,
    fetch: async columns => (await fetchParts(day, [{ one, columns, raws: false }]))(one),
    complete: async () => (await fetchParts(day, [allOf(one)]))(one),
  }))
}

/** Lines of small blocks as larger ones; undefined when one of them is not there any more. */
export async function mergedBlocks(
  day: ShelfDay,
  ids: readonly number[],
): Promise<PackedBlock[] | undefined> {
  const opened = (await day.rows(ids)).map(shelved)
  const isThere = await fetchParts(day, opened.map(allOf))
  if (opened.length < ids.length || !opened.every(isThere)) return undefined
  const lines = opened.flatMap(({ block }) =>
    Array.from({ length: block.lines }, (_, row) => block.line(row)),
  )
  lines.sort((a, b) => a.time - b.time || a.sequence - b.sequence)
  return (await blocksOf(lines)).map(packBlock)
}

interface Shelved {
  readonly id: number
  readonly block: Block
  /** What is not there yet; undefined: nothing. */
  missing(columns: readonly BlockColumn[], raws: boolean): WantedParts | undefined
  add(parts: StoredParts): void
}

interface Asked {
  readonly one: Shelved
  readonly columns: readonly BlockColumn[]
  readonly raws: boolean
}

const allOf = (one: Shelved): Asked => ({ one, columns: one.block.allColumns(), raws: true })

function shelved(row: BlockRow): Shelved {
  const columns = new Map<number, Uint8Array>()
  let raws: Uint8Array | undefined
  const block = openBlock({
    ...row,
    column(place) {
      const body = columns.get(place)
      assert(body, 'a column that is looked at was fetched')
      return body
    },
    raws() {
      assert(raws, 'raw lines that are looked at were fetched')
      return raws
    },
  })
  return {
    id: row.id,
    block,
    missing(wanted, withRaws) {
      const all = wanted.flatMap(({ place }) => place ?? [])
      const places = [...new Set(all)].filter(place => !columns.has(place))
      const needsRaws = withRaws && raws === undefined
      return places.length > 0 || needsRaws
        ? { id: row.id, columns: places, raws: needsRaws }
        : undefined
    },
    add(parts) {
      for (const [place, body] of parts.columns) columns.set(place, body)
      raws ??= parts.raws
    },
  }
}

/** @returns which of the blocks are there with all that was asked of them */
async function fetchParts(
  day: ShelfDay,
  asked: readonly Asked[],
): Promise<(block: Shelved) => boolean> {
  const missing = asked.flatMap(({ one, columns, raws }) => one.missing(columns, raws) ?? [])
  if (missing.length === 0) return () => true
  const found = new Map((await day.parts(missing)).map(parts => [parts.id, parts]))
  for (const { one } of asked) {
    const parts = found.get(one.id)
    if (parts) one.add(parts)
  }
  const lost = new Set(missing.map(({ id }) => id).filter(id => !found.has(id)))
  return ({ id }) => !lost.has(id)
}

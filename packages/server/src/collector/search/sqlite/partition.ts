/** The lines of one account and day (spec/surroundings.md §14.7): a file of packed blocks. */
import type { DatabaseSync } from 'node:sqlite'
import type { PackedBlock } from '../block/pack.ts'
import { bytesIn, headOf, rowOf } from '../engine/rows.ts'
import type { BlockHead, BlockRow } from '../engine/shelf.ts'
import { LIMITS } from '../limits.ts'
import { openDatabase, transaction } from './database.ts'

export interface Partition {
  /** Of this opening of the file alone; a day that was dropped and came again is another. */
  readonly opening: number
  /** How many lines of an object are here or were looked at for this day. */
  progress(object: string): number
  /**
   * Adds blocks and notes progress, as one. @returns how far another process had come meanwhile, beyond `begins`:
   * nothing was added
   */
  add(blocks: readonly PackedBlock[], object: string, progress: Progress): number | undefined
  /** All that is known of objects. */
  objects(): readonly { readonly object: string; readonly lines: number }[]
  /** The arrival of the next line. */
  nextSequence(): number
  /** Blocks that overlap the window, in no order. */
  heads(from: number, to: number): BlockHead[]
  /** Undefined: the block has no filter, any word may be in it. */
  filter(id: number): Uint8Array | undefined
  row(id: number): BlockRow | undefined
  /** The body of the column at a place of the block's head. */
  column(id: number, place: number): Uint8Array | undefined
  raws(id: number): Uint8Array | undefined
  /** Lines and bytes of the blocks that overlap the window. */
  count(from: number, to: number): { readonly lines: number; readonly rawBytes: number }
  /** Puts blocks in the place of others, unless another process did. Those stay a while, for the queries that saw them. */
  replace(ids: readonly number[], merged: readonly PackedBlock[], now: number): void
  /** Blocks of few lines, oldest first. */
  smallBlocks(): number[]
  close(): void
}

/** From which line of the object on the blocks have its lines of the day, and behind which one they end. */
export interface Progress {
  readonly begins: number
  readonly reached: number
}

// AUTOINCREMENT, because filters are cached by id.
const SCHEMA = `
  CREATE TABLE block (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lines INTEGER NOT NULL,
    first_time INTEGER NOT NULL,
    last_time INTEGER NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    raw_bytes INTEGER NOT NULL,
    retired INTEGER
  ) STRICT;
  CREATE TABLE part (
    block INTEGER PRIMARY KEY,
    head TEXT NOT NULL,
    times BLOB NOT NULL,
    line_order BLOB
  ) STRICT;
  CREATE TABLE filter (block INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
  CREATE TABLE raws (block INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE columns (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
  CREATE TABLE sequence (next INTEGER NOT NULL) STRICT;
  INSERT INTO sequence VALUES (0);
  CREATE TABLE progress (
    object BLOB PRIMARY KEY,
    lines INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`

let openings = 0

export function openPartition(file: string): Partition {
  const db = openDatabase(file, SCHEMA)
  const statements = prepareAll(db)
  const progress = (object: string) =>
    Number(statements.progress.get(Buffer.from(object))?.['lines'] ?? 0)
  const nextSequence = () => Number(statements.nextSequence.get()?.['next'])
  const insert = (block: PackedBlock, firstSequence: number) => {
    const { lines, firstTime, lastTime, rawBytes, sequenceSpan } = block
    const lastSequence = firstSequence + sequenceSpan - 1
    const numbers = [lines, firstTime, lastTime, firstSequence, lastSequence, rawBytes] as const
    const { lastInsertRowid } = statements.addBlock.run(...numbers)
    const id = Number(lastInsertRowid)
    statements.addPart.run(id, block.head, block.times, block.order ?? null)
    statements.addRaws.run(id, block.raws)
    if (block.filter) statements.addFilter.run(id, block.filter)
    block.columns.forEach((body, index) => {
      if (body) statements.addColumn.run(columnId(id, index), body)
    })
  }
  const opening = ++openings
  return {
    opening,
    progress,
    objects: () =>
      statements.objects.all().map(row => ({
        object: Buffer.from(bytesIn(row['object']) ?? []).toString(),
        lines: Number(row['lines']),
      })),
    nextSequence,
    add(blocks, object, { begins, reached }) {
      return transaction(db, () => {
        const known = progress(object)
        if (known > begins) return known
        let sequence = nextSequence()
        for (const block of blocks) {
          insert(block, sequence)
          sequence += block.lines
        }
        statements.setSequence.run(sequence)
        statements.setProgress.run(Buffer.from(object), reached)
        return undefined
      })
    },
    heads: (from, to) => statements.heads.all(from, to).map(headOf),
    filter(id) {
      return bytesIn(statements.filter.get(id)?.['bits'])
    },
    row(id) {
      const row = statements.block.get(id)
      return row && rowOf(row)
    },
    column: (id, place) => bytesIn(statements.column.get(columnId(id, place))?.['body']),
    raws: id => bytesIn(statements.raws.get(id)?.['body']),
    count(from, to) {
      const row = statements.count.get(from, to)
      return { lines: Number(row?.['lines'] ?? 0), rawBytes: Number(row?.['raw_bytes'] ?? 0) }
    },
    replace(ids, merged, now) {
      transaction(db, () => {
        if (!ids.every(id => statements.isLive.get(id))) return
        for (const id of ids) statements.retire.run(now, id)
        for (const row of statements.outdated.all(now - LIMITS.retiredMs)) {
          const id = Number(row['id'])
          statements.forgetColumns.run(columnId(id, 0), columnId(id + 1, 0))
          for (const forget of statements.forgets) forget.run(id)
        }
        for (const block of merged) insert(block, block.firstSequence ?? 0)
      })
    },
    smallBlocks: () =>
      statements.small
        .all(LIMITS.smallBlockLines, LIMITS.smallBlocks)
        .map(row => Number(row['id'])),
    close: () => db.close(),
  }
}

/** The columns of a block stand side by side. */
const columnId = (block: number, index: number) => block * 1024 + index

function prepareAll(db: DatabaseSync) {
  const live = 'FROM block WHERE retired IS NULL'
  const inWindow = `${live} AND last_time >= ? AND first_time < ?`
  return {
    progress: db.prepare('SELECT lines FROM progress WHERE object = ?'),
    objects: db.prepare('SELECT object, lines FROM progress'),
    setProgress: db.prepare(
      `INSERT INTO progress VALUES (?1, ?2) ON CONFLICT (object) DO UPDATE SET lines = ?2`,
    ),
    nextSequence: db.prepare('SELECT next FROM sequence'),
    setSequence: db.prepare('UPDATE sequence SET next = ?'),
    addBlock: db.prepare(
      `INSERT INTO block (lines, first_time, last_time, first_sequence, last_sequence, raw_bytes)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    addPart: db.prepare('INSERT INTO part VALUES (?, ?, ?, ?)'),
    addRaws: db.prepare('INSERT INTO raws VALUES (?, ?)'),
    addFilter: db.prepare('INSERT INTO filter VALUES (?, ?)'),
    addColumn: db.prepare('INSERT INTO columns VALUES (?, ?)'),
    heads: db.prepare(
      `SELECT id, lines, raw_bytes, first_time, last_time, first_sequence, last_sequence ${inWindow}`,
    ),
    filter: db.prepare('SELECT bits FROM filter WHERE block = ?'),
    raws: db.prepare('SELECT body FROM raws WHERE block = ?'),
    column: db.prepare('SELECT body FROM columns WHERE id = ?'),
    block: db.prepare('SELECT * FROM block JOIN part ON part.block = block.id WHERE id = ?'),
    count: db.prepare(`SELECT sum(lines) AS lines, sum(raw_bytes) AS raw_bytes ${inWindow}`),
    isLive: db.prepare(`SELECT 1 ${live} AND id = ?`),
    retire: db.prepare('UPDATE block SET retired = ? WHERE id = ?'),
    outdated: db.prepare('SELECT id FROM block WHERE retired < ?'),
    forgetColumns: db.prepare('DELETE FROM columns WHERE id >= ? AND id < ?'),
    forgets: [
      db.prepare('DELETE FROM part WHERE block = ?'),
      db.prepare('DELETE FROM filter WHERE block = ?'),
      db.prepare('DELETE FROM raws WHERE block = ?'),
      db.prepare('DELETE FROM block WHERE id = ?'),
    ],
    small: db.prepare(`SELECT id ${live} AND lines < ? ORDER BY id LIMIT ?`),
  }
}

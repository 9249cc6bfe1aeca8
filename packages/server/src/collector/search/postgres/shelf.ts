import type { Database, Row, Statement } from '../../../store/postgres/connection.ts'
import { type FilterCache, filterCache } from '../engine/filter-cache.ts'
import { bytesIn, headOf, rowOf } from '../engine/rows.ts'
import type { Shelf, ShelfDay, StoredParts, WantedParts } from '../engine/shelf.ts'
import { LIMITS } from '../limits.ts'
import { bytesOf } from './names.ts'

export type Read = Pick<Database, 'read'>

export function postgresShelf(database: Read): Shelf {
  const filters = filterCache()
  return {
    ahead: LIMITS.databaseBlocksAhead,
    async days(account, first, last) {
      const rows = await database.read(DAYS, [bytesOf(account), first, last])
      return rows.map(row =>
        shelfDay(database, { name: String(row['day']), partition: Number(row['id']) }, filters),
      )
    },
  }
}

export interface Partition {
  readonly name: string
  /** Of this day alone: one that was dropped and came again is another. */
  readonly partition: number
}

export function shelfDay(
  database: Read,
  { name, partition }: Partition,
  filters: FilterCache = filterCache(),
): ShelfDay {
  /** Where the parts of blocks end that were asked for. */
  const ends = new Map<number, readonly number[]>()
  return {
    name,
    async heads({ from, to }) {
      return (await database.read(HEADS, [partition, from, to])).map(headOf)
    },
    async filters(ids) {
      const found = new Map<number, Uint8Array>()
      const unknown: number[] = []
      for (const id of ids) {
        const known = filters.find(String(id))
        if (known) found.set(id, known)
        else unknown.push(id)
      }
      if (unknown.length === 0) return found
      for (const row of await database.read(FILTERS, [partition, unknown])) {
        const [id, filter] = [Number(row['block']), bytesIn(row['filter'])]
        if (!filter) continue
        filters.put(String(id), filter)
        found.set(id, filter)
      }
      return found
    },
    async rows(ids) {
      if (ids.length === 0) return []
      const rows = await database.read(ROWS, [partition, ids])
      for (const row of rows) ends.set(Number(row['id']), JSON.parse(String(row['ends'])))
      return rows.map(rowOf)
    },
    async parts(wanted) {
      const slices = wanted.flatMap(one => slicesOf(one, ends.get(one.id) ?? []))
      const rows = await database.read(SLICES, [
        partition,
        slices.map(({ id }) => id),
        slices.map(({ begins }) => begins),
        slices.map(({ length }) => length),
      ])
      return partsOf(wanted, slices, rows)
    },
  }
}

/** Neighbouring parts of a block, read as one. */
interface Slice {
  readonly id: number
  readonly begins: number
  length: number
  readonly places: { readonly place: number; readonly from: number; readonly to: number }[]
}

function slicesOf({ id, columns, raws }: WantedParts, ends: readonly number[]): Slice[] {
  const slices: Slice[] = []
  const places = [...columns, ...(raws ? [ends.length - 1] : [])].sort((a, b) => a - b)
  for (const place of places) {
    const [begins, end] = [ends[place - 1] ?? 0, ends[place] ?? 0]
    let slice = slices.at(-1)
    if (!slice || slice.begins + slice.length !== begins) {
      slice = { id, begins, length: 0, places: [] }
      slices.push(slice)
    }
    slice.places.push({ place, from: begins - slice.begins, to: end - slice.begins })
    slice.length = end - slice.begins
  }
  return slices
}

/** The database answers in the order of the question; a block that is gone has no bytes. */
function partsOf(
  wanted: readonly WantedParts[],
  slices: readonly Slice[],
  rows: readonly Row[],
): StoredParts[] {
  const found = new Map<number, Map<number, Uint8Array>>()
  const gone = new Set<number>()
  for (const [index, { id, places }] of slices.entries()) {
    const bytes = bytesIn(rows[index]?.['bytes'])
    if (!bytes) gone.add(id)
    const bodies = found.get(id) ?? new Map<number, Uint8Array>()
    found.set(id, bodies)
    for (const { place, from, to } of places) {
      if (bytes) bodies.set(place, bytes.subarray(from, to))
    }
  }
  return wanted.flatMap(({ id, columns, raws }): StoredParts[] | StoredParts => {
    const bodies = found.get(id)
    if (!bodies || gone.has(id)) return []
    const last = raws ? Math.max(...bodies.keys()) : undefined
    const own = columns.map(place => [place, bodies.get(place) ?? new Uint8Array()] as const)
    return { id, columns: new Map(own), raws: last === undefined ? undefined : bodies.get(last) }
  })
}

const DAYS: Statement = {
  name: 'parley-line-days',
  text: `SELECT id, day FROM parley.line_day
    WHERE account = $1 AND day >= $2 AND day <= $3 ORDER BY day`,
}
const HEADS: Statement = {
  name: 'parley-line-heads',
  text: `SELECT id, lines, raw_bytes, first_time, last_time, first_sequence, last_sequence
    FROM parley.line_block
    WHERE day = $1 AND retired IS NULL AND last_time >= $2 AND first_time < $3`,
}
// Looked up in the index one by one, whatever the planner thinks of the tables.
const FILTERS: Statement = {
  name: 'parley-line-filters',
  text: `SELECT w.block, p.filter FROM unnest($2::bigint[]) AS w(block) CROSS JOIN LATERAL (
      SELECT filter FROM parley.line_part WHERE day = $1 AND block = w.block OFFSET 0
    ) p`,
}
const ROWS: Statement = {
  name: 'parley-line-rows',
  text: `SELECT w.id, b.lines, b.first_time, b.first_sequence, p.head, p.times, p.line_order, p.ends
    FROM unnest($2::bigint[]) AS w(id) CROSS JOIN LATERAL (
      SELECT lines, first_time, first_sequence FROM parley.line_block
      WHERE day = $1 AND id = w.id OFFSET 0
    ) b CROSS JOIN LATERAL (
      SELECT head, times, line_order, ends FROM parley.line_part
      WHERE day = $1 AND block = w.id OFFSET 0
    ) p`,
}
const SLICES: Statement = {
  name: 'parley-line-slices',
  text: `SELECT (
      SELECT substring(p.body FROM w.begins + 1 FOR w.length) FROM parley.line_part p
      WHERE p.day = $1 AND p.block = w.block
    ) AS bytes
    FROM unnest($2::bigint[], $3::integer[], $4::integer[]) WITH ORDINALITY
      AS w(block, begins, length, nth)
    ORDER BY nth`,
}

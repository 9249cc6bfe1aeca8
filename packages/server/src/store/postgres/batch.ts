import { never } from '../../kernel/errors.ts'
import { changesOf } from '../feed.ts'
import { LIMITS } from '../limits.ts'
import type { PreparedWrite } from '../prepare.ts'
import type { Key } from '../store.ts'
import { type FeedRow, feedText } from './feed-row.ts'

/** Commits that share one statement, as the parameters of `parley.commit`. */
export interface Batch {
  /** How many commits of those that wait it takes: the first ones. */
  readonly size: number
  readonly values: readonly unknown[]
  /** For each commit, the place of its last write. */
  readonly lastPlaces: readonly number[]
  /** Which write the database means by a place, counted from 1. */
  readonly writes: readonly PreparedWrite[]
}

/** What `parley.commit` answers. */
export interface Answered {
  readonly answer: BatchAnswer
  /** The feed has what came after this one. */
  readonly floor: number
  /** What others committed since the position that was given, unless it was too much. */
  readonly missed: readonly FeedRow[]
}

export interface BatchAnswer {
  /** Positions before and after the batch. */
  readonly before: number
  readonly position: number
  /** For each commit 0, or the place of the write that refused it. */
  readonly refusals: readonly number[]
  /** By segment: place of an `add` → the counter after it. */
  readonly sums: readonly (readonly (readonly [place: number, sum: number])[])[]
}

const TYPES = { expect: 0, put: 1, delete: 2, add: 3, append: 4 } as const

/** As many of the waiting commits as one statement may have, at least one. */
export function batchOf(waiting: readonly (readonly PreparedWrite[])[], since: number): Batch {
  const rows = createRows()
  const segments = createSegments()
  const changes: (string | null)[] = []
  const lastPlaces: number[] = []
  for (const writes of waiting) {
    const isFull = rows.bytes() >= LIMITS.bytesPerStatement
    if (changes.length > 0 && (isFull || changes.length === LIMITS.commitsPerStatement)) break
    segments.begin(writes, rows.writes.length, changes.length)
    for (const write of writes) rows.add(write, changes.length + 1)
    const changed = changesOf(writes, 0)
    changes.push(changed.length === 0 ? null : feedText(changed))
    lastPlaces.push(rows.writes.length)
  }
  const { ends, lastCommits } = segments.end(rows.writes.length, changes.length)
  const { commits, types, keys, numbers, maxima, texts, writes } = rows
  return {
    size: changes.length,
    values: [
      since,
      LIMITS.feedPage,
      ends,
      lastCommits,
      changes,
      commits,
      types,
      keys,
      numbers,
      maxima,
      texts,
    ],
    lastPlaces,
    writes,
  }
}

/** Parallel arrays: one row for each write, or for each entry of an append. */
function createRows() {
  const rows = {
    commits: [] as number[],
    types: [] as number[],
    keys: [] as Buffer[],
    numbers: [] as (number | null)[],
    maxima: [] as (number | null)[],
    texts: [] as (string | null)[],
    writes: [] as PreparedWrite[],
  }
  let bytes = 0
  return {
    ...rows,
    bytes: () => bytes,
    add(write: PreparedWrite, commit: number) {
      for (const { name, number = null, maximum = null, text = null } of rowsOf(write)) {
        rows.commits.push(commit)
        rows.types.push(TYPES[write.type])
        rows.keys.push(name)
        rows.numbers.push(number)
        rows.maxima.push(maximum)
        rows.texts.push(text)
        rows.writes.push(write)
        bytes += name.length + (text?.length ?? 0)
      }
    },
  }
}

interface Row {
  readonly name: Buffer
  readonly number?: number
  readonly maximum?: number
  readonly text?: string
}

function rowsOf(write: PreparedWrite): readonly Row[] {
  switch (write.type) {
    case 'expect': {
      const { key, revision } = write
      // No document has a name that UTF-8 cannot hold; its bytes would be those of another.
      const isName = key.isWellFormed()
      if (!isName && revision === 'absent') return []
      return [{ name: bytesOf(key), number: isName ? numberOf(revision) : NEVER }]
    }
    case 'put':
      return [{ name: bytesOf(write.key), text: write.text }]
    case 'delete':
      return [{ name: bytesOf(write.key) }]
    case 'add':
      return [{ name: bytesOf(write.key), number: write.amount, maximum: write.max }]
    case 'append': {
      const name = bytesOf(write.log)
      return write.texts.map(text => ({ name, text }))
    }
    default:
      return never(write)
  }
}

const NEVER = -1
const numberOf = (revision: number | 'absent') => (revision === 'absent' ? 0 : revision)
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8')

/**
 * Cuts a batch so that within a segment no condition of a commit speaks of what an earlier one writes: then
 * each can be judged by the state before the segment.
 */
function createSegments() {
  const ends: number[] = []
  const lastCommits: number[] = []
  const written = new Set<Key>()
  const counted = new Set<Key>()
  const depends = (write: PreparedWrite) =>
    (write.type === 'expect' && written.has(write.key)) ||
    (write.type === 'add' && write.max < Number.MAX_SAFE_INTEGER && counted.has(write.key))
  return {
    begin(writes: readonly PreparedWrite[], rows: number, commits: number) {
      if (writes.some(depends)) {
        ends.push(rows)
        lastCommits.push(commits)
        written.clear()
        counted.clear()
      }
      for (const write of writes) {
        if (write.type === 'put' || write.type === 'delete') written.add(write.key)
        if (write.type === 'add') counted.add(write.key)
      }
    },
    end(rows: number, commits: number) {
      return { ends: [...ends, rows], lastCommits: [...lastCommits, commits] }
    },
  }
}

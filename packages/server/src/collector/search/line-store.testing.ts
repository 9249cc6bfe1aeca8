import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import type { Field, ParsedLine } from '../formats/format.ts'
import { openLineStore } from './open-line-store.ts'
import { parseQuery } from './query/parse-query.ts'
import type { Query } from './query/query.ts'
import type { IngestBatch, LineSource, LineStore } from './search.ts'
import type { Place } from './thread/calls.ts'

export const NOON = Date.UTC(2026, 10, 25, 12)
export const DAY = 86_400_000
export const EVER = { from: 0, to: NOON + 100 * DAY }

export const SOURCE: LineSource = {
  type: 'json',
  connector: 'c1',
  object: 'bucket/key/etag',
  receivedAt: NOON,
  defaultTime: NOON,
}

export function line(time: number | undefined, fields: readonly Field[], raw?: string): ParsedLine {
  return {
    time,
    fields,
    problem: undefined,
    raw: raw ?? JSON.stringify(Object.fromEntries(fields)),
  }
}

/** A batch that moves its checkpoint from nothing. */
export function batchOf(
  lines: readonly ParsedLine[],
  { key = 'k', previous, value = '1', firstLine = 0, source = SOURCE }: BatchOptions = {},
): IngestBatch {
  return { lines, source, firstLine, checkpoint: { key, value, previous } }
}

export interface BatchOptions {
  readonly key?: string
  readonly previous?: string | undefined
  readonly value?: string
  readonly firstLine?: number
  readonly source?: LineSource
}

export function queryOf(text: string): Query {
  const parsed = parseQuery(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value
}

export async function find(store: LineStore, text: string, account = 'a'): Promise<string[]> {
  const { lines } = await store.search(account, { ...EVER, query: queryOf(text), limit: 1_000 })
  return lines.map(({ raw }) => raw)
}

/** Stores that are closed, and folders that are removed, after each test. */
export function useLineStores() {
  const open: LineStore[] = []
  const folders: string[] = []
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
  return {
    files(): Extract<Place, { kind: 'files' }> {
      const directory = mkdtempSync(join(tmpdir(), 'lines-'))
      folders.push(directory)
      return { kind: 'files', directory }
    },
    openStore(place: Place): LineStore {
      const store = openLineStore({ place, clock: systemClock })
      open.push(store)
      return store
    },
  }
}

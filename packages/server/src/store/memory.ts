import { type Clock, systemClock } from '../kernel/clock.ts'
import { assert } from '../kernel/errors.ts'
import type { Json } from '../kernel/json.ts'
import { checkConditions } from './check.ts'
import { changesOf, createFeed, recentChanges } from './feed.ts'
import { createLeases } from './leases.ts'
import { pageLimit, readPage, type Scan } from './page.ts'
import { checkName, frozenValue, type PreparedWrite, prepare } from './prepare.ts'
import { sortedKeys } from './sorted-keys.ts'
import {
  type Change,
  CommitConflict,
  type Document,
  type Key,
  type LogEntry,
  type LogOptions,
  type Store,
} from './store.ts'

/** A store that can be emptied: what `reset` of a server with `--ephemeral` does. */
export interface MemoryStore extends Store {
  /** Every document, counter and log; the feed tells of it. Revisions go on. */
  clear(): void
}

export const isMemoryStore = (store: Store): store is MemoryStore => 'clear' in store

/** The store that forgets: for tests and `--ephemeral` (design §6). */
export function memoryStore({ clock = systemClock }: { readonly clock?: Clock } = {}): MemoryStore {
  const state = emptyState()
  const feed = createFeed()
  const recent = recentChanges(0)
  const leases = createLeases(clock, async () => ({ first: 1, end: Number.MAX_SAFE_INTEGER }))
  const scan = scanOf(state)
  let open = true
  const checkOpen = () => assert(open, 'a closed store is not used')

  return {
    async get(key) {
      checkOpen()
      return state.documents.get(key)
    },
    async getMany(keys) {
      checkOpen()
      return keys.map(key => state.documents.get(key))
    },
    async range(from, to, options) {
      checkOpen()
      return readPage(scan, from, to, options)
    },
    async commit(writes) {
      checkOpen()
      const prepared = prepare(writes)
      const checked = checkConditions(prepared, state)
      if (!checked.ok) throw new CommitConflict(checked.error.key, checked.error.reason)
      const revision = ++state.position
      for (const write of prepared) apply(state, write, revision)
      for (const [key, sum] of checked.value) setCounter(state, key, sum)
      const changes = changesOf(prepared, revision)
      recent.add(changes)
      feed.publish(changes)
      return { revision, counters: checked.value }
    },
    async readLog(name, options) {
      checkOpen()
      const log = state.logs.get(name)
      return log ? readEntries(log, options) : []
    },
    async trimLog(name, position) {
      checkOpen()
      checkName(name)
      const log = state.logs.get(name)
      if (log) log.first += log.values.splice(0, position - log.first).length
    },
    async counter(key) {
      checkOpen()
      return state.counter(key)
    },
    async lease(key, holder, ttlMs) {
      checkOpen()
      return leases.lease(key, holder, ttlMs)
    },
    async release(key, holder) {
      checkOpen()
      return leases.release(key, holder)
    },
    position: () => state.position,
    subscribe: feed.subscribe,
    async changes(since) {
      checkOpen()
      return recent.after(since)
    },
    heartbeatAgeMs: () => 0,
    clear() {
      const changes = forget(state)
      recent.add(changes)
      feed.publish(changes)
    },
    async close() {
      open = false
    },
  }
}

type State = ReturnType<typeof emptyState>

interface MemoryLog {
  /** Position of the first value. */
  first: number
  readonly values: Json[]
}

function emptyState() {
  const documents = new Map<Key, Document>()
  const counters = new Map<Key, number>()
  return {
    documents,
    counters,
    keys: sortedKeys(),
    logs: new Map<string, MemoryLog>(),
    position: 0,
    revision: (key: Key) => documents.get(key)?.revision,
    counter: (key: Key) => counters.get(key) ?? 0,
  }
}

function scanOf({ documents, keys }: State): Scan {
  const nearest: Scan['nearest'] = (from, to, reverse) =>
    reverse ? keys.last(from, to) : keys.first(from, to)
  return {
    nearest,
    get: key => documents.get(key),
    documents(from, to, { reverse, limit }) {
      const found: Document[] = []
      for (const key of keys.walk(from, to, reverse)) {
        found.push(documents.get(key)!)
        if (found.length === limit) break
      }
      return found
    },
  }
}

function apply(state: State, write: PreparedWrite, revision: number): void {
  if (write.type === 'put') {
    const { key, text } = write
    state.documents.set(key, Object.freeze({ key, revision, value: frozenValue(text) }))
    state.keys.add(key)
  }
  if (write.type === 'delete') {
    state.documents.delete(write.key)
    state.keys.delete(write.key)
  }
  if (write.type === 'append') {
    const log = state.logs.get(write.log) ?? { first: 0, values: [] }
    state.logs.set(write.log, log)
    for (const text of write.texts) log.values.push(frozenValue(text))
  }
}

/** Empties the state as one commit would; gives what it changed. */
function forget(state: State): Change[] {
  const revision = ++state.position
  const keys = [...state.documents.keys()]
  state.documents.clear()
  for (const key of keys) state.keys.delete(key)
  state.counters.clear()
  state.logs.clear()
  return keys.map(key => ({ revision, key, type: 'delete' }))
}

function setCounter({ counters }: State, key: Key, sum: number): void {
  if (sum === 0) counters.delete(key)
  else counters.set(key, sum)
}

function readEntries({ first, values }: MemoryLog, options: LogOptions = {}): LogEntry[] {
  const { from = 0, to = Number.MAX_SAFE_INTEGER, reverse = false } = options
  const limit = pageLimit(options.limit)
  const low = Math.max(from - first, 0)
  const high = Math.max(Math.min(to - first, values.length), low)
  const start = reverse ? Math.max(high - limit, low) : low
  const entries = values
    .slice(start, Math.min(start + limit, high))
    .map((value, index) => ({ position: first + start + index, value }))
  return reverse ? entries.reverse() : entries
}

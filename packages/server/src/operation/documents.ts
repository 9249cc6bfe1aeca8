import type { Json } from '../kernel/json.ts'
import type {
  Committed,
  Document,
  Key,
  LogEntry,
  LogOptions,
  RangeOptions,
  RangePage,
  Store,
  Write,
} from '../store/store.ts'

/** One request's view of the store. What authorization read is what the handler sees, or the commit fails. */
export interface Documents {
  get(key: Key): Promise<Document | undefined>
  getMany(keys: readonly Key[]): Promise<(Document | undefined)[]>
  /** Not memoised and not expected: expect an index row where a listing matters. */
  range(from: Key, to: Key, options?: RangeOptions): Promise<RangePage>
  readLog(log: string, options?: LogOptions): Promise<LogEntry[]>
  counter(key: Key): Promise<number>
  /**
   * Commits with an `expect` for every document that was read, and the request's audit record.
   * The pipeline runs the whole request again when one of them changed meanwhile.
   */
  commit(writes: readonly Write[]): Promise<Committed>
}

/**
 * `beside` gives the writes that belong into the same commit (the audit record); `ended` is told whether the commit
 * that had them happened.
 */
export function documentsOver(
  store: Store,
  beside: () => readonly Write[] | Promise<readonly Write[]>,
  ended: (isCommitted: boolean) => void = () => {},
): Documents {
  const seen = new Map<Key, Promise<Document | undefined>>()
  const get = (key: Key) => {
    const known = seen.get(key)
    if (known) return known
    const read = store.get(key)
    seen.set(key, read)
    return read
  }
  return {
    get,
    getMany: keys => Promise.all(keys.map(get)),
    range: (from, to, options) => store.range(from, to, options),
    readLog: (log, options) => store.readLog(log, options),
    counter: key => store.counter(key),
    async commit(writes) {
      const all: Write[] = []
      for (const [key, read] of seen) {
        const document = await read
        all.push({ type: 'expect', key, revision: document?.revision ?? 'absent' })
      }
      const besides = await beside()
      all.push(...writes, ...besides)
      const commit = store.commit(all)
      if (besides.length > 0)
        commit.then(
          () => ended(true),
          () => ended(false),
        )
      const committed = await commit
      remember(seen, writes, committed)
      return committed
    },
  }
}

// A handler that goes on after its commit sees what it wrote.
function remember(
  seen: Map<Key, Promise<Document | undefined>>,
  writes: readonly Write[],
  { revision }: Committed,
): void {
  for (const write of writes) {
    if (write.type === 'put')
      seen.set(write.key, Promise.resolve(document(write.key, write.value, revision)))
    // What was deleted unread need not stay away: a handler may delete more than one commit can expect.
    if (write.type === 'delete' && seen.has(write.key))
      seen.set(write.key, Promise.resolve(undefined))
  }
}

const document = (key: Key, value: Json, revision: number): Document => ({ key, revision, value })

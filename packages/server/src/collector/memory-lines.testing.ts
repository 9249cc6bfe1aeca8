import type { FoundLine, IngestBatch, LineStore } from './search/search.ts'

/** Lines and checkpoints in memory, as the contract of `search.ts` has them; searching is not for tests of collecting. */
export interface MemoryLines
  extends Pick<LineStore, 'ingest' | 'checkpoint' | 'forget' | 'drop' | 'retain'> {
  /** Raw lines of an account, in the order of their arrival. */
  rawOf(account: string): string[]
  linesOf(account: string): StoredLine[]
  checkpoints(account: string): number
  /** Throws instead of storing, so often. */
  failNext(times: number): void
}

export interface StoredLine {
  readonly raw: string
  readonly number: number
  readonly time: number
  readonly source: IngestBatch['source']
  readonly fields: FoundLine['fields']
}

export function memoryLines(): MemoryLines {
  const stored = new Map<string, StoredLine[]>()
  const checkpoints = new Map<string, Map<string, string>>()
  let failures = 0
  const of = (account: string) => {
    const known = checkpoints.get(account) ?? new Map<string, string>()
    checkpoints.set(account, known)
    return known
  }
  return {
    async ingest(account, { lines, source, firstLine, checkpoint }) {
      if (failures > 0) {
        failures--
        throw new Error('the line store is full')
      }
      const { key, value, previous } = checkpoint
      const current = of(account).get(key)
      if (current !== previous) return { kind: 'checkpoint-moved', checkpoint: current }
      const all = stored.get(account) ?? []
      lines.forEach(({ raw, time = source.defaultTime, fields }, index) => {
        all.push({ raw, number: firstLine + index, time, source, fields })
      })
      stored.set(account, all)
      of(account).set(key, value)
      return { kind: 'stored' }
    },
    checkpoint: async (account, key) => of(account).get(key),
    async forget(account, keys) {
      for (const key of keys) of(account).delete(key)
    },
    async drop(account) {
      stored.delete(account)
      checkpoints.delete(account)
    },
    async retain() {
      return []
    },
    rawOf: account => (stored.get(account) ?? []).map(({ raw }) => raw),
    linesOf: account => stored.get(account) ?? [],
    checkpoints: account => of(account).size,
    failNext(times) {
      failures = times
    },
  }
}

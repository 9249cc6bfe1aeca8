import type { OpenedData } from '../../src/data.ts'
import type { Key, Store } from '../../src/store/store.ts'
import { StoreUnavailable } from '../../src/store/store.ts'

/** A store of which one call fails: the nth after it was armed. */
export interface Faults {
  readonly around: (opened: OpenedData) => OpenedData
  /** The nth call from now fails once; 0 is the next. */
  arm(n: number): void
  /** What failed; undefined when there were fewer calls. */
  disarm(): string | undefined
  /** Every document but the trail of audit records, and what is due. */
  documents(): Promise<ReadonlyMap<Key, unknown>>
  /** How many blobs there are. */
  blobs(): number
}

/** Calls that tell the disk or the database something, or ask it. */
const CALLS = [
  ...['get', 'getMany', 'range', 'commit', 'readLog'],
  ...['trimLog', 'counter', 'lease', 'release'],
] as const
type CallName = 'get' | 'getMany' | 'range' | 'commit' | 'readLog' | 'trimLog' | 'counter'

export function createFaults(): Faults {
  let left = -1
  let failed: string | undefined
  let inner: Store | undefined
  const blobs = new Set<string>()
  const strike = (name: string) => {
    if (left < 0) return
    if (left-- > 0) return
    failed = name
    throw new StoreUnavailable(`${name} fails by design`)
  }
  return {
    around(opened) {
      inner = opened.store
      const faulty: Record<string, unknown> = { ...inner }
      for (const name of CALLS) {
        const call = inner[name as CallName].bind(inner) as (...args: unknown[]) => unknown
        faulty[name] = async (...args: unknown[]) => {
          strike(name)
          return call(...args)
        }
      }
      return {
        ...opened,
        store: faulty as unknown as Store,
        blobs: {
          ...opened.blobs,
          async write(bytes) {
            strike('blob write')
            const id = await opened.blobs.write(bytes)
            blobs.add(id)
            return id
          },
          async delete(id) {
            strike('blob delete')
            await opened.blobs.delete(id)
            blobs.delete(id)
          },
        },
      }
    },
    arm(n) {
      left = n
      failed = undefined
    },
    disarm() {
      left = -1
      return failed
    },
    async documents() {
      const all = new Map<Key, unknown>()
      for (let at: Key | undefined = '' as Key; at !== undefined; ) {
        const page: Awaited<ReturnType<Store['range']>> = await inner!.range(at, LAST)
        for (const { key, value } of page.documents) {
          if (!PASSING.test(key)) all.set(key, value)
        }
        at = page.next
      }
      return all
    },
    blobs: () => blobs.size,
  }
}

const LAST = '\u{10ffff}' as Key
/** Records of requests, not of things: when a key was last used, what was refused. */
const PASSING = /^(?:audit|iam\.last-use|iam\.key-use|access\.use)/

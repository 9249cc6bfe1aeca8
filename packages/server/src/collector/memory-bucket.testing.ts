import { createHash } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import type { Doors } from './doors.ts'
import type { FoundObject } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'

/** A bucket in memory behind doors that a test opens and shuts. */
export interface MemoryBucket {
  readonly doors: Doors
  put(key: string, body: string | Uint8Array, more?: Partial<FoundObject>): void
  delete(key: string): void
  keys(): string[]
  body(key: string): Buffer | undefined
  /** The refusal of everything from now on; nothing when absent. */
  refuse(code?: string): void
  /** Called before every piece of every object that is read. */
  onRead(listener: (key: string) => void): void
  /** Called before every object that is written. */
  onWrite(listener: (key: string) => void): void
  /** Listings and reads so far. */
  readonly asked: { lists: number; reads: number }
}

interface Stored {
  readonly found: FoundObject
  readonly body: Buffer
}

const PIECE = 4096

export function memoryBucket(clock: Clock): MemoryBucket {
  const objects = new Map<string, Stored>()
  const asked = { lists: 0, reads: 0 }
  let refusal: string | undefined
  let listener = (_: string) => {}
  let writeListener = (_: string) => {}
  const admit = () => {
    if (refusal) throw new SourceFailure(refusal, 'the test says so', 'request-1')
  }
  const get = (key: string): Stored => {
    const stored = objects.get(key)
    if (!stored) throw new SourceFailure('NoSuchKey', `there is no ${key}`)
    return stored
  }
  const source: BucketSource = {
    async region() {
      admit()
      return 'us-east-1'
    },
    async list({ prefix, after = '', token = '', delimiter, max = 1000 }) {
      admit()
      asked.lists++
      return page([...objects.values()], { prefix, from: token || after, delimiter, max })
    },
    async head(key) {
      admit()
      return get(key).found
    },
    async *read(key, { etag, start = 0, end = Number.MAX_SAFE_INTEGER } = {}) {
      admit()
      asked.reads++
      const { found, body } = get(key)
      if (etag !== undefined && etag !== found.etag) {
        throw new SourceFailure('PreconditionFailed', 'another object is there')
      }
      for (let at = start; at < Math.min(end, body.length); at += PIECE) {
        listener(key)
        yield body.subarray(at, Math.min(at + PIECE, end, body.length))
      }
    },
    async write(key, bytes) {
      admit()
      writeListener(key)
      store(key, Buffer.from(bytes))
    },
    async delete(key) {
      admit()
      objects.delete(key)
    },
  }
  const store = (key: string, body: Buffer, more: Partial<FoundObject> = {}) => {
    const etag = createHash('md5').update(body).digest('hex')
    const found = { key, etag, size: body.length, lastModified: clock.now(), ...more }
    objects.set(key, { found, body })
  }
  return {
    doors: {
      async open() {
        admit()
        return source
      },
      async knock() {
        throw new SourceFailure('AccessDenied', 'as it should be')
      },
    },
    put: (key, body, more) => store(key, Buffer.from(body), more),
    delete: key => void objects.delete(key),
    keys: () => [...objects.keys()].sort(),
    body: key => objects.get(key)?.body,
    refuse(code) {
      refusal = code
    },
    onRead(heard) {
      listener = heard
    },
    onWrite(heard) {
      writeListener = heard
    },
    asked,
  }
}

interface Page {
  readonly prefix: string
  readonly from: string
  readonly delimiter: string | undefined
  readonly max: number
}

function page(stored: readonly Stored[], { prefix, from, delimiter, max }: Page) {
  const objects: FoundObject[] = []
  const prefixes: string[] = []
  let last = ''
  const sorted = stored
    .map(({ found }) => found)
    .filter(({ key }) => key.startsWith(prefix) && key > from)
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
  for (const found of sorted) {
    const at = delimiter === undefined ? -1 : found.key.indexOf(delimiter, prefix.length)
    const folded = at < 0 ? undefined : found.key.slice(0, at + 1)
    if (folded !== undefined && folded === prefixes.at(-1)) {
      last = found.key
      continue
    }
    if (objects.length + prefixes.length >= max) return { objects, prefixes, next: last }
    last = found.key
    if (folded === undefined) objects.push(found)
    else prefixes.push(folded)
  }
  return { objects, prefixes, next: undefined }
}

import { assert } from '../kernel/errors.ts'
import type { Json } from '../kernel/json.ts'
import { LIMITS } from './limits.ts'
import type { Key, Write } from './store.ts'

/** A write whose values are text, taken at the moment of the commit: later changes by the caller are not seen. */
export type PreparedWrite =
  | { readonly type: 'expect'; readonly key: Key; readonly revision: number | 'absent' }
  | { readonly type: 'put'; readonly key: Key; readonly text: string }
  | { readonly type: 'delete'; readonly key: Key }
  | { readonly type: 'add'; readonly key: Key; readonly amount: number; readonly max: number }
  | { readonly type: 'append'; readonly log: string; readonly texts: readonly string[] }

/** Checks what would be a mistake of ours, before anything is queued. */
export function prepare(writes: readonly Write[]): PreparedWrite[] {
  assert(writes.length <= LIMITS.writesPerCommit, 'a commit has a bounded number of writes')
  return writes.map(prepareWrite)
}

/** A value as the store gives it: shared by all readers, so nobody may change it. */
export function frozenValue(text: string): Json {
  return deepFreeze(JSON.parse(text) as Json)
}

/** Text that UTF-8 can hold: half a surrogate pair would become another key. */
export function checkName(name: string): void {
  assert(name.isWellFormed(), 'the name of a document or log is well-formed text')
  assert(name.length <= LIMITS.keyCharacters, 'the name of a document or log is bounded')
}

function prepareWrite(write: Write): PreparedWrite {
  switch (write.type) {
    case 'expect':
      return write
    case 'delete':
      checkName(write.key)
      return write
    case 'put':
      checkName(write.key)
      return { type: 'put', key: write.key, text: textOf(write.value) }
    case 'add': {
      checkName(write.key)
      assert(Number.isSafeInteger(write.amount), 'a counter counts in whole numbers')
      const max = Math.min(write.max ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
      return { type: 'add', key: write.key, amount: write.amount, max }
    }
    case 'append':
      checkName(write.log)
      return { type: 'append', log: write.log, texts: write.entries.map(textOf) }
  }
}

function textOf(value: Json): string {
  const text: string | undefined = JSON.stringify(value)
  assert(text !== undefined, 'a stored value is JSON')
  assert(text.length <= LIMITS.documentCharacters, 'a document or log entry is bounded')
  return text
}

function deepFreeze(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) for (const item of value) deepFreeze(item)
  else for (const name in value) deepFreeze((value as Record<string, Json>)[name]!)
  return Object.freeze(value)
}

import type { Versioned } from '../../bots/records.ts'

/** What is not content: dates, checksum, and how far a build has come (spec/lex-models.md §3.4). */
const ASIDE = new Set([
  'version',
  'createdAt',
  'updatedAt',
  'checksum',
  'status',
  'failureReason',
  'buildNumber',
  'modelBlob',
  'processBehavior',
])

/** Whether publishing `latest` would say nothing that `version` does not say. */
export const sameContent = (version: Versioned, latest: Versioned): boolean =>
  sameJson(contentOf(version), contentOf(latest))

const contentOf = (record: object) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !ASIDE.has(name)))

/** Equality of JSON values, whatever the order of members; an undefined member is none. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, index) => sameJson(item, b[index]))
  }
  const left = membersOf(a)
  const right = membersOf(b)
  if (left.size !== right.size) return false
  return [...left].every(([name, value]) => right.has(name) && sameJson(value, right.get(name)))
}

const membersOf = (object: object): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(object).filter(([, value]) => value !== undefined))

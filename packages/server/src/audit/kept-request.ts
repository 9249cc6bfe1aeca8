import type { Json } from '../kernel/json.ts'
import { LIMITS } from './limits.ts'
import type { AuditRecord } from './record.ts'

/**
 * What a record keeps of an input: all of it, or its size when it is too large for an event. Otherwise a caller whom
 * nobody allowed anything could fill the memory and the disk with what was refused to him.
 */
export function keptRequest(
  request: Json | undefined,
): Pick<AuditRecord, 'request' | 'requestCharacters'> {
  if (request === undefined) return {}
  const requestCharacters = charactersOf(request)
  return requestCharacters <= LIMITS.eventMemberCharacters ? { request } : { requestCharacters }
}

/** Of the value as JSON, before anything in its texts is escaped. */
export function charactersOf(value: Json): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return String(value).length
  let characters = 2
  if (Array.isArray(value)) {
    for (const item of value) characters += charactersOf(item) + 1
  } else {
    const fields = value as Readonly<Record<string, Json>>
    for (const name in fields) characters += name.length + charactersOf(fields[name] ?? null) + 4
  }
  // There is no comma after the last one.
  return characters > 2 ? characters - 1 : characters
}

import type { Field, FieldValue } from './format.ts'
import { LIMITS } from './limits.ts'

export interface Flattened {
  readonly fields: Field[]
  readonly problem: string | undefined
}

/** The leaves of a JSON object under dotted names; every element of an array stands under the array's name. */
export function flatten(value: object, raw: string): Flattened {
  // Only an escape can bring half a character into a text that has none.
  const isWellFormed = !raw.includes('\\u')
  const target: Target = { fields: [], problem: undefined, isWellFormed }
  addMembers(target, '', LARGE_INTEGER.test(raw) ? exactly(raw, value) : value, 1)
  return { fields: target.fields, problem: target.problem }
}

/** Adds a field, unless the line has too many or the name is too long; which the line then tells. */
export function addField(target: Target, name: string, value: FieldValue): void {
  if (target.fields.length >= LIMITS.fields) {
    target.problem ??= `more than ${LIMITS.fields} fields`
  } else if (name.length > LIMITS.fieldNameCharacters) {
    target.problem ??= `a field's name has more than ${LIMITS.fieldNameCharacters} characters`
  } else {
    const isText = !target.isWellFormed && typeof value === 'string'
    target.fields.push([
      target.isWellFormed ? name : wellFormed(name),
      isText ? wellFormed(value) : value,
    ])
  }
}

interface Target {
  readonly fields: Field[]
  problem: string | undefined
  /** All names and values are known to be. */
  readonly isWellFormed?: boolean
}

function addMembers(target: Target, prefix: string, value: object, depth: number): void {
  if (depth > LIMITS.depth) {
    target.problem ??= `nested deeper than ${LIMITS.depth}`
    return
  }
  if (Array.isArray(value)) {
    for (const element of value) addValue(target, prefix, element, depth)
    return
  }
  const start = prefix === '' ? '' : `${prefix}.`
  const members = value as Readonly<Record<string, unknown>>
  for (const name of Object.keys(members)) {
    addValue(target, start + name, members[name], depth)
    if (target.problem !== undefined) return
  }
}

function addValue(target: Target, name: string, value: unknown, depth: number): void {
  if (value !== null && typeof value === 'object') addMembers(target, name, value, depth + 1)
  else addField(target, name, value as FieldValue)
}

const LARGE_INTEGER = /[0-9]{16}/

/** The same, with integers that a number cannot hold as their digits. */
function exactly(raw: string, value: object): object {
  try {
    return JSON.parse(raw, (_, member, context?: { source?: string }) => {
      const isExact = typeof member !== 'number' || Number.isSafeInteger(member)
      const source = context?.source
      return isExact || source === undefined || !/^-?[0-9]+$/.test(source) ? member : source
    })
  } catch {
    return value
  }
}

const wellFormed = (text: string) => (text.isWellFormed() ? text : text.toWellFormed())

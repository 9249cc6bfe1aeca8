import type { Field, FieldValue } from '../../formats/format.ts'

/**
 * The JSON text that has these fields, written without blanks; undefined when no object has them. Most JSON logs are
 * written so, and need not be kept a second time as text: who asks compares it with the line.
 */
export function rebuildJson(fields: readonly Field[]): string | undefined {
  const root: Branch = Object.create(null)
  for (const [name, value] of fields) {
    if (!(name.includes('.') ? setPath(root, name.split('.'), value) : set(root, name, value))) {
      return undefined
    }
  }
  return JSON.stringify(root)
}

// Without a prototype, so that `__proto__` is a name like others.
interface Branch {
  [name: string]: Branch | FieldValue | FieldValue[]
}

function setPath(root: Branch, path: readonly string[], value: FieldValue): boolean {
  let branch = root
  for (const name of path.slice(0, -1)) {
    const next = (branch[name] ??= Object.create(null))
    if (next === null || typeof next !== 'object' || Array.isArray(next)) return false
    branch = next
  }
  return set(branch, path.at(-1) ?? '', value)
}

/** A name that stands there twice has a list of values. */
function set(branch: Branch, name: string, value: FieldValue): boolean {
  const known = branch[name]
  if (known === undefined) branch[name] = value
  else if (Array.isArray(known)) known.push(value)
  else if (known !== null && typeof known === 'object') return false
  else branch[name] = [known, value]
  return true
}

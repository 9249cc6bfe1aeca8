/** Makes a failing case small: leaves out whatever it fails without, until nothing can go. */
import type { Case } from './generate.ts'

export function shrink(failing: Case, fails: (smaller: Case) => boolean): Case {
  let smallest = failing
  for (let goesOn = true; goesOn; ) {
    goesOn = false
    for (const path of pathsOf(smallest)) {
      const smaller = without(smallest, path) as Case | undefined
      if (smaller === undefined || !stillFails(smaller, fails)) continue
      smallest = smaller
      goesOn = true
      break
    }
  }
  return smallest
}

// What is left may be no valid case any more; then it does not count.
function stillFails(smaller: Case, fails: (smaller: Case) => boolean): boolean {
  try {
    return fails(smaller)
  } catch {
    return false
  }
}

type Path = readonly (string | number)[]

/** Every member and item, the large ones first. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value)
  const own = keys.map(key => [...path, key])
  const below = keys.flatMap(key =>
    pathsOf((value as Record<string | number, unknown>)[key], [...path, key]),
  )
  return [...own, ...below]
}

function without(value: unknown, [head, ...rest]: Path): unknown {
  if (head === undefined) return undefined
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, i) => i !== head)
      : value.map((item, i) => (i === head ? without(item, rest) : item))
  }
  const members = Object.entries(value as object)
  return Object.fromEntries(
    rest.length === 0
      ? members.filter(([name]) => name !== head)
      : members.map(([name, item]) => [name, name === head ? without(item, rest) : item]),
  )
}

import { boundedMap } from '../kernel/bounded-map.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { createSeal, type Seal } from '../kernel/seal.ts'
import { LIMITS } from './limits.ts'

/**
 * Some documents and entries of logs leave the memory of this process encrypted: whoever copies the file, the database
 * or a backup of them reads their names and nothing else (docs/decisions/sealed-documents.md).
 */
export interface Sealing {
  /** What is written of a value with this JSON, below the key of a document or the name of a log; JSON as well. */
  seal(name: string, text: string): string
  /** The JSON that was sealed; that of null when it was changed, moved, or is another server's. */
  open(name: string, written: string): string
}

/** How the names of documents and logs begin that are sealed, and the key that theirs are derived from. */
export interface SealedNames {
  readonly prefixes: readonly string[]
  readonly rootKey: Uint8Array
}

export const NOTHING_SEALED: SealedNames = { prefixes: [], rootKey: new Uint8Array() }

export function createSealing(
  { prefixes, rootKey }: SealedNames,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Sealing {
  const isSealed = (name: string) => prefixes.some(prefix => name.startsWith(prefix))
  const sealOf = sealsOfScopes(createSeal(rootKey, random))
  return {
    seal(name, text) {
      if (!isSealed(name)) return text
      const day = Math.floor(clock.now() / DAY_MS)
      return `"${day}.${sealOf(name, day).seal(Buffer.from(text), name)}"`
    },
    open(name, written) {
      // Earlier versions wrote them in clear: objects, never text.
      if (!isSealed(name) || !written.startsWith('"')) return written
      const [day = '', sealed = ''] = written.slice(1, -1).split('.')
      const opened = sealOf(name, Number(day)).open(sealed, name)
      return opened ? Buffer.from(opened).toString('utf8') : 'null'
    },
  }
}

const SEPARATOR = '\u0000'
const DAY_MS = 86_400_000
/** Of a document's key: kind, account, region and the name of what it belongs to, a bot for instance. */
const SCOPE_PARTS = 4

/** A key of its own for each scope and day, since there is a bound to how often one is used with random nonces. */
function sealsOfScopes(root: Seal): (name: string, day: number) => Seal {
  const known = boundedMap<string, Seal>(LIMITS.sealingKeys)
  return (name, day) => {
    let end = 0
    for (let part = 0; part < SCOPE_PARTS && end >= 0; part++)
      end = name.indexOf(SEPARATOR, end + 1)
    const use = `${day}:${end < 0 ? name : name.slice(0, end + 1)}`
    const found = known.get(use)
    if (found) return found
    const made = root.derived(use)
    known.set(use, made)
    return made
  }
}

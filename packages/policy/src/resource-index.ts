import type { ResourcePattern } from './arn.ts'
import type { CompiledStatement } from './compile.ts'
import { LIMITS } from './limits.ts'
import { gramAt, hashOf } from './prepared-arn.ts'
import type { Template } from './template.ts'

/**
 * The statements of one effect that speak about one action, found by the resource. What cannot match is not
 * looked at: patterns are filed under what they begin with, and many that begin alike under three
 * characters that only few of them share. A hash that is shared by chance costs a comparison, no more.
 */
export interface ResourceIndex {
  /** Tried for every request: no `Resource`, `NotResource`, nothing but stars. */
  readonly always: readonly CompiledStatement[]
  /** Tried for every ARN: few, or with nothing to file them under. */
  readonly open: Bucket
  /** Lengths of the beginnings under which others are filed, shortest first. */
  readonly lengths: readonly number[]
  readonly byStart: ReadonlyMap<number, Bucket>
}

export interface Bucket {
  readonly entries: readonly Entry[]
  readonly byGram: ReadonlyMap<number, readonly Entry[]> | undefined
}

export interface Entry {
  readonly statement: CompiledStatement
  readonly pattern: ResourcePattern
}

export function indexResources(statements: readonly CompiledStatement[]): ResourceIndex {
  const always = statements.filter(isAlwaysTried)
  const entries = statements
    .filter(statement => !isAlwaysTried(statement))
    .flatMap(statement => (statement.resources ?? []).map(pattern => ({ statement, pattern })))
  if (entries.length <= LIMITS.triedOneByOne) {
    return { always, open: plainBucket(entries), lengths: [], byStart: new Map() }
  }
  const groups = Map.groupBy(entries, ({ pattern }) => startOf(pattern))
  const open = bucketOf(groups.get('') ?? [])
  groups.delete('')
  const starts = [...groups.keys()]
  const byHash = Map.groupBy(starts, hashOf)
  return {
    always,
    open,
    lengths: [...new Set(starts.map(start => start.length))].sort((a, b) => a - b),
    byStart: new Map(
      [...byHash].map(([hash, same]) => [
        hash,
        bucketOf(same.flatMap(start => groups.get(start) ?? [])),
      ]),
    ),
  }
}

const isAlwaysTried = ({ statement, resources }: CompiledStatement) =>
  statement.resource === undefined || resources?.some(pattern => pattern.fitsAny) === true

const startOf = ({ rest }: ResourcePattern) => rest.start.slice(0, LIMITS.indexedPrefix)

const plainBucket = (entries: readonly Entry[]): Bucket => ({ entries, byGram: undefined })

function bucketOf(entries: readonly Entry[]): Bucket {
  if (entries.length <= LIMITS.triedOneByOne) return plainBucket(entries)
  const grams = entries.map(({ pattern }) => gramsOf(pattern.rest))
  const frequency = new Map<number, number>()
  for (const gram of grams.flat()) frequency.set(gram, (frequency.get(gram) ?? 0) + 1)
  const byGram = new Map<number, Entry[]>()
  const rest: Entry[] = []
  for (const [i, entry] of entries.entries()) {
    const rarest = rarestOf(grams[i] ?? [], frequency)
    if (rarest === undefined) rest.push(entry)
    else byGram.set(rarest, [...(byGram.get(rarest) ?? []), entry])
  }
  return { entries: rest, byGram }
}

function rarestOf(grams: readonly number[], frequency: ReadonlyMap<number, number>) {
  let best: number | undefined
  const count = (gram: number) => frequency.get(gram) ?? 0
  for (const gram of grams) if (best === undefined || count(gram) < count(best)) best = gram
  return best
}

/** Every three neighbours among the characters that a pattern names behind its beginning. */
function gramsOf({ pieces, options, start }: Template): number[] {
  const grams = new Set<number>()
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind === 'variable') continue
    const text = i === 0 ? piece.text.slice(start.length) : piece.text
    const isPattern = piece.kind === 'text' && options.wildcards
    const runs = isPattern ? text.split(/[*?]/) : [text]
    for (const run of runs) for (let at = 0; at + 3 <= run.length; at++) grams.add(gramAt(run, at))
  }
  return [...grams]
}

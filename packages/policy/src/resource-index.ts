import type { CompiledStatement, Entry } from './compile.ts'
import { LIMITS } from './limits.ts'
import { hashOf } from './prepared-arn.ts'
import { literalRuns, type Template } from './template.ts'

/**
 * The statements of one effect that speak about one action, found by the resource. What cannot match is not
 * looked at: patterns are filed under what they begin with, and many that begin alike under three
 * characters that only few of them share. A hash that is shared by chance costs a comparison, no more.
 */
export interface ResourceIndex {
  readonly isEmpty: boolean
  /** One that applies whoever asks for whatever: no other need be looked at. */
  readonly unconditional: CompiledStatement | undefined
  /** Tried for every request: no `Resource`, `NotResource`, nothing but stars. */
  readonly always: readonly CompiledStatement[]
  /** Whether any is found by its ARN. */
  readonly hasPatterns: boolean
  /** Tried for every ARN: few, or with nothing to file them under. */
  readonly open: Bucket
  /** Lengths of the beginnings under which others are filed, shortest first. */
  readonly lengths: readonly number[]
  readonly byStart: ReadonlyMap<number, Bucket>
  /** A bit for each beginning: whether to look at all. */
  readonly bits: Int32Array
}

/** Patterns that are tried one by one, and more that are looked up. */
export interface Bucket {
  readonly entries: readonly Entry[]
  /** Of many: for each the letters and the other characters that an ARN must hold, side by side. */
  readonly needed: Int32Array | undefined
  readonly byGram: ReadonlyMap<number, Bucket> | undefined
  /** The search that tried it last: three characters may occur many times. */
  triedBy: number
}

/** More than so many have their characters kept side by side; where there are thousands of buckets, memory counts. */
const FEW = 1
const FEW_OF_MANY = 4
const BITS_PER_START = 16

export function indexResources(statements: readonly CompiledStatement[]): ResourceIndex {
  const always = statements.filter(isAlwaysTried)
  const entries = statements
    .filter(statement => !isAlwaysTried(statement))
    .flatMap(statement => statement.entries)
  const isFew = entries.length <= LIMITS.triedOneByOne
  const groups = isFew
    ? new Map([['', entries]])
    : Map.groupBy(entries, ({ pattern }) => startOf(pattern.rest))
  const open = groups.get('') ?? []
  groups.delete('')
  const starts = [...groups.keys()]
  const byHash = Map.groupBy(starts, hashOf)
  const filed = [...byHash].map(([hash, same]): [number, Bucket] => [
    hash,
    bucketOf(same.flatMap(start => groups.get(start) ?? [])),
  ])
  return {
    isEmpty: statements.length === 0,
    unconditional: always.find(isUnconditional),
    always,
    hasPatterns: entries.length > 0,
    open: isFew ? plainBucket(open, FEW) : bucketOf(open),
    lengths: [...new Set(starts.map(start => start.length))].sort((a, b) => a - b),
    byStart: new Map(filed),
    bits: bitsOf([...byHash.keys()]),
  }
}

const isAlwaysTried = ({ statement, fitsEverything }: CompiledStatement) =>
  fitsEverything || statement.notResource !== undefined

const isUnconditional = (compiled: CompiledStatement) =>
  compiled.fitsEverything &&
  compiled.conditions.length === 0 &&
  compiled.principals === undefined &&
  !compiled.namesCallers

const startOf = ({ start }: Template) => start.slice(0, LIMITS.indexedPrefix)

/** A power of two bits, so that a mask picks one. */
function bitsOf(hashes: readonly number[]): Int32Array {
  let words = 1
  while (words * 32 < hashes.length * BITS_PER_START) words *= 2
  const bits = new Int32Array(words)
  for (const hash of hashes) bits[wordOf(hash, words)]! |= 1 << (hash & 31)
  return bits
}

const wordOf = (hash: number, words: number) => (hash >>> 5) & (words - 1)

/** Whether something may be filed under this hash. */
export const mayHold = (bits: Int32Array, hash: number): boolean =>
  (bits[wordOf(hash, bits.length)]! & (1 << (hash & 31))) !== 0

function plainBucket(entries: readonly Entry[], few: number): Bucket {
  return {
    entries,
    needed: entries.length > few && !entries.every(isPrefix) ? neededOf(entries) : undefined,
    byGram: undefined,
    triedBy: 0,
  }
}

function neededOf(entries: readonly Entry[]): Int32Array {
  const needed = new Int32Array(2 * entries.length)
  for (const [i, { pattern }] of entries.entries()) {
    needed[2 * i] = pattern.letters.letters
    needed[2 * i + 1] = pattern.letters.others
  }
  return needed
}

/** Nothing rules out a pattern sooner than its beginning, when it has nothing else. */
const isPrefix = ({ pattern }: Entry) => literalRuns(pattern.rest).length < 2

function bucketOf(entries: readonly Entry[]): Bucket {
  if (entries.length <= LIMITS.triedOneByOne) return plainBucket(entries, FEW_OF_MANY)
  const frequency = new Map<number, number>()
  for (const { pattern } of entries) {
    for (const gram of pattern.grams) frequency.set(gram, (frequency.get(gram) ?? 0) + 1)
  }
  const byGram = new Map<number, Entry[]>()
  const others: Entry[] = []
  for (const entry of entries) {
    const gram = rarestOf(entry.pattern.grams, frequency)
    const filed = gram === undefined ? others : byGram.get(gram)
    if (filed) filed.push(entry)
    else byGram.set(gram!, [entry])
  }
  const tried = plainBucket(others, FEW_OF_MANY)
  if (byGram.size === 0) return tried
  return {
    ...tried,
    byGram: new Map([...byGram].map(([gram, filed]) => [gram, plainBucket(filed, FEW_OF_MANY)])),
  }
}

function rarestOf(
  grams: readonly number[],
  frequency: ReadonlyMap<number, number>,
): number | undefined {
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const gram of grams) {
    const count = frequency.get(gram) ?? 0
    if (count >= least) continue
    best = gram
    least = count
  }
  return best
}

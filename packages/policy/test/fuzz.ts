/**
 * Compares the engine with the reference evaluator for as long as wanted.
 *
 *   node scripts/run.mjs packages/policy/test/fuzz.ts --decisions 1000000 --seed 7
 *
 * Each worker counts its seeds upwards from its own start; the seed of a disagreement alone replays it.
 */
import { parseArgs } from 'node:util'
import { documentProblem, explanationProblem } from './checks.ts'
import { compare, type Disagreement, type Tally } from './compare.ts'
import { type Case, generateCase } from './generate.ts'
import { shrink } from './shrink.ts'

/** Requests asked of each policy set: more would be faster and see fewer sets. */
export const REQUESTS_PER_SET = 100
/** Requests of each set whose explanations are checked. */
const EXPLAINED_PER_SET = 2

interface Found {
  readonly seed: number
  readonly smallest: Case
  readonly disagreement: Disagreement
}

/** @param until whether to stop, asked before each set with the decisions made so far */
export function fuzz(seed: number, until: (decisions: number) => boolean): Fuzzed {
  const tally: Tally = { allow: 0, 'implicit-deny': 0, 'explicit-deny': 0 }
  let sets = 0
  for (; !until(sets * REQUESTS_PER_SET); sets++) {
    const at = seed + sets
    const one = generateCase(at, REQUESTS_PER_SET)
    if (compare(one, tally)) return { tally, sets, problem: report(found(at, one)) }
    const problem = documentProblem(at, one) ?? explanationProblem(one, EXPLAINED_PER_SET)
    if (problem) return { tally, sets, problem: `at seed ${at}: ${problem}` }
  }
  return { tally, sets, problem: undefined }
}

export interface Fuzzed {
  readonly tally: Tally
  readonly sets: number
  /** What is wrong, as a text with a case that is as small as it could be made. */
  readonly problem: string | undefined
}

function found(seed: number, one: Case): Found {
  const nothing = () => ({ allow: 0, 'implicit-deny': 0, 'explicit-deny': 0 })
  const smallest = shrink(one, smaller => compare(smaller, nothing()) !== undefined)
  const disagreement = compare(smallest, nothing())
  if (!disagreement) throw new Error('a disagreement vanished while it was made smaller')
  return { seed, smallest, disagreement }
}

function report({ seed, smallest, disagreement }: Found): string {
  return [
    `disagreement at seed ${seed}: the engine says ${disagreement.engine}, the reference ${disagreement.reference}`,
    JSON.stringify(smallest, undefined, 1),
    `replay: node scripts/run.mjs packages/policy/test/fuzz.ts --seed ${seed} --decisions 1`,
  ].join('\n')
}

function main() {
  const { values } = parseArgs({
    options: {
      decisions: { type: 'string', default: '1000000' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 48) : Number(values.seed)
  const wanted = Number(values.decisions)
  const started = performance.now()
  const deadline = values.seconds ? started + Number(values.seconds) * 1000 : undefined
  let printed = started
  const until = (decisions: number) => {
    const now = performance.now()
    if (now - printed > 60_000) {
      printed = now
      console.log(`${decisions} decisions after ${Math.round((now - started) / 1000)} s`)
    }
    return deadline === undefined ? decisions >= wanted : now >= deadline
  }
  console.log(`seed ${seed}`)
  const { tally, sets, problem } = fuzz(seed, until)
  const seconds = (performance.now() - started) / 1000
  const all = tally.allow + tally['implicit-deny'] + tally['explicit-deny']
  const shares = Object.entries(tally).map(
    ([effect, n]) => `${effect} ${((100 * n) / all).toFixed(1)} %`,
  )
  console.log(
    `${all} decisions on ${sets} policy sets in ${seconds.toFixed(1)} s (${Math.round(all / seconds)}/s): ${shares.join(', ')}`,
  )
  if (problem) {
    console.log(problem)
    process.exitCode = 1
  } else console.log('no disagreement')
}

if (import.meta.main) main()

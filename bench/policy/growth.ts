/** What more statements cost that cannot match: 200 against 20,000, and the memory of each. */
import type { CompiledPolicy, PolicySet } from '../../packages/policy/src/index.ts'
import { decide, EMPTY_POLICY_SET } from '../../packages/policy/src/index.ts'
import { compiled, prepared } from './subjects.ts'
import { type StatementJson, type Workload, workloadC } from './workloads.ts'

const SMALL = 200
const LARGE = 20_000
/** Statements of the workload that can match; all others are about bots that nobody asks for. */
const MATCHING = 50

export interface Growth {
  readonly growthRatio: number
  readonly smallPerSecond: number
  readonly largePerSecond: number
  readonly bytesPerStatement: number
}

export function growth(): Growth {
  const smallPerSecond = fastest(grown(SMALL))
  const largePerSecond = fastest(grown(LARGE))
  return {
    growthRatio: smallPerSecond / largePerSecond,
    smallPerSecond,
    largePerSecond,
    bytesPerStatement: bytesPerStatement(),
  }
}

function grown(count: number): Workload {
  const { identity, ...rest } = workloadC(MATCHING)
  const statements = identity[0] ?? []
  const foreign = Array.from({ length: count - MATCHING }, (_, i): StatementJson => {
    const { Resource, ...one } = statements[i % MATCHING]!
    const others = Resource.map(arn => arn.replace(/Team\d+-|\*-shared-\d+/, `Nobody${i}-$&`))
    return { ...one, Resource: others }
  })
  return { ...rest, identity: [[...statements, ...foreign]] }
}

function fastest(workload: Workload): number {
  const { set, requests } = prepared(workload)
  const rounds = Array.from({ length: 8 }, () => {
    const cpu = process.cpuUsage()
    let decisions = 0
    for (const end = performance.now() + 400; performance.now() < end; ) {
      for (const request of requests) decide(set, request)
      decisions += requests.length
    }
    const { user, system } = process.cpuUsage(cpu)
    return (decisions * 1e6) / (user + system)
  })
  return Math.max(...rounds)
}

/** The document, its compiled form and what it remembers of 16 actions. */
function bytesPerStatement(): number {
  const { identity, requests } = workloadC(LARGE)
  const text = identity[0] ?? []
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const policy: CompiledPolicy = compiled(text, 'identity')
  const set: PolicySet = { ...EMPTY_POLICY_SET, identity: [policy] }
  const asked = prepared({ ...workloadC(1), requests }).requests
  for (const request of asked) decide(set, request)
  globalThis.gc?.()
  const after = process.memoryUsage().heapUsed
  return set.identity.length > 0 ? (after - before) / LARGE : Number.NaN
}

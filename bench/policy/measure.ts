/** Measures one subject on one workload in a process of its own, so that none warms or spoils another. */

import { PEERS } from './peers.ts'
import { type Decide, parley, parleyExplained, plainLoop } from './subjects.ts'
import { WORKLOADS, type Workload } from './workloads.ts'

export interface Measured {
  /** Per second of processor time: what one core does, also on a machine that is shared. */
  readonly perSecond: number
  readonly p99: number
  /** Requests on which the subject and the plain loop answer differently. */
  readonly mismatches: number
}

const [subject = '', id = '', seconds = '3'] = process.argv.slice(2)
const peer = PEERS[subject]
const whole = WORKLOADS[id as Workload['id']]()
const workload = (await peer?.answerable?.(whole)) ?? whole
const decide = await (SUBJECTS()[subject]?.(workload) ?? peer?.prepare(workload))
if (!decide) throw new Error(`no subject ${subject}`)
process.stdout.write(`${JSON.stringify(await measure(decide, workload, Number(seconds)))}\n`)

function SUBJECTS(): Readonly<Record<string, (workload: Workload) => Decide>> {
  return { parley, 'parley explained': parleyExplained, 'plain loop': plainLoop }
}

async function measure(decide: Decide, workload: Workload, seconds: number): Promise<Measured> {
  const count = workload.requests.length
  const mismatches = await compare(decide, workload)
  const isAsync = decide(0) instanceof Promise
  await run(decide, count, 0.4 * seconds, isAsync)
  globalThis.gc?.()
  // The best of several: others on the machine make it slower, nothing makes it faster.
  let perSecond = 0
  for (let round = 0; round < 5; round++) {
    perSecond = Math.max(perSecond, await run(decide, count, seconds / 5, isAsync))
  }
  return { perSecond, p99: await slowest(decide, count, perSecond), mismatches }
}

async function compare(decide: Decide, workload: Workload): Promise<number> {
  const expected = plainLoop(workload)
  let mismatches = 0
  // Slow subjects are compared on as many as take a second.
  const until = performance.now() + 1000
  for (let i = 0; i < workload.requests.length && performance.now() < until; i++) {
    if ((await decide(i)) !== expected(i)) mismatches++
  }
  return mismatches
}

async function run(decide: Decide, count: number, seconds: number, isAsync: boolean) {
  const cpu = process.cpuUsage()
  const end = performance.now() + seconds * 1000
  let decisions = 0
  do {
    const batch = decisions === 0 ? 1 : Math.min(512, decisions)
    for (let i = 0; i < batch; i++) {
      const answer = decide((decisions + i) % count)
      if (isAsync) await answer
    }
    decisions += batch
  } while (performance.now() < end)
  const { user, system } = process.cpuUsage(cpu)
  return (decisions * 1e6) / (user + system)
}

/** Microseconds that 99 in 100 decisions do not exceed. */
async function slowest(decide: Decide, count: number, perSecond: number): Promise<number> {
  const calls = Math.max(100, Math.min(100_000, Math.floor(perSecond)))
  const times = new Float64Array(calls)
  for (let i = 0; i < calls; i++) {
    const from = process.hrtime.bigint()
    await decide(i % count)
    times[i] = Number(process.hrtime.bigint() - from) / 1000
  }
  return times.sort()[Math.floor(calls * 0.99)] ?? 0
}

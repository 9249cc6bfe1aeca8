/**
 * `npm run bench:policy`: decisions and explanations per second beside other engines, growth, memory, worst
 * input (design §8). Rates are per second of processor time, that is of one core. `--seconds N` measures longer,
 * `--only CASE` one case; `policy/peers.ts` says how to bring the other engines.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { reporter } from './harness/report.ts'
import { growth } from './policy/growth.ts'
import type { Measured } from './policy/measure.ts'
import { isInstalled, PEERS } from './policy/peers.ts'
import { worstCases } from './policy/worst.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
})
const report = reporter('policy')
const wants = (name: string) => values.only === undefined || values.only === name
/** Processes that begin with a worst case, each for itself. */
const FIRST_RUNS = 5
const OWN_SUBJECTS = ['parley', 'parley explained', 'plain loop']

for (const name of ['a', 'b', 'c', 'd'].filter(wants)) workload(name)
if (wants('growth')) reportGrowth()
if (wants('worst')) worst()

function workload(name: string): void {
  const peers = Object.entries(PEERS).flatMap(([subject, peer]) =>
    isInstalled(peer) ? [subject] : [],
  )
  for (const subject of [...OWN_SUBJECTS, ...peers]) {
    const explained = subject.endsWith(' explained')
    const { perSecond, p99, mismatches } = measure(subject, name)
    report(name, subject.replace(' explained', ''), {
      [explained ? 'explanationsPerSecond' : 'decisionsPerSecond']: perSecond,
      [explained ? 'explanationP99' : 'p99']: p99,
      ...(mismatches > 0 && { mismatches }),
    })
  }
}

function measure(subject: string, name: string): Measured {
  const script = join(import.meta.dirname, 'policy/measure.ts')
  const args = ['--expose-gc', script, subject, name, values.seconds]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${subject} on ${name}: ${stderr}`)
  return JSON.parse(stdout)
}

/** In a process of its own, where garbage can be collected before memory is read. */
function reportGrowth(): void {
  if (globalThis.gc) {
    const { growthRatio, bytesPerStatement, smallPerSecond, largePerSecond } = growth()
    report('growth', 'parley', { growthRatio, bytesPerStatement })
    report('growth-200', 'parley', { decisionsPerSecond: smallPerSecond })
    report('growth-20000', 'parley', { decisionsPerSecond: largePerSecond })
    return
  }
  const args = ['--expose-gc', import.meta.filename, '--only', 'growth']
  spawnSync(process.execPath, [...args, ...(values.json ? ['--json'] : [])], { stdio: 'inherit' })
}

/** Processor time of a run, and the slowest of first runs, each in a process of its own. */
function worst(): void {
  for (const [name, prepare] of Object.entries(worstCases())) {
    const first = Array.from({ length: FIRST_RUNS }, () => firstRun(name))
    const run = prepare()
    run()
    const cpu = process.threadCpuUsage()
    let runs = 0
    for (const end = performance.now() + 300; performance.now() < end; runs++) run()
    const { user, system } = process.threadCpuUsage(cpu)
    report('worst', name, {
      worstMs: (user + system) / 1000 / runs,
      firstMs: Math.max(...first),
    })
  }
}

function firstRun(name: string): number {
  const args = [join(import.meta.dirname, 'policy/first.ts'), name]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`first run of ${name}: ${stderr}`)
  return Number(stdout)
}

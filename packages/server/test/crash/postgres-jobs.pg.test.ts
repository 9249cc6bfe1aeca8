/** Jobs among processes that share a database: each is run by one, and taken over when that one is killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { scheduleJob } from '../../src/jobs/runner.ts'
import { within } from '../../src/store/key.ts'
import { openPostgresStore } from '../../src/store/postgres/postgres.ts'
import type { Store } from '../../src/store/store.ts'
import { type Cluster, openCluster } from '../postgres.ts'

interface Runner {
  readonly child: ChildProcess
  /** Jobs that it began: id and fencing number. */
  readonly begun: [id: string, fencing: number][]
}

let cluster: Cluster
let store: Store
let runners: Runner[]

beforeAll(async () => {
  cluster = await openCluster()
  const { url } = await cluster.createDatabase()
  store = await openPostgresStore({ url })
  runners = await Promise.all([startRunner(url), startRunner(url), startRunner(url)])
})
afterAll(async () => {
  for (const { child } of runners) child.kill('SIGKILL')
  await store.close()
  await cluster.close()
})

const begun = () => runners.flatMap(runner => runner.begun)
const schedule = (id: string) => scheduleJob({ kind: 'work', id, runAt: 0, payload: null })

it('runs each job in one process', async () => {
  const ids = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
  await Promise.all(ids.map(id => store.commit([schedule(id)])))
  await vi.waitFor(
    async () => expect((await store.range(...within('job'))).documents).toEqual([]),
    { timeout: 20_000, interval: 50 },
  )
  expect(
    begun()
      .map(([id]) => id)
      .toSorted(),
  ).toEqual(ids)
})

it('takes over the job of a process that was killed, with a higher fencing number', async () => {
  await store.commit([schedule('endless')])
  const runsOf = (runner: Runner) => runner.begun.filter(([id]) => id === 'endless')
  const all = () => runners.flatMap(runsOf)
  await vi.waitFor(() => expect(all()).toHaveLength(1), { timeout: 10_000 })
  const [first] = all()
  runners.find(runner => runsOf(runner).length > 0)?.child.kill('SIGKILL')
  await vi.waitFor(() => expect(all()).toHaveLength(2), { timeout: 60_000, interval: 100 })
  expect(all().find(run => run !== first)?.[1]).toBeGreaterThan(first?.[1] ?? 0)
})

async function startRunner(url: string): Promise<Runner> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'postgres-jobs-child.ts'), url],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const begun: Runner['begun'] = []
  await new Promise<void>((ready, failed) => {
    child.once('exit', code => failed(new Error(`a runner ended with ${code}`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trimEnd().split('\n')) {
        const [id = '', fencing] = line.split(' ')
        if (id === 'ready') ready()
        else begun.push([id, Number(fencing)])
      }
    })
  })
  return { child, begun }
}

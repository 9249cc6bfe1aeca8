/** `--workers 4`: processes that share a port, of which some are killed while people talk to a bot. */
import { readFileSync } from 'node:fs'
import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { seededRandom } from '../../src/kernel/random.ts'
import { type Cluster, openCluster } from '../postgres.ts'
import { type SharedHome, sharedHome } from '../postgres-flags.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'

const WORKERS = 4
const KILLS = Number(process.env['CRASH_ROUNDS'] ?? 4)
const SEED = process.env['CRASH_SEED'] ?? String(process.pid)
const TURNS = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes'] as const

let cluster: Cluster
let home: SharedHome
let server: ServerProcess
beforeAll(async () => {
  cluster = await openCluster({ durable: true })
  home = await sharedHome(cluster)
  server = await startProcess(home.data, [...home.flags, '--workers', String(WORKERS)])
})
afterAll(async () => {
  await server?.kill()
  await home?.remove()
  await cluster?.close()
})

/** A client that opens a connection for each request, so that any worker may answer. */
const lexOf = () =>
  new LexRuntimeServiceClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: server.credentials,
    maxAttempts: 1,
    requestHandler: { httpAgent: { keepAlive: false } },
  })

const workers = () =>
  readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)

it('take the turns of one session one after the other, whichever they reach', async () => {
  const lex = lexOf()
  const to = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'impatient' }
  const answers = await Promise.all(
    Array.from({ length: 12 }, () =>
      lex.send(new PostTextCommand({ ...to, inputText: 'I would like to order flowers' })),
    ),
  )
  expect(new Set(answers.map(({ sessionId }) => sessionId)).size).toBe(1)
})

it(`lose no acknowledged turn when ${KILLS} of them are killed, and are replaced (CRASH_SEED=${SEED})`, {
  timeout: 120_000 + KILLS * 20_000,
}, async () => {
  const random = seededRandom(SEED)
  const talks = ['ann', 'bob', 'cid'].map(userId => talk(userId))
  for (let kill = 0; kill < KILLS; kill++) {
    await vi.waitFor(() => expect(workers()).toHaveLength(WORKERS), { timeout: 30_000 })
    await new Promise(resolve => setTimeout(resolve, random.below(1_500)))
    const victims = workers()
    process.kill(victims[random.below(victims.length)] ?? 0, 'SIGKILL')
  }
  const tolls = await Promise.all(talks.map(({ end }) => end()))
  const said = tolls.reduce((sum, turns) => sum + turns, 0)
  expect(said).toBeGreaterThan(0)
  console.log(`${KILLS} workers killed, ${said} turns acknowledged, none lost`)
  await vi.waitFor(() => expect(workers()).toHaveLength(WORKERS), { timeout: 30_000 })
})

it('end on SIGTERM, all of them', async () => {
  const ended = workers()
  expect(await server.stop()).toBe(0)
  for (const pid of ended) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

it('are not started when the first of them cannot reach the database, and do not tell its password', async () => {
  const nowhere = ['--database', 'postgres://me:hunter2@127.0.0.1:1/none', ...home.flags.slice(2)]
  const failure = await startProcess(home.data, [...nowhere, '--workers', '2']).then(
    () => 'it started',
    String,
  )
  expect(failure).toContain('cannot open the database')
  expect(failure).not.toContain('hunter2')
})

it('end by themselves when the process that started them is killed', async () => {
  server = await startProcess(home.data, [...home.flags, '--workers', '2'])
  const orphans = workers()
  expect(orphans).toHaveLength(2)
  await server.kill()
  const gone = () => {
    for (const pid of orphans) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  }
  await vi.waitFor(gone, { timeout: 30_000, interval: 50 })
})

/** Talks until it is told to end; after every failed request the session must be where it was, or one turn on. */
function talk(userId: string): { end(): Promise<number> } {
  const to = { botName: 'OrderFlowers', botAlias: 'prod', userId }
  const lex = lexOf()
  let isEnding = false
  const kept = async () => {
    const found = await lex
      .send(new GetSessionCommand(to))
      .catch((error: Error) =>
        error.name === 'NotFoundException' ? undefined : Promise.reject(error),
      )
    return Number(found?.sessionAttributes?.['turn'] ?? 0)
  }
  const run = async () => {
    let said = 0
    while (!isEnding) {
      const sessionAttributes = { turn: String(said + 1) }
      const inputText = TURNS[said % TURNS.length]
      try {
        await lex.send(new PostTextCommand({ ...to, inputText, sessionAttributes }))
        said++
      } catch (error) {
        if (!isCut(error)) throw error
        const now = await untilAnswered(kept)
        expect([said, said + 1]).toContain(now)
        said = now
      }
    }
    expect(await untilAnswered(kept)).toBe(said)
    return said
  }
  const running = run()
  running.catch(() => 'told by end')
  return {
    end() {
      isEnding = true
      return running
    },
  }
}

async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (!isCut(error) || attempt === 100) throw error
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

/** The worker that was asked is gone. */
const isCut = (error: unknown) =>
  ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? '')

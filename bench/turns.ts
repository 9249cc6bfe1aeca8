/** `npm run bench:turns`: whole turns of a conversation, beside a bare server and the same commits without one. */
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { systemClock } from '../packages/server/src/kernel/clock.ts'
import type { Json } from '../packages/server/src/kernel/json.ts'
import { key } from '../packages/server/src/store/key.ts'
import { openSqliteStore } from '../packages/server/src/store/sqlite/sqlite.ts'
import { putHookedBots } from '../packages/server/test/hooked-bots.ts'
import { conversations, FIRST_SAID, FLAGS, turn, USERS } from './harness/conversation.ts'
import { drive, residentMb } from './harness/load.ts'
import { reporter } from './harness/report.ts'
import { signedRequest } from './harness/requests.ts'
import { forget, type RunningParley, startBare, startParley, temporary } from './harness/servers.ts'
import { storeSessions } from './turns/stored.ts'

const report = reporter('turns')
const CONNECTIONS = 32
const SECONDS = 5
const WARM_UP_SECONDS = 5
const STORED_SESSIONS = 100_000
const DELEGATE = `async event => ({
  dialogAction: { type: 'Delegate', slots: event.currentIntent.slots } })`

const parley = await startParley(FLAGS)
try {
  const answer = await firstAnswer()
  const bare = await startBare({ contentType: 'application/json', bytes: answer.length })
  const load = { connections: CONNECTIONS, seconds: SECONDS }
  const yardstick = await drive({ ...load, ...bare, requests: signed(bare.url) })
  await bare.stop()
  await drive({ ...load, ...parley, seconds: WARM_UP_SECONDS, requests: signed(parley.url) })
  const turns = await drive({ ...load, ...parley, requests: signed(parley.url) })
  const commits = await commitsPerSecond()
  report('PostText', 'bare http', { ...yardstick })
  report('PostText', 'bare commit', { commitsPerSecond: commits })
  report('PostText', 'parley', {
    ...turns,
    turnsPerSecond: turns.requestsPerSecond,
    ratioToBareHttp: turns.requestsPerSecond / yardstick.requestsPerSecond,
    ratioToBareCommit: turns.requestsPerSecond / commits,
    rssMb: residentMb(parley.pid),
  })
  await hooks(parley)
} finally {
  await parley.stop()
}
try {
  await storedSessions(parley.data)
} finally {
  forget(parley.data)
}

/** What a warm function adds to a turn, for one client; and how many turns 32 clients get. */
async function hooks(server: RunningParley): Promise<void> {
  const utterance = 'ring the bell'
  await putHookedBots(server, [
    { name: 'Plain', utterance },
    { name: 'Hooked', utterance, dialogHook: DELEGATE },
  ])
  const load = (bot: string, connections: number) =>
    drive({
      ...{ url: server.url, pid: server.pid, connections, seconds: SECONDS },
      requests: ringing(server, bot),
    })
  const plain = await load('Plain', 1)
  const warmUp = () => load('Hooked', CONNECTIONS)
  await warmUp()
  const hooked = await load('Hooked', 1)
  const crowd = await load('Hooked', CONNECTIONS)
  report('PostTextHook', 'parley', {
    ...crowd,
    turnsPerSecond: crowd.requestsPerSecond,
    oneClientP50Ms: hooked.p50Ms,
    oneClientP99Ms: hooked.p99Ms,
    addedP50Ms: hooked.p50Ms - plain.p50Ms,
  })
}

/** The same turns with many sessions in the store. */
async function storedSessions(data: string): Promise<void> {
  const users = (user: number) => `s${user}`
  const turnsOver = async (many: number) => {
    const server = await startParley(FLAGS, data)
    try {
      const said = Array.from({ length: USERS }, (_, at) => users(Math.floor((at * many) / USERS)))
      const requests = said.map(user =>
        signedRequest(new URL(server.url), turn(user, 'roses'), server.credentials),
      )
      const before = residentMb(server.pid)
      const load = { connections: CONNECTIONS, seconds: SECONDS, requests }
      const { requestsPerSecond, failures } = await drive({ ...server, ...load })
      return { requestsPerSecond, failures, before, rssMb: residentMb(server.pid) }
    } finally {
      await server.stop()
    }
  }
  const few = await turnsOver(USERS)
  await storeSessions(data, STORED_SESSIONS, users)
  const many = await turnsOver(STORED_SESSIONS)
  report('StoredSessions', 'parley', {
    sessions: STORED_SESSIONS,
    failures: few.failures + many.failures,
    rssMb: many.rssMb,
    addedAtStartMb: many.before - few.before,
    addedMb: many.rssMb - few.rssMb,
    ratioToFew: many.requestsPerSecond / few.requestsPerSecond,
  })
}

function signed(url: string): string[] {
  return conversations({ url, credentials: parley.credentials })
}

function ringing({ url, credentials }: RunningParley, bot: string): string[] {
  return Array.from({ length: USERS }, (_, user) =>
    signedRequest(new URL(url), turn(`u${user}`, 'ring the bell', bot), credentials),
  )
}

async function firstAnswer(): Promise<string> {
  const { url: endpoint, credentials } = parley
  const lex = new LexRuntimeServiceClient({ endpoint, region: 'us-east-1', credentials })
  const to = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'first' }
  return JSON.stringify(await lex.send(new PostTextCommand({ ...to, inputText: FIRST_SAID })))
}

/** As many clients making a commit of the size of a session, without a server. */
async function commitsPerSecond(): Promise<number> {
  const data = temporary()
  const store = await openSqliteStore({ file: `${data}/bench.db`, clock: systemClock })
  const value: Json = { session: 'x'.repeat(1_300) }
  const end = performance.now() + SECONDS * 1000
  let made = 0
  const client = async (id: number) => {
    while (performance.now() < end) {
      await store.commit([{ type: 'put', key: key('bench', `${id}-${made % 128}`), value }])
      made++
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, id) => client(id)))
  await store.close()
  forget(data)
  return made / SECONDS
}

/** `npm run bench:turns`: whole turns of a conversation, beside a bare server and the same commits without one. */
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { systemClock } from '../packages/server/src/kernel/clock.ts'
import type { Json } from '../packages/server/src/kernel/json.ts'
import { key } from '../packages/server/src/store/key.ts'
import { openSqliteStore } from '../packages/server/src/store/sqlite/sqlite.ts'
import { drive, residentMb } from './harness/load.ts'
import { reporter } from './harness/report.ts'
import { type PlannedRequest, signedRequest } from './harness/requests.ts'
import { forget, startBare, startParley, temporary } from './harness/servers.ts'

const report = reporter('turns')
const CONNECTIONS = 32
const SECONDS = 5
/** More users than connections, so that no two requests at the same time are of one session. */
const USERS = 4_096
const SAID = ['I would like to order flowers', 'roses', 'tomorrow', '10 am', 'yes']

const parley = await startParley(['--quotas', `lex-runtime.conversationsOnAlias=${USERS}`])
try {
  const answer = await firstAnswer()
  const bare = await startBare({ contentType: 'application/json', bytes: answer.length })
  const load = { connections: CONNECTIONS, seconds: SECONDS }
  const yardstick = await drive({ ...load, ...bare, requests: signed(bare.url) })
  await bare.stop()
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
} finally {
  await parley.stop()
  forget(parley.data)
}

function turn(user: number, text: string): PlannedRequest {
  return {
    service: 'lex',
    method: 'POST',
    target: `/bot/OrderFlowers/alias/prod/user/u${user}/text`,
    contentType: 'application/json',
    body: JSON.stringify({ inputText: text }),
  }
}

/** Every user's whole conversation: first what all say first, then what all say next. */
function signed(url: string): string[] {
  const { credentials } = parley
  return SAID.flatMap(text =>
    Array.from({ length: USERS }, (_, user) =>
      signedRequest(new URL(url), turn(user, text), credentials),
    ),
  )
}

async function firstAnswer(): Promise<string> {
  const { url: endpoint, credentials } = parley
  const lex = new LexRuntimeServiceClient({ endpoint, region: 'us-east-1', credentials })
  const to = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'first' }
  return JSON.stringify(await lex.send(new PostTextCommand({ ...to, inputText: SAID[0] })))
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

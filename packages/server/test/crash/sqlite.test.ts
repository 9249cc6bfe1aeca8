/**
 * `kill -9` of a whole server in the middle of writes of every kind: after the restart everything that was
 * acknowledged is there, and nothing is half there. A short form here; `npm run crash:sqlite` plays more rounds,
 * CRASH_ROUNDS=1000 the long form.
 */
import { expect, it } from 'vitest'
import { seededRandom } from '../../src/kernel/random.ts'
import { startProcess } from '../server-process.ts'
import { roundsOr, SEED, temporaryDirectory } from './crash-round.ts'
import {
  BUCKET,
  botOf,
  type Caller,
  callerOf,
  EVENTS_PER_CALL,
  form,
  json,
  logs,
  newWritten,
  sessionOf,
  streamOf,
  userPath,
  type Written,
  write,
} from './sqlite-load.ts'

const ROUNDS = roundsOr(2)
const WRITERS = 6
const FLAGS = ['--quotas', 'iam.UsersPerAccount=10000000']

const data = temporaryDirectory()

it(
  `loses nothing that was acknowledged in ${ROUNDS} kills (CRASH_SEED=${SEED})`,
  async () => {
    const random = seededRandom(SEED)
    const totals = { acknowledged: 0, slowestStartMs: 0 }
    let before: Written[] | undefined
    for (let round = 0; round <= ROUNDS; round++) {
      const from = performance.now()
      const server = await startProcess(data, FLAGS)
      totals.slowestStartMs = Math.max(totals.slowestStartMs, performance.now() - from)
      const caller = callerOf(server)
      if (before) totals.acknowledged += await examine(caller, round - 1, before)
      if (round === ROUNDS) {
        await server.stop()
        break
      }
      await prepare(caller, round)
      let left = random.below(400)
      const killer = { at: random.below(120), isSet: false }
      const acknowledged = () => {
        if (left-- > 0 || killer.isSet) return
        killer.isSet = true
        setTimeout(() => void server.kill(), killer.at)
      }
      const written = Array.from({ length: WRITERS }, newWritten)
      await Promise.all(
        written.map((own, writer) => write(caller, { round, writer, acknowledged }, own)),
      )
      await server.ended
      before = written
      if (round % 25 === 24) console.log(`${round + 1} kills, ${totals.acknowledged} acknowledged`)
    }
    expect(totals.acknowledged).toBeGreaterThan(ROUNDS)
    console.log(
      `${ROUNDS} kills, ${totals.acknowledged} writes acknowledged, none lost, none half; slowest start ${Math.round(totals.slowestStartMs)} ms`,
    )
  },
  60_000 + ROUNDS * 20_000,
)

async function prepare(caller: Caller, round: number): Promise<void> {
  if (round === 0) {
    await done(caller.call({ service: 's3', method: 'PUT', target: `/${BUCKET}` }))
    await done(caller.call(logs('CreateLogGroup', { logGroupName: 'crash' })))
  }
  for (let writer = 0; writer < WRITERS; writer++) {
    const logStreamName = streamOf(round, writer)
    await done(caller.call(logs('CreateLogStream', { logGroupName: 'crash', logStreamName })))
  }
}

const done = async (reply: ReturnType<Caller['call']>) => {
  const { status, text } = await reply
  expect([status, text]).toEqual([200, text])
}

/** Compares what is there with what was told; gives how much was acknowledged. */
async function examine(caller: Caller, round: number, all: readonly Written[]): Promise<number> {
  await examineUsers(caller, round, all)
  let acknowledged = 0
  for (const [writer, written] of all.entries()) {
    acknowledged += written.users.length + written.objects.size + written.events.length
    acknowledged += (written.bot >= 0 ? 1 : 0) + (written.turn >= 0 ? 1 : 0)
    await examineObjects(caller, written)
    await examineEvents(caller, round, writer, written)
    const bot = await caller.call(json('GET', `/bots/${botOf(writer)}/versions/$LATEST`))
    const description = bot.status === 200 ? String(bot.json['description']) : undefined
    expectNewest(description, 'bot', round, written)
    const session = await caller.call(
      json('GET', `/bot/OrderFlowers/alias/prod/user/${sessionOf(writer)}/session/`),
    )
    const attributes = session.json['sessionAttributes'] as Record<string, string> | undefined
    expectNewest(attributes?.['at'], 'turn', round, written)
  }
  return acknowledged
}

/** The newest acknowledged one, or the one that was in flight; an earlier round's when there was none. */
function expectNewest(
  found: string | undefined,
  kind: 'bot' | 'turn',
  round: number,
  written: Written,
): void {
  const possible = written[kind] >= 0 ? [`${round}.${written[kind]}`] : []
  if (written.inFlight?.kind === kind) possible.push(`${round}.${written.inFlight.n}`)
  if (written[kind] >= 0) expect(possible, kind).toContain(found)
  else if (found?.startsWith(`${round}.`)) expect(possible, kind).toContain(found)
}

async function examineUsers(caller: Caller, round: number, all: readonly Written[]) {
  const found = new Set<string>()
  for (let Marker = ''; ; ) {
    const page = await caller.call(
      form({
        ...{ Action: 'ListUsers', PathPrefix: userPath(round), MaxItems: '1000' },
        ...(Marker && { Marker }),
      }),
    )
    for (const [, name = ''] of page.text.matchAll(/<UserName>(.*?)<\/UserName>/g)) found.add(name)
    Marker = /<Marker>(.*?)<\/Marker>/.exec(page.text)?.[1] ?? ''
    if (!Marker) break
  }
  for (const [writer, { users, inFlight }] of all.entries()) {
    const told = users.map(name => `r${round}-${name}`)
    const half = inFlight?.kind === 'user' ? [`r${round}-w${writer}-${inFlight.n}`] : []
    const there = [...found].filter(name => name.startsWith(`r${round}-w${writer}-`))
    expect(new Set(told).difference(found)).toEqual(new Set())
    expect(new Set(there).difference(new Set([...told, ...half]))).toEqual(new Set())
    for (const UserName of half.filter(name => found.has(name))) {
      const tags = await caller.call(form({ Action: 'ListUserTags', UserName }))
      expect(tags.text).toContain(`<Value>${inFlight?.n}</Value>`)
    }
  }
}

async function examineObjects(caller: Caller, { objects, attempted }: Written): Promise<void> {
  for (const [name, content] of attempted) {
    const reply = await caller.call({
      ...{ service: 's3', method: 'GET', target: `/${BUCKET}/${name}` },
    })
    if (reply.status === 404) expect(objects.has(name), name).toBe(false)
    else expect([reply.status, reply.bytes.equals(content)], name).toEqual([200, true])
  }
}

async function examineEvents(
  caller: Caller,
  round: number,
  writer: number,
  { events, inFlight }: Written,
): Promise<void> {
  const reply = await caller.call(
    logs('GetLogEvents', {
      ...{ logGroupName: 'crash', logStreamName: streamOf(round, writer), startFromHead: true },
    }),
  )
  expect([reply.status, reply.status === 200 || reply.text]).toEqual([200, true])
  const messages = (reply.json['events'] as { message: string }[]).map(({ message }) => message)
  const wholeOf = (n: number) =>
    Array.from({ length: EVENTS_PER_CALL }, (_, part) => `${n}.${part}`)
  const told = events.flatMap(wholeOf)
  const more = inFlight?.kind === 'events' ? wholeOf(inFlight.n) : []
  expect([told, [...told, ...more]]).toContainEqual(messages)
}

/** Servers that share a database collect into it, each with a data directory of its own. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchOf, line, NOON } from '../../src/collector/search/line-store.testing.ts'
import { openLineStore } from '../../src/collector/search/open-line-store.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { key } from '../../src/store/key.ts'
import { openPostgresStore } from '../../src/store/postgres/postgres.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { type Cluster, openCluster } from '../postgres.ts'
import { type SharedHome, sharedHome } from '../postgres-flags.ts'
import {
  ask,
  CONNECTORS,
  createBucket,
  createRole,
  openStage,
  put,
  readingOf,
  type Stage,
} from './collector-stage.ts'

const BUCKET = 'shared-logs'
const CONNECTED = 4
const OBJECTS = 25

let cluster: Cluster
let home: SharedHome
let fleet: readonly House[]
let stage: Stage
const elsewhere = mkdtempSync(join(tmpdir(), 'parley-apart-'))

const open = (data: string) => openHouse({ args: [...home.flags, '--port', '0', '--data', data] })

beforeAll(async () => {
  cluster = await openCluster()
  home = await sharedHome(cluster)
  const first = await open(home.data)
  // The bytes of the bucket are the one thing that they have in common beside the database.
  symlinkSync(join(home.data, 'blobs'), join(elsewhere, 'blobs'))
  const second = await open(elsewhere)
  // The root's credentials are in the directory that the database began with.
  fleet = [first, { ...second, root: first.root }]
  stage = await openStage(first)
})
afterAll(async () => {
  await Promise.all((fleet ?? []).map(house => house.close()))
  await home?.remove()
  await cluster?.close()
  rmSync(elsewhere, { recursive: true, force: true })
})

const search = async (house: House) => {
  const { status, body } = await ask(house, 'POST', '/v1/search', { size: 10_000 })
  const { hits } = (body['hits'] ?? { hits: [] }) as { hits: { raw: string }[] }
  return { status, message: String(body['Message']), lines: hits.map(({ raw }) => raw).sort() }
}

describe('servers that share a database', () => {
  it('collect every line once, and each finds all of them', async () => {
    await createBucket(stage, BUCKET)
    const arn = await createRole(stage, 'shared', { statements: readingOf(BUCKET) })
    const expected: string[] = []
    for (let n = 0; n < CONNECTED; n++) {
      for (let at = 0; at < OBJECTS; at++) {
        const text = `line ${at} of ${n}`
        expected.push(text)
        await put(stage, BUCKET, `${n}/${at}.log`, `${text}\n`)
      }
      const input = { arn, bucket: BUCKET, prefix: `${n}/`, region: 'us-east-1', logsType: 'text' }
      const more = { startMode: 'everything', pollSeconds: 5, discovery: 'ordered' }
      const made = await ask(stage.house, 'POST', CONNECTORS, { ...input, ...more })
      expect([made.status, made.body['message']]).toEqual([200, undefined])
    }
    for (const house of fleet) {
      const all = await eventually(async () => {
        const { lines } = await search(house)
        return lines.length < expected.length ? undefined : lines
      })
      expect(all).toEqual(expected.sort())
    }
  })
})

describe('lines that a version before kept in files', () => {
  it('are moved into the database by the server that has them, and asked for meanwhile answered with 503', async () => {
    const before = await sharedHome(cluster)
    const directory = join(before.data, 'lines')
    const start = () => openHouse({ args: [...before.flags, '--port', '0', '--data', before.data] })
    const house = await start()
    const made = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'logs' })
    await house.close()
    await leaveAsBefore(before.url, directory, String(made.body['accountId']))
    const after = await start()
    const root = { ...after, root: house.root }
    const first = await search(root)
    expect([first.status, first.message]).toEqual([
      503,
      'the collected lines are being moved into the database',
    ])
    const lines = await eventually(async () => {
      const found = await search(root)
      return found.status === 200 ? found.lines : undefined
    })
    expect(lines).toEqual(['{"n":0}', '{"n":1}'])
    await after.close()
    await before.remove()
  })
})

async function leaveAsBefore(url: string, directory: string, account: string): Promise<void> {
  mkdirSync(directory)
  writeFileSync(join(directory, 'home'), 'one')
  const lines = openLineStore({ place: { kind: 'files', directory }, clock: systemClock })
  await lines.ingest(account, batchOf([0, 1].map(n => line(NOON + n, [['n', n]]))))
  await lines.close()
  const store = await openPostgresStore({ url })
  const value = { id: 'one', host: 'here', directory }
  await store.commit([{ type: 'put', key: key('collector.lines-home'), value }])
  await store.close()
}

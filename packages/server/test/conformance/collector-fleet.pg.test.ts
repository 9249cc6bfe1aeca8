/** Servers that share a database collect into one directory of lines, and those that have another collect nothing. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
let together: readonly House[]
let apart: House
let stage: Stage
const elsewhere = mkdtempSync(join(tmpdir(), 'parley-apart-'))

beforeAll(async () => {
  cluster = await openCluster()
  home = await sharedHome(cluster)
  const open = async (data: string) =>
    openHouse({ args: [...home.flags, '--port', '0', '--data', data] })
  const first = await open(home.data)
  together = [first, await open(home.data)]
  stage = await openStage(first)
  // It is asked first for lines, and so keeps them.
  await ask(first, 'POST', '/v1/search', {})
  const other = await open(elsewhere)
  // The root's credentials are in the directory that the database began with.
  apart = { ...other, root: first.root }
})
afterAll(async () => {
  await Promise.all([...(together ?? []), apart].map(house => house?.close()))
  await home?.remove()
  await cluster?.close()
  rmSync(elsewhere, { recursive: true, force: true })
})

const search = async (house: House, as = house.root) => {
  const { status, body } = await ask(house, 'POST', '/v1/search', { size: 10_000 }, { as })
  const { hits } = (body['hits'] ?? { hits: [] }) as { hits: { raw: string }[] }
  return { status, message: String(body['Message']), lines: hits.map(({ raw }) => raw).sort() }
}

describe('servers that share a database', () => {
  it('collect every line once with one directory, and leave it to the others without', async () => {
    await createBucket(stage, BUCKET)
    const arn = await createRole(stage, 'shared', { statements: readingOf(BUCKET) })
    const expected: string[] = []
    for (let n = 0; n < CONNECTED; n++) {
      for (let at = 0; at < OBJECTS; at++) {
        const line = `line ${at} of ${n}`
        expected.push(line)
        await put(stage, BUCKET, `${n}/${at}.log`, `${line}\n`)
      }
      const input = { arn, bucket: BUCKET, prefix: `${n}/`, region: 'us-east-1', logsType: 'text' }
      const more = { startMode: 'everything', pollSeconds: 5, discovery: 'ordered' }
      const made = await ask(stage.house, 'POST', CONNECTORS, { ...input, ...more })
      expect([made.status, made.body['message']]).toEqual([200, undefined])
    }
    const all = await eventually(async () => {
      const { lines } = await search(together[1]!, stage.house.root)
      return lines.length < expected.length ? undefined : lines
    })
    expect(all).toEqual(expected.sort())
    for (const house of together) expect((await search(house, stage.house.root)).lines).toEqual(all)
    const refused = await search(apart)
    expect(refused).toMatchObject({ status: 503, lines: [] })
    expect(refused.message).toContain(`in ${join(home.data, 'lines')}: ask the server there`)
  })
})

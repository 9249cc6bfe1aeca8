import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenedData } from '../../src/data.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
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

const BUCKET = 'fetched-logs'

let house: House
let stage: Stage
let arn: string

let blobs: OpenedData['blobs']

beforeAll(async () => {
  const around = (data: OpenedData) => {
    blobs = data.blobs
    return data
  }
  house = await openHouse({ around })
  stage = await openStage(house)
  await createBucket(stage, BUCKET)
  arn = await createRole(stage, 'fetched', { statements: readingOf(BUCKET) })
})
afterAll(() => house.close())

async function connect(more: object): Promise<string> {
  const input = { arn, bucket: BUCKET, region: 'us-east-1', pollSeconds: 5, ...more }
  const { status, body } = await ask(house, 'POST', CONNECTORS, input)
  expect([status, body['message']]).toEqual([200, undefined])
  return String(body['id'])
}

interface Progress {
  readonly objects: number
  readonly lines: number
}

async function progressOf(id: string): Promise<Progress> {
  const { body } = await ask(house, 'GET', `${CONNECTORS}/${id}`)
  return body['progress'] as Progress
}

const untilLines = (id: string, lines: number) =>
  eventually(async () => {
    const progress = await progressOf(id)
    return progress.lines >= lines ? progress : undefined
  })

interface Hits {
  readonly hits: { readonly hits: { readonly _source: Record<string, unknown> }[] }
  readonly aggregations?: Record<string, { buckets: { key: unknown; doc_count: number }[] }>
  readonly _scroll_id?: string
}

const search = async (query: object, more: object = {}) =>
  (await ask(house, 'POST', '/v1/search', { query, ...more })).body as unknown as Hits

const sources = ({ hits }: Hits) => hits.hits.map(({ _source }) => _source)

describe('a bucket of this server', () => {
  it('is collected through the role, once, and its lines are found', async () => {
    const lines = [
      '{"timestamp":"2026-11-20T09:00:00Z","level":"info","message":"first thing"}',
      '{"timestamp":"2026-11-20T10:00:00Z","level":"error","message":"second thing"}',
    ]
    await put(stage, BUCKET, 'app/a.json', `${lines.join('\n')}\n`)
    await put(
      stage,
      BUCKET,
      'app/b.json.gz',
      gzipSync('{"timestamp":"2026-11-20T11:00:00Z","level":"info","message":"third"}\n'),
    )
    const id = await connect({
      prefix: 'app/',
      logsType: 'json',
      startMode: 'everything',
      addS3ObjectKeyAsLogField: true,
    })
    expect(await untilLines(id, 3)).toMatchObject({ objects: 2, lines: 3 })
    const found = sources(await search({ match: { message: 'thing' } }))
    expect(found.map(({ message }) => message)).toEqual(['second thing', 'first thing'])
    expect(found[0]).toMatchObject({
      '@timestamp': '2026-11-20T10:00:00.000Z',
      level: 'error',
      type: 'json',
      s3_key: 'app/a.json',
    })
    const rare = {
      bool: { must: [{ term: { level: 'info' } }], must_not: [{ match: { message: 'third' } }] },
    }
    expect(sources(await search(rare)).map(({ message }) => message)).toEqual(['first thing'])
    const range = { range: { '@timestamp': { gte: '2026-11-20T10:00:00Z' } } }
    const counted = await search(range, {
      size: 1,
      sort: [{ '@timestamp': 'asc' }],
      aggs: { levels: { terms: { field: 'level' } } },
    })
    expect(sources(counted).map(({ message }) => message)).toEqual(['second thing'])
    expect(counted.aggregations?.['levels']?.buckets).toEqual([
      { key: 'error', doc_count: 1 },
      { key: 'info', doc_count: 1 },
    ])
    const scroll = await ask(house, 'POST', '/v1/scroll', { scroll_id: counted._scroll_id })
    expect(sources(scroll.body as unknown as Hits).map(({ message }) => message)).toEqual(['third'])
    const wrong = await ask(house, 'POST', '/v1/search', { query: { bogus: {} } })
    expect([wrong.status, wrong.body['message']]).toEqual([400, 'there is no query `bogus` here'])
    await ask(house, 'DELETE', `${CONNECTORS}/${id}`)
    expect(sources(await search({ match_all: {} }))).toHaveLength(3)
  })

  it('tells of new objects at once, in the mode events', async () => {
    const id = await connect({
      prefix: 'told/',
      logsType: 'text',
      discovery: 'events',
      pollSeconds: 86_400,
    })
    await eventually(async () => {
      const { body } = await ask(house, 'GET', `${CONNECTORS}/${id}`)
      return (body['progress'] as { lastListedAt?: number }).lastListedAt
    })
    for (let n = 0; n < 5; n++) await put(stage, BUCKET, `told/${n}.log`, `told ${n}\n`)
    expect(await untilLines(id, 5)).toMatchObject({ objects: 5, lines: 5 })
    const { body } = await ask(house, 'GET', `${CONNECTORS}/${id}/objects?state=done`)
    const objects = body['objects'] as { key: string; lines: number }[]
    expect(objects.map(({ key, lines }) => [key, lines])).toEqual(
      [0, 1, 2, 3, 4].map(n => [`told/${n}.log`, 1]),
    )
    await ask(house, 'DELETE', `${CONNECTORS}/${id}`)
  })
})

describe('an object whose bytes were lost', () => {
  it('is told of, and the others are collected', async () => {
    await put(stage, BUCKET, 'lost/a.log', 'x'.repeat(300_000))
    expect(await blobs.sweep(() => false, -1)).toBe(1)
    await put(stage, BUCKET, 'lost/b.log', 'here\n')
    const id = await connect({ prefix: 'lost/', logsType: 'text', startMode: 'everything' })
    expect(await untilLines(id, 1)).toMatchObject({ objects: 1, lines: 1 })
    const { body } = await ask(house, 'GET', `${CONNECTORS}/${id}/objects?state=seen`)
    expect(body['objects']).toMatchObject([
      { key: 'lost/a.log', attempts: 1, error: 'ReadFailed: its bytes cannot be read' },
    ])
    await ask(house, 'DELETE', `${CONNECTORS}/${id}`)
  })
})

describe.each(['ordered', 'leaf', 'scan', 'events', 'auto'] as const)(
  'in the mode %s',
  discovery => {
    it('a layout of AWS is collected once, with what comes late and out of order', async () => {
      const place = (account: number, region: string, day: number, name: string) =>
        `${discovery}/AWSLogs/${account}/CloudTrail/${region}/${folderOfDay(day)}/${name}`
      const keys = [1, 2, 3].flatMap(account =>
        ['eu-west-1', 'us-east-1'].flatMap(region =>
          [0, 1, 2].map(day => place(account, region, day, '0900Z')),
        ),
      )
      const write = (key: string) => put(stage, BUCKET, key, `${key}\n`)
      await Promise.all(keys.map(write))
      const settings = {
        ...{ prefix: `${discovery}/`, logsType: 'text', startMode: 'everything', discovery },
        pollSeconds: 86_400,
      }
      const id = await connect(settings)
      expect(await untilLines(id, keys.length)).toMatchObject({ objects: 18, lines: 18 })
      const late = [place(1, 'eu-west-1', 0, '0100Z'), place(2, 'us-east-1', 2, '2300Z')]
      await Promise.all(late.map(write))
      // A change of its settings has it look again at once.
      const again = { ...settings, arn, bucket: BUCKET, region: 'us-east-1', name: 'again' }
      expect((await ask(house, 'PUT', `${CONNECTORS}/${id}`, again)).status).toBe(200)
      expect(await untilLines(id, 20)).toMatchObject({ objects: 20, lines: 20 })
      const mine = { bool: { must: [{ term: { connector: id } }] } }
      const found = sources(await search(mine, { size: 100 })).map(({ message }) => message)
      expect(found.toSorted()).toEqual([...keys, ...late].toSorted())
      await ask(house, 'DELETE', `${CONNECTORS}/${id}`)
    })
  },
)

/** So many days ago, as the folders of a layout are named. */
const folderOfDay = (ago: number) =>
  new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/')

describe('an API token', () => {
  it('speaks for a user, for one account and for nothing else', async () => {
    const all = `arn:aws:collector::${house.account}:account/${stage.accountId}*`
    const ada = await createUser(house, 'ada', allow('collector:*', all))
    const tokens = `/v1/collector/accounts/${stage.accountId}/tokens`
    const made = await ask(house, 'POST', tokens, { name: 'scripts' }, { as: ada })
    const token = String(made.body['token'])
    expect(token).toMatch(/^[a-z0-9]{16}-[a-z0-9]{43}$/)
    const details = await ask(house, 'GET', `${CONNECTORS}/aws-assume-role-details`, undefined, {
      token,
    })
    expect([details.status, details.body['externalId']]).toEqual([200, stage.externalId])
    const other = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'other' })
    const otherId = String(other.body['accountId'])
    const foreign = await ask(house, 'GET', `${CONNECTORS}?accountId=${otherId}`, undefined, {
      token,
    })
    expect([foreign.status, foreign.code]).toEqual([403, 'AccessDeniedException'])
    const escalation = await ask(house, 'POST', tokens, { name: 'more' }, { token })
    expect([escalation.status, escalation.code]).toEqual([403, 'AccessDeniedException'])
    const forRoot = await ask(house, 'POST', tokens, { name: 'x', userName: 'ada' })
    expect(forRoot.status).toBe(200)
    const bob = await createUser(house, 'bob', allow('collector:CreateToken', '*'))
    const stolen = await ask(house, 'POST', tokens, { name: 'x', userName: 'ada' }, { as: bob })
    expect([stolen.status, stolen.code]).toEqual([403, 'AccessDeniedException'])
    const events = await ask(house, 'GET', '/v1/audit-trail', undefined, { token })
    const entries = events.body['events'] as { action: string; by: string }[]
    expect(entries[0]).toMatchObject({
      action: 'CreateToken',
      by: `arn:aws:iam::${house.account}:root`,
    })
    const target = `${tokens}/${token.slice(0, 16)}`
    expect((await ask(house, 'DELETE', target, undefined, { as: ada })).status).toBe(204)
    const gone = await ask(house, 'GET', CONNECTORS, undefined, { token })
    expect([gone.status, gone.code]).toEqual([401, 'UnrecognizedClientException'])
    await ask(house, 'DELETE', `/v1/collector/accounts/${otherId}`)
  })

  it('sends lines in bulk, with the token in the query where scripts have it', async () => {
    const tokens = `/v1/collector/accounts/${stage.accountId}/tokens`
    const made = await ask(house, 'POST', tokens, { name: 'shipper', userName: 'ada' })
    const target = `/ingest/v1/bulk?type=nginx&token=${String(made.body['token'])}`
    const body = gzipSync('{"message":"bulk one","code":7}\n{"message":"bulk two"}\n')
    const answer = await fetch(new URL(target, house.url), { method: 'POST', body })
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 2 }])
    const found = sources(await search({ term: { type: 'nginx' } }))
    expect(found.map(({ message }) => message).toSorted()).toEqual(['bulk one', 'bulk two'])
    expect(found.find(({ code }) => code === 7)).toMatchObject({ connector: 'bulk', type: 'nginx' })
    const elsewhere = `${CONNECTORS}?token=${String(made.body['token'])}`
    expect((await fetch(new URL(elsewhere, house.url))).status).toBe(403)
    const wrong = await fetch(new URL('/ingest/v1/bulk?token=x', house.url), {
      method: 'POST',
      body,
    })
    expect(wrong.status).toBe(401)
  })

  it.each([
    ['unknown', 'a'.repeat(16) + '-' + 'b'.repeat(43), 401],
    ['misshapen', 'x', 401],
    ['empty', ' ', 401],
  ])('that is %s is refused', async (_, token, status) => {
    expect((await ask(house, 'GET', CONNECTORS, undefined, { token })).status).toBe(status)
  })

  it('is no credential of any other service, and none beside a signature', async () => {
    const made = await ask(house, 'POST', `/v1/collector/accounts/${stage.accountId}/tokens`, {
      name: 'y',
      userName: 'ada',
    })
    const headers: [string, string][] = [['x-api-token', String(made.body['token'])]]
    const both = await house.send({
      service: 'collector',
      method: 'GET',
      target: CONNECTORS,
      headers,
    })
    expect(both.status).toBe(400)
    const elsewhere = await fetch(new URL('/_parley/accounts', house.url), { headers })
    expect(elsewhere.status).toBe(403)
    const lex = await fetch(new URL('/bots/', house.url), { headers })
    expect(lex.status).toBe(403)
  })
})

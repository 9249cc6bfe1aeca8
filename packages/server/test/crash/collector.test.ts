import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cli/client.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { allow, policy } from '../people.ts'
import { openCluster } from '../postgres.ts'
import { sharedHome } from '../postgres-flags.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'

/**
 * `kill -9` while a large object and many small ones are collected, again and again: in the end every line is there,
 * once (spec/surroundings.md §16.4). A short form here; `npm run crash:collector` takes a million lines in one object
 * and ten thousand objects. With `TEST_DATABASE_URL` (`test/with-postgres.ts`) all of it is kept in PostgreSQL.
 */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 3)
/** Lines of the large object. */
const LINES = Number(process.env['CRASH_LINES'] ?? 60_000)
/** Small objects, of one line each. */
const OBJECTS = Number(process.env['CRASH_OBJECTS'] ?? 100)
const ALL = LINES + OBJECTS
const SEED = process.env['CRASH_SEED'] ?? String(Date.now())
/** A life of the server, at most, ms. */
const LIFE_MS = Number(process.env['CRASH_LIFE_MS'] ?? 150)
const BUCKET = 'survived-logs'
const DAY = Date.UTC(2026, 10, 20)

let data: string
let flags: readonly string[] = []
let remove: () => Promise<void>
beforeAll(async () => {
  if (process.env['TEST_DATABASE_URL'] === undefined) {
    data = mkdtempSync(join(tmpdir(), 'parley-collector-'))
    remove = async () => rmSync(data, { recursive: true, force: true })
  } else ({ data, flags, remove } = await sharedHome(await openCluster()))
})
afterAll(() => remove())

it(
  `collects ${LINES} lines of one object and ${OBJECTS} small ones once in ${ROUNDS} kills (CRASH_SEED=${SEED})`,
  async () => {
    const random = seededRandom(SEED)
    const first = await startProcess(data, flags)
    const connector = await prepare(first)
    const counts: number[] = []
    let server = first
    for (let round = 0; round < ROUNDS; round++) {
      const stored = counts.at(-1) ?? 0
      const alive = server
      // What is killed is an object on its way: one that has come further than before.
      await until(async () => ((await statsOf(alive)).count > stored ? true : undefined))
      await new Promise(resolve => setTimeout(resolve, random.below(LIFE_MS)))
      await server.kill()
      server = await startProcess(data, flags)
      counts.push((await statsOf(server)).count)
      if (counts.at(-1) === ALL) break
    }
    const { count, sum } = await until(async () => {
      const { body } = await call(server, 'GET', `/v1/log-shipping/s3-buckets/${connector}`)
      const { objects } = body['progress'] as { objects: number }
      return objects > OBJECTS ? statsOf(server) : undefined
    })
    expect([count, sum]).toEqual([ALL, (ALL * (ALL - 1)) / 2])
    const midway = counts.filter(lines => lines > 0 && lines < ALL).length
    console.log(
      `${counts.length} kills, ${midway} midway (${counts.join(', ')}): ${count} lines, each once`,
    )
    expect(midway).toBeGreaterThan(0)
    await server.stop()
  },
  120_000 + ROUNDS * 10_000 + (ROUNDS + 1) * (ALL / 4),
)

const call = (
  { url: endpoint, credentials }: ServerProcess,
  method: string,
  target: string,
  body?: object,
) =>
  connect({ endpoint, credentials, region: 'us-east-1' }).call({
    ...{ service: 'collector', method, target },
    ...(body && { body }),
  })

/** A million lines take their time on a busy machine. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000 + ALL / 4; Date.now() < end; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('nothing to see')
}

/** Count and sum tell a line that is missing, and one that is there twice. */
async function statsOf(server: ServerProcess): Promise<{ count: number; sum: number }> {
  const request = { size: 0, aggs: { n: { stats: { field: 'n' } } } }
  const { body } = await call(server, 'POST', '/v1/search', request)
  const { n } = body['aggregations'] as { n: { count: number; sum: number } }
  return n
}

async function prepare(server: ServerProcess): Promise<string> {
  const { url: endpoint, credentials } = server
  const client = { endpoint, credentials, region: 'us-east-1', maxAttempts: 1 }
  await call(server, 'POST', '/v1/collector/accounts', { accountName: 'logs' })
  const details = await call(server, 'GET', '/v1/log-shipping/s3-buckets/aws-assume-role-details')
  const policies = await call(server, 'POST', '/v1/log-shipping/s3-buckets/role-policy', {
    bucket: BUCKET,
  })
  expect(details.status).toBe(200)
  const s3 = new S3Client({ ...client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large.json.gz', Body: largeObject() }))
  for (let n = 0; n < OBJECTS; n += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, OBJECTS - n) }, (_, index) => n + index)
    await Promise.all(numbers.map(number => s3.send(smallObject(number))))
  }
  const iam = new IAMClient(client)
  const RoleName = 'collected'
  const AssumeRolePolicyDocument = String(policies.body['trustPolicy'])
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const PolicyDocument = policy(
    allow('s3:ListBucket', `arn:aws:s3:::${BUCKET}`),
    allow('s3:GetObject', `arn:aws:s3:::${BUCKET}/*`),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
  const made = await call(server, 'POST', '/v1/log-shipping/s3-buckets', {
    arn: Role?.Arn,
    bucket: BUCKET,
    region: 'us-east-1',
    logsType: 'json',
    startMode: 'everything',
    pollSeconds: 5,
  })
  expect([made.status, made.body['message']]).toEqual([200, undefined])
  return String(made.body['id'])
}

const AT_ONCE = 32

const smallObject = (n: number) =>
  new PutObjectCommand({
    ...{
      Bucket: BUCKET,
      Key: `small/${String(n % 100)}/${n}.json`,
      Body: `${lineOf(LINES + n)}\n`,
    },
  })

function largeObject(): Uint8Array {
  const lines = Array.from({ length: LINES }, (_, n) => lineOf(n))
  return gzipSync(`${lines.join('\n')}\n`)
}

/** Of two days, so that a batch may fall into two partitions. */
const lineOf = (n: number) =>
  JSON.stringify({ timestamp: new Date(DAY + (n % 2) * 86_400_000 + n).toISOString(), n })

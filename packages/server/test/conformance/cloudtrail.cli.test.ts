import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { GetTrailStatusCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail'
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsCli, type Ended, runAws } from '../aws-cli.ts'
import { eventually } from '../eventually.ts'
import {
  arnOf,
  bucketPolicy,
  deliveredEvent,
  HOURS,
  keysOf,
  MINUTES,
  openTrailHouse,
  readFile,
  type TrailHouse,
} from './cloudtrail-house.ts'

/**
 * A trail as the guide sets it up, and the CLI's own validator over what it delivered: two hours pass, so that
 * there is a chain of digests; then somebody alters a log file, and takes a digest away.
 */
const BUCKET = 'validated-files'
const NAME = 'validated'

let open: TrailHouse
let models: string
let startTime: string

beforeAll(async () => {
  models = mkdtempSync(join(tmpdir(), 'parley-models-'))
  open = await openTrailHouse({ offsetMs: -(2 * HOURS + 30 * MINUTES) })
  startTime = new Date(open.clock.now()).toISOString()
  writeEndpoints(models, open.house.url)
  const aws = cli()
  await aws('s3api', 'create-bucket', '--bucket', BUCKET)
  const policy = bucketPolicy(BUCKET, open.house.account, arnOf(open, NAME))
  await aws('s3api', 'put-bucket-policy', '--bucket', BUCKET, '--policy', policy)
  await aws(
    ...['cloudtrail', 'create-trail', '--name', NAME, '--s3-bucket-name', BUCKET],
    '--enable-log-file-validation',
  )
  await open.trails.send(new StartLoggingCommand({ Name: NAME }))
  for (const UserName of ['first', 'second']) {
    await new IAMClient(open.as()).send(new CreateUserCommand({ UserName }))
    open.clock.shift(6 * MINUTES)
    const dueAt = open.clock.now()
    await deliveredEvent(open, BUCKET, event =>
      JSON.stringify(event['requestParameters']).includes(UserName),
    )
    await eventually(async () => {
      const status = await open.trails.send(new GetTrailStatusCommand({ Name: NAME }))
      return (status.LatestDeliveryTime?.getTime() ?? 0) > dueAt - MINUTES ? true : undefined
    })
    open.clock.shift(HOURS)
    const wanted = UserName === 'first' ? 1 : 2
    await eventually(async () => ((await digests()).length >= wanted ? true : undefined))
  }
  // What the CLI signs with, the time of this machine, is the server's again.
  open.clock.shift(-open.clock.offsetMs)
}, 60_000)
afterAll(async () => {
  await open.close()
  rmSync(models, { recursive: true, force: true })
})

const digests = async () => (await keysOf(open, BUCKET)).filter(key => key.includes('-Digest/'))

/** The log files that the digests tell of; younger ones are for the next digest. */
async function logFiles(): Promise<string[]> {
  const files: string[] = []
  for (const key of await digests()) {
    const digest = JSON.parse(await readFile(open, BUCKET, key)) as {
      logFiles: { s3Object: string }[]
    }
    files.push(...digest.logFiles.map(({ s3Object }) => s3Object))
  }
  return files
}

const validate = (): Promise<Ended> =>
  runAws(
    open.house,
    [
      ...['cloudtrail', 'validate-logs', '--trail-arn', arnOf(open, NAME)],
      ...['--start-time', startTime, '--verbose'],
    ],
    { AWS_DATA_PATH: models, AWS_ENDPOINT_URL: open.house.url },
  )

describe('aws cloudtrail validate-logs', () => {
  it('finds every digest and every log file valid', async () => {
    const { code, stdout, stderr } = await validate()
    expect(stderr).toBe('')
    const count = (await logFiles()).length
    expect(stdout).toContain('2/2 digest files valid')
    expect(stdout).toContain(`${count}/${count} log files valid`)
    expect(code).toBe(0)
    expect(count).toBeGreaterThanOrEqual(2)
  })

  it('finds the one log file that was altered', async () => {
    const [Key = ''] = await logFiles()
    const content = await readFile(open, BUCKET, Key)
    const Body = gzipSync(content.replace('"first"', '"somebody"'))
    await open.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
    const { code, stdout, stderr } = await validate()
    expect(code).toBe(1)
    expect(stderr).toContain(`Log file\ts3://${BUCKET}/${Key}\tINVALID: hash value doesn't match`)
    expect(stdout).toMatch(/1\/\d+ log files INVALID/)
    expect(stdout).toContain('2/2 digest files valid')
  })

  it('finds that a digest is missing in the chain', async () => {
    const [first = ''] = await digests()
    await open.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: first }))
    const { code, stderr } = await validate()
    expect(code).toBe(1)
    expect(stderr).toContain(`Digest file\ts3://${BUCKET}/${first}\tINVALID: not found`)
  })
})

describe('aws cloudtrail lookup-events', () => {
  it('finds what happened', async () => {
    const attribute = 'AttributeKey=EventName,AttributeValue=CreateUser'
    const { Events } = await cli()(
      ...['cloudtrail', 'lookup-events', '--lookup-attributes', attribute],
    )
    const users = (Events as { Resources: { ResourceName: string }[] }[]).map(
      ({ Resources }) => Resources[0]?.ResourceName,
    )
    expect(users).toEqual(['second', 'first'])
  })
})

/** The CLI signs with the time of this machine: it is used for what may be done before and after. */
function cli() {
  const { offsetMs } = open.clock
  const aws = awsCli(open.house)
  return async (...args: readonly string[]) => {
    open.clock.shift(-offsetMs)
    const answer = await aws(...args)
    open.clock.shift(offsetMs)
    return answer
  }
}

/** The validator's own S3 client is told of no endpoint: older CLIs find it by a rule set, newer by a variable. */
function writeEndpoints(folder: string, url: string): void {
  const bool = (builtIn: string) => ({ builtIn, required: true, default: false, type: 'Boolean' })
  const text = (builtIn: string) => ({ builtIn, required: false, type: 'String' })
  const plain = (type: string) => ({ required: false, type })
  const rules = {
    version: '1.0',
    parameters: {
      Bucket: plain('String'),
      Region: text('AWS::Region'),
      UseFIPS: bool('AWS::UseFIPS'),
      UseDualStack: bool('AWS::UseDualStack'),
      Endpoint: text('SDK::Endpoint'),
      ForcePathStyle: { ...bool('AWS::S3::ForcePathStyle'), required: false },
      Accelerate: bool('AWS::S3::Accelerate'),
      UseGlobalEndpoint: bool('AWS::S3::UseGlobalEndpoint'),
    },
    rules: [
      {
        conditions: [{ fn: 'isSet', argv: [{ ref: 'Bucket' }] }],
        endpoint: { url: `${url}/{Bucket}`, properties: {}, headers: {} },
        type: 'endpoint',
      },
      { conditions: [], endpoint: { url, properties: {}, headers: {} }, type: 'endpoint' },
    ],
  }
  const place = join(folder, 's3', '2006-03-01')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'endpoint-rule-set-1.json'), JSON.stringify(rules))
}

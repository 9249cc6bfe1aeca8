/** `npm run bench:server`: signed and authorized calls beside a bare server; start-up; idle memory (design §8). */
import { spawnSync } from 'node:child_process'
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import type { SigningCredentials } from '../packages/server/src/wire/sigv4/sign.ts'
import { drive, residentMb } from './harness/load.ts'
import { median, reporter } from './harness/report.ts'
import { type PlannedRequest, queryRequest, signedRequest } from './harness/requests.ts'
import { sendAll } from './harness/send.ts'
import {
  forget,
  type RunningParley,
  startBare,
  startByNpm,
  startParley,
  temporary,
} from './harness/servers.ts'

const report = reporter('server')
const CONNECTIONS = 32
const SECONDS = 5
const ROUNDS = 5
const WARM_UP_SECONDS = 2
const STORED_USERS = 100_000
const STORED_ROLES = 1_000
/** Cases with more requests than this cannot repeat them, and so have no warm-up. */
const WARMED_UP = 1_000

interface Case {
  readonly name: string
  readonly credentials: SigningCredentials
  /** How many different requests; more than can be sent for those that must not repeat. */
  readonly count: number
  readonly request: (index: number) => PlannedRequest
}

await starts()
// CreateUser stores far more users than an account of AWS may have.
const parley = await startParley([
  '--quotas',
  'iam.UsersPerAccount=1000000,iam.RolesPerAccount=10000',
])
try {
  const user = await ownUser(parley)
  report('idle', 'parley', { rssMb: residentMb(parley.pid) })
  report('idle', 'node -e 0', { rssMb: bareNodeMb() })
  await compare({
    name: 'GetCallerIdentity',
    credentials: user,
    count: 64,
    request: () => queryRequest('sts', { Action: 'GetCallerIdentity' }),
  })
  await compare({
    name: 'CreateUser',
    credentials: parley.credentials,
    count: 100_000,
    request: index => queryRequest('iam', { Action: 'CreateUser', UserName: `bench-${index}` }),
  })
  await store(parley)
  await compare({
    name: 'GetUser',
    credentials: user,
    count: 64,
    request: () => queryRequest('iam', { Action: 'GetUser' }),
  })
} finally {
  await parley.stop()
  forget(parley.data)
}

/** As many users and roles as the case after it is measured with, on top of those that are there. */
async function store({ url, credentials, pid }: RunningParley): Promise<void> {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
  })
  const users = Array.from({ length: STORED_USERS }, (_, i) => ({
    Action: 'CreateUser',
    UserName: `stored-${i}`,
  }))
  const roles = Array.from({ length: STORED_ROLES }, (_, i) => ({
    ...{ Action: 'CreateRole', RoleName: `stored-${i}` },
    AssumeRolePolicyDocument: trust,
  }))
  const requests = [...roles, ...users].map(parameters =>
    signedRequest(new URL(url), queryRequest('iam', parameters), credentials),
  )
  await sendAll(url, requests, CONNECTIONS)
  report('stored', 'parley', { users: STORED_USERS, roles: STORED_ROLES, rssMb: residentMb(pid) })
}

async function starts(): Promise<void> {
  const first: number[] = []
  const second: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const data = temporary()
    for (const readyMs of [first, second]) {
      const server = await startByNpm(data)
      await server.stop()
      readyMs.push(server.readyMs)
    }
    forget(data)
  }
  const bare = Array.from({ length: ROUNDS }, () => {
    const from = performance.now()
    spawnSync(process.execPath, ['-e', '0'])
    return performance.now() - from
  })
  report('start-first', 'parley', { readyMs: median(first) })
  report('start-second', 'parley', { readyMs: median(second) })
  report('start-second', 'node -e 0', { readyMs: median(bare) })
}

/** A user with three attached policies that may read itself. */
async function ownUser({ url, credentials }: RunningParley): Promise<SigningCredentials> {
  const iam = new IAMClient({ endpoint: url, region: 'us-east-1', credentials })
  const UserName = 'reader'
  await iam.send(new CreateUserCommand({ UserName }))
  const actions = ['iam:GetUser', 'lex:PostText', 'logs:GetLogEvents']
  for (const [index, Action] of actions.entries()) {
    const Resource = index === 0 ? 'arn:aws:iam::*:user/$' + '{aws:username}' : '*'
    const Statement = { Effect: 'Allow', Action, Resource }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    const PolicyName = `p${index}`
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }))
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
}

/** The same bytes in and out of both servers, one after the other. */
async function compare({ name, credentials, count, request }: Case): Promise<void> {
  const sample = await sampleAnswer(request(count), credentials)
  const bare = await startBare(sample)
  const load = { connections: CONNECTIONS, seconds: SECONDS }
  const signed = (url: string) =>
    Array.from({ length: count }, (_, i) => signedRequest(new URL(url), request(i), credentials))
  const warmUp = { ...load, seconds: WARM_UP_SECONDS }
  if (count < WARMED_UP) await drive({ ...warmUp, ...bare, requests: signed(bare.url) })
  const yardstick = await drive({
    ...load,
    url: bare.url,
    requests: signed(bare.url),
    pid: bare.pid,
  })
  await bare.stop()
  if (count < WARMED_UP) await drive({ ...warmUp, ...parley, requests: signed(parley.url) })
  const ours = await drive({
    ...load,
    url: parley.url,
    requests: signed(parley.url),
    pid: parley.pid,
  })
  report(name, 'bare http', { ...yardstick })
  report(name, 'parley', {
    ...ours,
    ratioToBareHttp: ours.requestsPerSecond / yardstick.requestsPerSecond,
    cpuRatioToBareHttp: ours.cpuMicros / yardstick.cpuMicros,
    rssMb: residentMb(parley.pid),
  })
}

async function sampleAnswer(planned: PlannedRequest, credentials: SigningCredentials) {
  const raw = signedRequest(new URL(parley.url), planned, credentials)
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const headers = head
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 2),
    ])
    .filter(([key]) => key !== 'host' && key !== 'content-length')
  const { method, target } = planned
  const answer = await fetch(new URL(target, parley.url), { method, headers, body: body.join('') })
  const bytes = (await answer.arrayBuffer()).byteLength
  return { contentType: answer.headers.get('content-type') ?? 'text/plain', bytes }
}

function bareNodeMb(): number {
  const { stdout } = spawnSync(process.execPath, ['-p', 'process.memoryUsage.rss()'])
  return Number(stdout) / 2 ** 20
}

import { accountWrites, newRootCredentials } from '../access/accounts.ts'
import { createCompiler } from '../access/compiled.ts'
import { createAccess } from '../access/create-access.ts'
import { createAudit } from '../audit/audit.ts'
import type { Blobs } from '../blobs/blobs.ts'
import { memoryBlobs } from '../blobs/memory.ts'
import { createCalls } from '../gateway/calls.ts'
import type { PipelineOptions } from '../gateway/pipeline.ts'
import { createJobRunner } from '../jobs/runner.ts'
import { type FakeClock, fakeClock } from '../kernel/clock.ts'
import { type Logger, silentLogger } from '../kernel/log.ts'
import { seededRandom } from '../kernel/random.ts'
import { createSeal } from '../kernel/seal.ts'
import {
  type ConversationLogDestination,
  conversationLogWrites,
  type LogDestination,
  queueId,
} from '../outbox/conversation-log.ts'
import { type Delivery, findDelivery } from '../outbox/deliveries.ts'
import { iamService } from '../services/iam/service.ts'
import { kmsService } from '../services/kms/service.ts'
import { logsJobs } from '../services/logs/jobs.ts'
import { logsService } from '../services/logs/service.ts'
import { parleyService } from '../services/parley/service.ts'
import { s3Service } from '../services/s3/service.ts'
import { stsService } from '../services/sts/service.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import type { ActingAs, Calls } from '../wire/calls.ts'
import { iam } from '../wire/models/iam.ts'
import { logs } from '../wire/models/logs.ts'
import { createDelivery } from './delivery.ts'
import { LIMITS } from './limits.ts'

export const ACCOUNT = '123456789012'
const REGION = 'us-east-1'
export const GROUP = 'lex/talks'
export const ROLE = 'Logger'
const GROUP_ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${GROUP}`
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`

export const destination: ConversationLogDestination = {
  account: ACCOUNT,
  region: REGION,
  botName: 'OrderFlowers',
  botAlias: 'prod',
  botVersion: '1',
  roleArn: ROLE_ARN,
  logGroupArn: `${GROUP_ARN}:*`,
  resourcePrefix: 'aws/lex/OrderFlowers/prod/1/',
}

const policy = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement })

export const trust = (Service: string) =>
  policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })

/** A process of the server: everything but its listener and Lex. */
export async function startProcess(
  store: Store,
  clock: FakeClock,
  log: Logger = silentLogger,
  blobs: Blobs = memoryBlobs(seededRandom('blobs'), clock),
) {
  const random = seededRandom(`process ${store.position()}`)
  const seal = createSeal(new Uint8Array(32), random)
  const compiler = createCompiler()
  const access = createAccess({ reader: store, seal, clock, random }, compiler)
  const audit = createAudit(store)
  const services = {
    iam: iamService({ seal, compiler }),
    sts: stsService({ access, audit, compiler, seal, clock, store }),
    logs: logsService({ clock, random, compiler }),
    s3: s3Service({ seal, compiler, blobs, store }),
    kms: kmsService({ seal, compiler }),
    parley: parleyService({
      ...{ audit, seal, operatorAccount: ACCOUNT, backup: undefined, reset: undefined },
      figures: async () => '',
    }),
  }
  const options: PipelineOptions = {
    ...{ store, access, audit, clock, random, log, seal },
    callsOf: call => createCalls(options, call),
    services: new Map(
      (['iam', 'sts', 'logs', 's3', 'kms', 'parley'] as const).map(name => [
        name,
        async () => services[name],
      ]),
    ),
    region: REGION,
    trustProxy: [],
    share: () => () => {},
    observe: () => {},
  }
  const calls = createCalls(options, undefined)
  const delivery = createDelivery({ store, blobs, clock, random, log, calls })
  const handlers = new Map([
    ...delivery.handlers,
    ...logsJobs({ store, clock, random, log, calls }),
  ])
  const runner = createJobRunner({ store, clock, random, log, handlers })
  await delivery.start()
  runner.start()
  const { accessKeyId, sessionToken } = await access.issueSession(
    ACCOUNT,
    { kind: 'root' },
    {
      kind: 'user',
      issuedAt: clock.now(),
      expiresAt: Number.MAX_SAFE_INTEGER,
      ...{ issuerUniqueId: ACCOUNT, sessionName: 'root', tags: [], transitiveTagKeys: [] },
      policyArns: [],
    },
  )
  const asRoot: ActingAs = { kind: 'session', credentials: { accessKeyId, sessionToken } }
  return {
    calls,
    asRoot,
    audit,
    async settled() {
      for (let i = 0; i < 3; i++) {
        await delivery.settled()
        await runner.settled()
      }
    },
    async stop() {
      await delivery.stop()
      await runner.stop()
    },
  }
}

export type Process = Awaited<ReturnType<typeof startProcess>>

/** An account with a log group and a role that Lex may assume to write to it, and one process. */
export async function openRoom() {
  const clock = fakeClock(Date.UTC(2026, 0, 20, 12))
  const store = memoryStore({ clock })
  const random = seededRandom('room')
  const seal = createSeal(new Uint8Array(32), random)
  await store.commit(
    accountWrites(ACCOUNT, newRootCredentials(ACCOUNT, random), { seal, random, clock }),
  )
  const blobs = memoryBlobs(seededRandom('blobs'), clock)
  let process = await startProcess(store, clock, silentLogger, blobs)
  const { calls, asRoot } = process
  const admin = adminOf(calls, asRoot)
  await admin.createGroup()
  await admin.createRole(trust('lex.amazonaws.com'))
  await admin.grant('logs:CreateLogStream', 'logs:PutLogEvents')
  return {
    clock,
    store,
    blobs,
    admin,
    process: () => process,
    async restart() {
      await process.stop()
      process = await startProcess(store, clock, silentLogger, blobs)
    },
    /** What a turn commits. */
    say: (message: string, to = destination) =>
      store.commit(conversationLogWrites(to, { time: clock.now(), message }, clock.now())),
    /** Lets what is due happen, and what it brings about. */
    async pass(ms: number = LIMITS.lingerMs) {
      await process.settled()
      await clock.advance(ms)
      await process.settled()
    },
    async delivered(): Promise<readonly (string | undefined)[]> {
      const { events } = await calls.call(logs.FilterLogEvents, { logGroupName: GROUP }, asRoot)
      return (events ?? []).map(({ message }) => message)
    },
    async delivery(of: LogDestination = destination): Promise<Delivery> {
      const found = await findDelivery(ACCOUNT, queueId(of), store)
      if (!found) throw new Error('the destination has no queue')
      return found
    },
  }
}

export type Room = Awaited<ReturnType<typeof openRoom>>

function adminOf(calls: Calls, asRoot: ActingAs) {
  const RoleName = ROLE
  const PolicyName = 'write'
  return {
    createGroup: () => calls.call(logs.CreateLogGroup, { logGroupName: GROUP }, asRoot),
    deleteGroup: () => calls.call(logs.DeleteLogGroup, { logGroupName: GROUP }, asRoot),
    retain: (retentionInDays: number) =>
      calls.call(logs.PutRetentionPolicy, { logGroupName: GROUP, retentionInDays }, asRoot),
    createRole: (AssumeRolePolicyDocument: string) =>
      calls.call(iam.CreateRole, { RoleName, AssumeRolePolicyDocument }, asRoot),
    trust: (PolicyDocument: string) =>
      calls.call(iam.UpdateAssumeRolePolicy, { RoleName, PolicyDocument }, asRoot),
    grant: (...Action: readonly string[]) => {
      const PolicyDocument = policy({ Effect: 'Allow', Action, Resource: `${GROUP_ARN}:*` })
      return calls.call(iam.PutRolePolicy, { RoleName, PolicyName, PolicyDocument }, asRoot)
    },
    revoke: () => calls.call(iam.DeleteRolePolicy, { RoleName, PolicyName }, asRoot),
    deleteRole: () => calls.call(iam.DeleteRole, { RoleName }, asRoot),
    createPolicy: (PolicyName: string, PolicyDocument: string) =>
      calls.call(iam.CreatePolicy, { PolicyName, PolicyDocument }, asRoot),
    attach: (PolicyArn: string) =>
      calls.call(iam.AttachRolePolicy, { RoleName, PolicyArn }, asRoot),
    detach: (PolicyArn: string) =>
      calls.call(iam.DetachRolePolicy, { RoleName, PolicyArn }, asRoot),
    writePolicy: (...Action: readonly string[]) =>
      policy({ Effect: 'Allow', Action, Resource: `${GROUP_ARN}:*` }),
    newPolicyVersion: (PolicyArn: string, PolicyDocument: string) =>
      calls.call(
        iam.CreatePolicyVersion,
        { PolicyArn, PolicyDocument, SetAsDefault: true },
        asRoot,
      ),
  }
}

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { eventually } from '../eventually.ts'
import { createUser, policy } from '../people.ts'
import { BOT, LEX_MAY_ASSUME, type LogStage, openLogStage } from './conversation-logs-stage.ts'

/**
 * The guide's procedure for both types of conversation logs, command by command, its documents in files: the role, a
 * policy for CloudWatch Logs, one for S3, one for the customer's key, PassRole, the alias. Then each permission is
 * taken from the role and given back.
 */
const ALIAS = 'support'
const ROLE = 'LexConversationLogs'
const GROUP = 'lex-conversations'
const BUCKET = 'lex-conversations-audio'
const SAID = 'I would like to order flowers'
const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts')

const TRUST = 'LexConversationLogsAssumeRolePolicyDocument'
const CLOUDWATCH = 'LexConversationLogsCloudWatchLogsPolicy'
const S3 = 'LexConversationLogsS3Policy'
const KMS = 'LexConversationLogsKmsPolicy'

let stage: LogStage
let directory: string
let root: AwsCli
let clerk: AwsCli
let keyArn: string

const arn = (service: string, region: string, resource: string) =>
  `arn:aws:${service}:${region}:${stage.house.account}:${resource}`
const roleArn = () => arn('iam', '', `role/${ROLE}`)
const policyArn = (name: string) => arn('iam', '', `policy/${name}`)
const streams = () => arn('logs', stage.house.region, `log-group:${GROUP}:*`)

beforeAll(async () => {
  stage = await openLogStage()
  directory = await mkdtemp(join(tmpdir(), 'parley-logs-'))
  root = awsCli(stage.house)
  const bot = arn('lex', stage.house.region, `bot:${BOT}:${ALIAS}`)
  const user = await createUser(
    stage.house,
    'clerk',
    { Effect: 'Allow', Action: ['lex:PutBotAlias', 'lex:PostText'], Resource: bot },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: roleArn(),
      Condition: {
        StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
        StringLike: { 'iam:AssociatedResourceARN': bot },
      },
    },
  )
  clerk = awsCli(stage.house, user)
}, 60_000)
afterAll(async () => {
  await stage.house.close()
  await rm(directory, { recursive: true })
})

describe('conversation logs of both types through the AWS CLI', () => {
  it('are set up with the commands of the guide', { timeout: 60_000 }, async () => {
    await root(
      ...['iam', 'create-role', '--role-name', ROLE],
      ...['--assume-role-policy-document', await document(TRUST, LEX_MAY_ASSUME)],
    )
    await root('logs', 'create-log-group', '--log-group-name', GROUP)
    await root('s3api', 'create-bucket', '--bucket', BUCKET)
    const { KeyMetadata } = await root('kms', 'create-key')
    keyArn = (KeyMetadata as { Arn: string }).Arn
    await createPolicy(CLOUDWATCH, ['logs:CreateLogStream', 'logs:PutLogEvents'], streams())
    await createPolicy(S3, ['s3:PutObject'], `arn:aws:s3:::${BUCKET}/*`)
    await createPolicy(KMS, ['kms:GenerateDataKey'], keyArn)
    const group = arn('logs', stage.house.region, `log-group:${GROUP}`)
    const settings = {
      iamRoleArn: roleArn(),
      logSettings: [
        { logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn: group },
        {
          ...{ logType: 'AUDIO', destination: 'S3', kmsKeyArn: keyArn },
          resourceArn: `arn:aws:s3:::${BUCKET}`,
        },
      ],
    }
    const { conversationLogs } = await clerk(
      ...['lex-models', 'put-bot-alias', '--bot-name', BOT, '--name', ALIAS],
      ...['--bot-version', '1'],
      ...['--conversation-logs', await document('settings', JSON.stringify(settings))],
    )
    const resourcePrefix = `aws/lex/${BOT}/${ALIAS}/1/`
    expect(conversationLogs).toMatchObject({
      logSettings: [{ resourcePrefix }, { kmsKeyArn: keyArn, resourcePrefix }],
    })
  })

  it('hold what was said, the sound under the key of the alias', async () => {
    expect(await converse('ada')).toBe('ElicitSlot')
    expect(await arrived(1)).toEqual(['ada'])
    const [Key = ''] = await keys()
    const file = join(directory, 'sound')
    const named = ['--bucket', BUCKET, '--key', Key]
    const head = await root('s3api', 'get-object', ...named, file)
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyArn })
    expect(await readFile(file, 'utf8')).toBe(SAID)
    expect(Key.startsWith(`aws/lex/${BOT}/${ALIAS}/1/`)).toBe(true)
  })

  it.each<readonly [what: string, take: () => Promise<unknown>, give: () => Promise<unknown>]>([
    [
      'logs:CreateLogStream',
      async () => narrow(CLOUDWATCH, ['logs:PutLogEvents'], streams()),
      () => restore(CLOUDWATCH),
    ],
    [
      'logs:PutLogEvents',
      async () => narrow(CLOUDWATCH, ['logs:CreateLogStream'], streams()),
      () => restore(CLOUDWATCH),
    ],
    ['s3:PutObject', () => switched('detach', S3), () => switched('attach', S3)],
    ['kms:GenerateDataKey', () => switched('detach', KMS), () => switched('attach', KMS)],
    [
      'sts:AssumeRole',
      async () => trust(LEX_MAY_ASSUME.replace('lex.', 'ec2.')),
      async () => trust(LEX_MAY_ASSUME),
    ],
  ])(
    'wait without %s, which the reason names, and arrive once it is back',
    async (...row) => {
      const [action, take, give] = row
      const before = await arrived(1)
      await take()
      // Each time a new user, named for what is missing.
      expect(await converse(action)).toBe('ElicitSlot')
      const reasons = await eventually(async () => {
        const found = await parked()
        return found.length === (action === 'sts:AssumeRole' ? 2 : 1) ? found : undefined
      })
      for (const reason of reasons) expect(reason).toContain(`not authorized to perform: ${action}`)
      await give()
      expect(await arrived(before.length + 1)).toEqual([...before, action])
      expect(await keys()).toHaveLength(before.length + 1)
      expect(await parked()).toEqual([])
    },
    60_000,
  )
})

/** A document in a file of its name, as the CLI is told of it. */
async function document(name: string, text: string): Promise<string> {
  const path = join(directory, `${name}.json`)
  await writeFile(path, text)
  return `file://${path}`
}

async function createPolicy(name: string, Action: readonly string[], Resource: string) {
  const text = policy({ Effect: 'Allow', Action, Resource })
  await root(
    ...['iam', 'create-policy', '--policy-name', name],
    ...['--policy-document', await document(name, text)],
  )
  await switched('attach', name)
}

const switched = (verb: 'attach' | 'detach', name: string) =>
  root('iam', `${verb}-role-policy`, '--policy-arn', policyArn(name), '--role-name', ROLE)

/** A new version of a policy that allows less. */
async function narrow(name: string, Action: readonly string[], Resource: string) {
  const text = policy({ Effect: 'Allow', Action, Resource })
  return root(
    ...['iam', 'create-policy-version', '--policy-arn', policyArn(name), '--set-as-default'],
    ...['--policy-document', await document(`${name}-narrow`, text)],
  )
}

const restore = (name: string) =>
  root(
    ...['iam', 'set-default-policy-version', '--policy-arn', policyArn(name)],
    ...['--version-id', 'v1'],
  )

async function trust(text: string) {
  return root(
    ...['iam', 'update-assume-role-policy', '--role-name', ROLE],
    ...['--policy-document', await document(TRUST, text)],
  )
}

/** The first turn of a user, in writing and aloud. */
async function converse(userId: string): Promise<unknown> {
  const { dialogState, sessionId } = await clerk(
    ...['lex-runtime', 'post-text', '--bot-name', BOT, '--bot-alias', ALIAS],
    ...['--user-id', userId, '--input-text', SAID],
  )
  const turn = { userId, sessionId: String(sessionId), requestId: randomUUID(), sound: SAID }
  await stage.speak(ALIAS, turn)
  return dialogState
}

/** Whose turns the log holds, once there are so many of them, and as many sounds. */
const arrived = (count: number) =>
  eventually(async () => {
    const { events } = await root('logs', 'filter-log-events', '--log-group-name', GROUP)
    const users = (events as { message: string }[]).map(
      ({ message }) => JSON.parse(message).userId as string,
    )
    return users.length >= count && (await keys()).length >= count ? users : undefined
  })

async function keys(): Promise<readonly string[]> {
  const { Contents = [] } = await root('s3api', 'list-objects-v2', '--bucket', BUCKET)
  return (Contents as { Key: string }[]).map(({ Key }) => Key)
}

/** The reasons that `parley deliveries list --status parked` gives. */
async function parked(): Promise<readonly string[]> {
  const { url, root: credentials } = stage.house
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  const args = [MAIN, 'deliveries', 'list', '--status', 'parked', '--endpoint', url]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  return (JSON.parse(stdout) as { reason: string }[]).map(({ reason }) => reason)
}

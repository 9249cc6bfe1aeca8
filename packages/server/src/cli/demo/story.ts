import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import type { RunningServer } from '../../app.ts'
import type { SigningCredentials } from '../../wire/sigv4/sign.ts'
import { connect } from '../client.ts'
import { createStage, type Played } from './stage.ts'

const GROUP = '/lex/flowers'
const WAIT_MS = 20_000
const POLL_MS = 50

/** Plays the whole story and returns what came of each step. */
export async function playStory(
  server: RunningServer,
  print: (line: string) => void,
): Promise<readonly Played[]> {
  const { url, region, account, rootCredentials: root } = server
  const stage = createStage({ url, region, root, print })
  const as = (credentials: SigningCredentials) => ({ endpoint: url, region, credentials })
  const arns = arnsOf(account, region)
  const iam = new IAMClient(as(root))
  const logs = new CloudWatchLogsClient(as(root))

  await stage.allowed('root creates the log group', () =>
    logs.send(new CreateLogGroupCommand({ logGroupName: GROUP })),
  )
  await stage.allowed('root creates a role that Lex may assume, with a policy to write there', () =>
    createLogRole(iam, arns),
  )
  const clara = await stage.allowed('root creates clara, who may edit aliases and talk', () =>
    createClara(iam, arns),
  )
  const models = new LexModelBuildingServiceClient({ ...as(clara), maxAttempts: 1 })
  const runtime = new LexRuntimeServiceClient({ ...as(clara), maxAttempts: 1 })
  const putAlias = (name: string) => () => models.send(new PutBotAliasCommand(alias(name, arns)))
  const say = (inputText: string) => () => runtime.send(new PostTextCommand({ ...TO, inputText }))

  await stage.refused('clara turns on conversation logs without iam:PassRole', putAlias('logged'))
  await stage.allowed('root lets clara pass the role to Lex, for the alias `logged` alone', () =>
    iam.send(new PutUserPolicyCommand(passRole(arns))),
  )
  await stage.allowed('clara turns on conversation logs for `logged`', putAlias('logged'))
  await stage.refused('clara turns them on for `other`', putAlias('other'))

  for (const text of ['I would like to order flowers', 'roses']) {
    await stage.allowed(`clara says "${text}"`, say(text), answer => answer.message ?? '')
  }
  await stage.allowed('the conversation is in the log group', () => lines(logs, 2), shownLines)

  await stage.allowed('root detaches the policy of the role', () =>
    iam.send(new DetachRolePolicyCommand(attachment(arns))),
  )
  await stage.allowed('clara says "tomorrow": the conversation goes on', say('tomorrow'), shown)
  await stage.allowed('the log entry waits, with its reason', () => parked(server), String)
  await stage.allowed('root attaches the policy again', () =>
    iam.send(new AttachRolePolicyCommand(attachment(arns))),
  )
  await stage.allowed('the entry arrives', () => lines(logs, 3), shownLines)
  return stage.played
}

const TO = { botName: 'OrderFlowers', botAlias: 'logged', userId: 'clara' }
const shown = ({ message }: { message?: string | undefined }) => message ?? ''
const shownLines = (transcripts: readonly string[]) => transcripts.join('\n')

type Arns = ReturnType<typeof arnsOf>

const arnsOf = (account: string, region: string) => ({
  role: `arn:aws:iam::${account}:role/FlowerLogs`,
  policy: `arn:aws:iam::${account}:policy/WriteFlowerLogs`,
  group: `arn:aws:logs:${region}:${account}:log-group:${GROUP}`,
  bot: `arn:aws:lex:${region}:${account}:bot:OrderFlowers`,
})

const document = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement })

const attachment = ({ policy }: Arns) => ({ RoleName: 'FlowerLogs', PolicyArn: policy })

async function createLogRole(iam: IAMClient, arns: Arns): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lex.amazonaws.com' } }
  const AssumeRolePolicyDocument = document({ ...trust, Action: 'sts:AssumeRole' })
  await iam.send(new CreateRoleCommand({ RoleName: 'FlowerLogs', AssumeRolePolicyDocument }))
  const Action = ['logs:CreateLogStream', 'logs:PutLogEvents']
  const PolicyDocument = document({ Effect: 'Allow', Action, Resource: `${arns.group}:*` })
  await iam.send(new CreatePolicyCommand({ PolicyName: 'WriteFlowerLogs', PolicyDocument }))
  await iam.send(new AttachRolePolicyCommand(attachment(arns)))
}

async function createClara(iam: IAMClient, { bot }: Arns): Promise<SigningCredentials> {
  const UserName = 'clara'
  await iam.send(new CreateUserCommand({ UserName }))
  const Action = ['lex:PutBotAlias', 'lex:GetBotAlias', 'lex:PostText']
  const PolicyDocument = document({ Effect: 'Allow', Action, Resource: `${bot}:*` })
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'talk', PolicyDocument }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }
}

function passRole({ role, bot }: Arns) {
  const PolicyDocument = document({
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: role,
    Condition: {
      StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
      StringLike: { 'iam:AssociatedResourceArn': `${bot}:logged` },
    },
  })
  return { UserName: 'clara', PolicyName: 'pass-role', PolicyDocument }
}

function alias(name: string, { role, group }: Arns) {
  return {
    name,
    botName: 'OrderFlowers',
    botVersion: '1',
    conversationLogs: {
      iamRoleArn: role,
      logSettings: [
        { logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn: group } as const,
      ],
    },
  }
}

/** The transcripts in the log group, once there are as many as expected. */
function lines(logs: CloudWatchLogsClient, count: number): Promise<readonly string[]> {
  return until(`${count} log events`, async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }))
    const transcripts = events.map(({ message = '{}' }) => {
      const { inputTranscript, botResponse } = JSON.parse(message) as Record<string, string>
      return `${inputTranscript} → ${botResponse}`
    })
    return transcripts.length >= count ? transcripts : undefined
  })
}

/** The reason of the one delivery that is parked. */
function parked({ url, region, rootCredentials }: RunningServer): Promise<string> {
  const client = connect({ endpoint: url, region, credentials: rootCredentials })
  return until('a parked delivery', async () => {
    const target = '/_parley/deliveries?status=parked'
    const { body } = await client.call({ service: 'parley', method: 'GET', target })
    return (body['deliveries'] as { reason?: string }[] | undefined)?.[0]?.reason
  })
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`waited ${WAIT_MS} ms for ${what} in vain`)
}

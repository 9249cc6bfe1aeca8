import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  GetBotAliasCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'

const GROUP = '/lex/talks'
const RoleName = 'Logger'
const PolicyName = 'write'

let directory: string
let house: House

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-delivery-'))
  house = await open()
})
afterEach(async () => {
  await house.close()
  await rm(directory, { recursive: true })
})

const open = () => openHouse({ args: ['--data', directory, '--port', '0'], sample: true })

it('a parked conversation log outlives a restart and arrives in order once it may', async () => {
  await setUp()
  await say('I would like to order flowers')
  expect(await logged(1)).toEqual(['I would like to order flowers'])
  await new IAMClient(house.as()).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
  expect(await say('roses')).toBe('ElicitSlot')
  const { reason } = await eventually(parked)
  expect(reason).toContain(`assumed-role/${RoleName}/lex-conversation-logs is not authorized`)
  await house.close()
  house = await open()
  expect(await say('tomorrow')).toBe('ElicitSlot')
  expect(await parked()).toMatchObject({ status: 'parked', waiting: 2 })
  await grant()
  expect(await logged(3)).toEqual(['I would like to order flowers', 'roses', 'tomorrow'])
  await eventually(async () => ((await parked()) === undefined ? true : undefined))
})

async function setUp(): Promise<void> {
  const iam = new IAMClient(house.as())
  const trust = policy({
    Effect: 'Allow',
    Principal: { Service: 'lex.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }),
  )
  await grant()
  const logs = new CloudWatchLogsClient(house.as())
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }))
  const lex = new LexModelBuildingServiceClient(house.as())
  const alias = { botName: 'OrderFlowers', name: 'prod' }
  const { botVersion, checksum } = await lex.send(new GetBotAliasCommand(alias))
  await lex.send(
    new PutBotAliasCommand({
      ...{ ...alias, botVersion, checksum },
      conversationLogs: {
        iamRoleArn: Role?.Arn,
        logSettings: [{ logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn: groupArn() }],
      },
    }),
  )
}

const groupArn = () => `arn:aws:logs:${house.region}:${house.account}:log-group:${GROUP}`

async function grant(): Promise<void> {
  const write = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${groupArn()}:*`)
  const PolicyDocument = policy(write)
  const iam = new IAMClient(house.as())
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
}

async function say(inputText: string): Promise<string | undefined> {
  const talk = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'ada', inputText }
  const lex = new LexRuntimeServiceClient(house.as())
  return (await lex.send(new PostTextCommand(talk))).dialogState
}

const logged = (count: number) =>
  eventually(async () => {
    const logs = new CloudWatchLogsClient(house.as())
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }))
    const said = events.map(({ message }) => JSON.parse(message ?? '{}').inputTranscript as string)
    return said.length >= count ? said : undefined
  })

async function parked(): Promise<Record<string, unknown> | undefined> {
  const target = '/_parley/deliveries?status=parked'
  const answer = await house.send({ service: 'parley', method: 'GET', target })
  const { deliveries } = (await answer.json()) as { deliveries: Record<string, unknown>[] }
  return deliveries[0]
}

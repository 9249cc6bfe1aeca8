import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  GetBotAliasCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, expect, it } from 'vitest'
import { seededRandom } from '../../src/kernel/random.ts'
import { eventually } from '../eventually.ts'
import { allow, policy } from '../people.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'
import { clientOptions, isGone, roundsOr, SEED, temporaryDirectory } from './crash-round.ts'

/**
 * `kill -9` while conversation logs are on their way: every turn that was acknowledged stands in the log group
 * in the end. A short form here; `CRASH_ROUNDS` says how many.
 */
const ROUNDS = roundsOr(3)
const GROUP = '/lex/crashes'

const data = temporaryDirectory()
let running: ServerProcess | undefined
afterAll(() => running?.kill())

it(
  `delivers the log of every acknowledged turn over ${ROUNDS} kills (CRASH_SEED=${SEED})`,
  async () => {
    const random = seededRandom(SEED)
    const acknowledged: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startProcess(data)
      running = server
      if (round === 0) await setUp(server)
      setTimeout(() => void server.kill(), 100 + random.below(500))
      acknowledged.push(...(await talk(server, round)))
      await server.ended
    }
    const last = await startProcess(data)
    running = last
    await eventually(async () => {
      const said = await logged(last)
      return acknowledged.every(text => said.has(text)) ? true : undefined
    })
    expect(await last.stop()).toBe(0)
    expect(acknowledged.length).toBeGreaterThan(0)
    console.log(
      `${ROUNDS} kills, ${acknowledged.length} turns acknowledged, all of them in the log`,
    )
  },
  60_000 + ROUNDS * 10_000,
)

/** Talks until the server is gone; gives what was answered. */
async function talk(server: ServerProcess, round: number): Promise<string[]> {
  const lex = new LexRuntimeServiceClient(clientOptions(server))
  const answered: string[] = []
  for (let turn = 0; ; turn++) {
    const inputText = `flowers ${round} ${turn}`
    const words = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'talker', inputText }
    try {
      await lex.send(new PostTextCommand(words))
    } catch (error) {
      if (!isGone(error)) throw error
      return answered
    }
    answered.push(inputText)
  }
}

async function setUp(server: ServerProcess): Promise<void> {
  const options = clientOptions(server)
  const iam = new IAMClient(options)
  const trusted = { Effect: 'Allow', Principal: { Service: 'lex.amazonaws.com' } }
  const AssumeRolePolicyDocument = policy({ ...trusted, Action: 'sts:AssumeRole' })
  const RoleName = 'Logger'
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const account = Role?.Arn?.split(':')[4] ?? ''
  const resourceArn = `arn:aws:logs:us-east-1:${account}:log-group:${GROUP}`
  const PolicyDocument = policy(
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `${resourceArn}:*`),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'write', PolicyDocument }))
  const logs = new CloudWatchLogsClient(options)
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }))
  const lex = new LexModelBuildingServiceClient(options)
  const alias = { botName: 'OrderFlowers', name: 'prod' }
  const { botVersion, checksum } = await lex.send(new GetBotAliasCommand(alias))
  const logSettings = [{ logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn } as const]
  const conversationLogs = { iamRoleArn: Role?.Arn, logSettings }
  await lex.send(new PutBotAliasCommand({ ...alias, botVersion, checksum, conversationLogs }))
}

async function logged(server: ServerProcess): Promise<ReadonlySet<string>> {
  const logs = new CloudWatchLogsClient(clientOptions(server))
  const said = new Set<string>()
  let nextToken: string | undefined
  do {
    const page = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, nextToken }))
    for (const { message = '{}' } of page.events ?? [])
      said.add(JSON.parse(message).inputTranscript)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return said
}

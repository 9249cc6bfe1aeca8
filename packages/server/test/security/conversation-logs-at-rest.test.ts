import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms'
import {
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LEX_MAY_ASSUME } from '../conformance/conversation-logs-stage.ts'
import { putHidingBot } from '../conformance/lex-models-flowers.ts'
import { eventually } from '../eventually.ts'
import { filesHold } from '../files-of.ts'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'

/**
 * A conversation that is logged to an encrypted group, whose key is taken away. The bot hides a slot, so that no
 * statistics keep what is said to it, and what it does not understand is in no session.
 */

let folder: string
let house: House

const open = async () => {
  house = await openHouse({ args: ['--data', folder, '--port', '0'] })
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-talks-'))
  await open()
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const BOT = 'OrderFlowersBot'

async function publish(roleArn: string, resourceArn: string) {
  const lex = new LexModelBuildingServiceClient(house.as())
  await putHidingBot(lex)
  const destination = 'CLOUDWATCH_LOGS'
  const logSettings = [{ logType: 'TEXT', destination, resourceArn } as const]
  const conversationLogs = { iamRoleArn: roleArn, logSettings }
  const alias = { botName: BOT, name: 'live', botVersion: '$LATEST', conversationLogs }
  await lex.send(new PutBotAliasCommand(alias))
}

/** The key, and the group that is encrypted under it. */
async function encryptedGroup(logGroupName: string) {
  const may = (Principal: object) => ({ ...allow('kms:*', '*'), Principal })
  const Policy = policy(
    may({ AWS: `arn:aws:iam::${house.account}:root` }),
    may({ Service: 'logs.amazonaws.com' }),
  )
  const { KeyMetadata } = await new KMSClient(house.as()).send(new CreateKeyCommand({ Policy }))
  const kmsKeyId = KeyMetadata?.Arn ?? ''
  const logs = new CloudWatchLogsClient(house.as())
  await logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId }))
  return kmsKeyId
}

async function logger(RoleName: string) {
  const iam = new IAMClient(house.as())
  const AssumeRolePolicyDocument = LEX_MAY_ASSUME
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const PolicyDocument = policy(allow('logs:*', '*'))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
  return Role?.Arn ?? ''
}

const say = (userId: string, inputText: string) =>
  new LexRuntimeServiceClient(house.as()).send(
    new PostTextCommand({ botName: BOT, botAlias: 'live', userId, inputText }),
  )

const logged = (text: string) =>
  eventually(async () => {
    const logs = new CloudWatchLogsClient(house.as())
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'talks' }))
    return events.find(({ message }) => message?.includes(text))
  })

const parked = () =>
  eventually(async () => {
    const target = '/_parley/deliveries?status=parked'
    const answer = await house.send({ service: 'parley', method: 'GET', target })
    const { deliveries } = (await answer.json()) as { deliveries: { reason?: string }[] }
    return deliveries[0]?.reason
  })

const isStored = (text: string) => filesHold(folder, text)

it('is nowhere in clear while its log waits for the key, and arrives when that is back', async () => {
  const KeyId = await encryptedGroup('talks')
  const group = `arn:aws:logs:${house.region}:${house.account}:log-group:talks`
  await publish(await logger('Logger'), group)
  await say('ann', 'zebras-before please')
  await logged('zebras-before')
  await new KMSClient(house.as()).send(new DisableKeyCommand({ KeyId }))
  await say('bob', 'zebras-meanwhile please')
  expect(await parked()).toContain(KeyId)
  expect(isStored('zebras-meanwhile')).toBe(false)
  await house.close()
  expect(isStored('aws/lex/OrderFlowersBot/live')).toBe(true)
  for (const text of ['zebras-before', 'zebras-meanwhile']) expect(isStored(text), text).toBe(false)
  await open()
  await new KMSClient(house.as()).send(new EnableKeyCommand({ KeyId }))
  const { message = '' } = await logged('zebras-meanwhile')
  expect(JSON.parse(message)).toMatchObject({
    inputTranscript: 'zebras-meanwhile please',
    missedUtterance: true,
    userId: 'bob',
  })
})

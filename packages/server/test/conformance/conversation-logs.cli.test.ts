import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'

/**
 * The documented procedure for conversation logs, command by command: role, policy, PassRole, alias, talk,
 * read the log; then the role loses its policy and gets it back.
 */
const GROUP = '/lex/conversations'
const ROLE = 'LexConversationLogs'

let house: House
let root: AwsCli
let clerk: AwsCli

const arn = (service: string, resource: string, region = '') =>
  `arn:aws:${service}:${region}:${house.account}:${resource}`
const roleArn = () => arn('iam', `role/${ROLE}`)
const policyArn = () => arn('iam', 'policy/LexCloudWatch')
const groupArn = () => arn('logs', `log-group:${GROUP}`, house.region)
const botArn = () => arn('lex', 'bot:OrderFlowers', house.region)

const policy = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement })

beforeAll(async () => {
  house = await openHouse({ sample: true })
  root = awsCli(house)
  await root('iam', 'create-user', '--user-name', 'clerk')
  await grant('edit', { Action: ['lex:PutBotAlias', 'lex:GetBotAlias'], Resource: `${botArn()}:*` })
  await grant('talk', { Action: 'lex:PostText', Resource: `${botArn()}:*` })
  clerk = awsCli(house, await keyOf('clerk'))
})
afterAll(() => house.close())

describe('conversation logs through the AWS CLI', () => {
  it('need a role that Lex may assume and a policy to write with', async () => {
    const trust = policy({
      Effect: 'Allow',
      Principal: { Service: 'lex.amazonaws.com' },
      Action: 'sts:AssumeRole',
    })
    await root('iam', 'create-role', '--role-name', ROLE, '--assume-role-policy-document', trust)
    const write = policy({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${groupArn()}:*`,
    })
    await root('iam', 'create-policy', '--policy-name', 'LexCloudWatch', '--policy-document', write)
    await attach()
    await root('logs', 'create-log-group', '--log-group-name', GROUP)
  })

  it('are refused to a user without iam:PassRole, which the refusal names with the role', async () => {
    const refusal = await clerk.fails(...putAlias('support'))
    expect(refusal).toContain('AccessDeniedException')
    expect(refusal).toContain(`iam:PassRole on resource: ${roleArn()}`)
  })

  it('are allowed by PassRole limited to Lex and to this alias, and refused for another', async () => {
    await grant('pass', {
      Action: 'iam:PassRole',
      Resource: roleArn(),
      Condition: {
        StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
        StringLike: { 'iam:AssociatedResourceARN': `${botArn()}:support` },
      },
    })
    const { conversationLogs } = await clerk(...putAlias('support'))
    expect(conversationLogs).toMatchObject({
      iamRoleArn: roleArn(),
      logSettings: [{ resourcePrefix: 'aws/lex/OrderFlowers/support/1/' }],
    })
    expect(await clerk.fails(...putAlias('sales'))).toContain('iam:PassRole')
    expect(
      await root.fails(
        'lex-models',
        'get-bot-alias',
        '--bot-name',
        'OrderFlowers',
        '--name',
        'sales',
      ),
    ).toContain('NotFoundException')
  })

  it('hold what was said and answered', async () => {
    const { message } = await say('I would like to order flowers')
    const [event] = await eventsOf(1)
    expect(event).toMatchObject({
      messageVersion: '1.0',
      botName: 'OrderFlowers',
      botAlias: 'support',
      botVersion: '1',
      inputTranscript: 'I would like to order flowers',
      botResponse: message,
      intent: 'OrderFlowers',
      missedUtterance: false,
      dialogState: 'ElicitSlot',
      slotToElicit: 'FlowerType',
      userId: 'me',
    })
  })

  it('wait with their reason while the role may not write, and arrive once it may', async () => {
    await root('iam', 'detach-role-policy', '--role-name', ROLE, '--policy-arn', policyArn())
    const { dialogState, slotToElicit } = await say('roses')
    expect([dialogState, slotToElicit]).toEqual(['ElicitSlot', 'PickupDate'])
    const delivery = await eventually(parked)
    expect(delivery['reason']).toContain('logs:PutLogEvents')
    expect(delivery['reason']).toContain(`assumed-role/${ROLE}/lex-conversation-logs`)
    expect(await eventsOf(1)).toHaveLength(1)
    await attach()
    const events = await eventsOf(2)
    expect(events.map(event => event['inputTranscript'])).toEqual([
      'I would like to order flowers',
      'roses',
    ])
    await eventually(async () => ((await parked()) === undefined ? true : undefined))
  })
})

const attach = () =>
  root('iam', 'attach-role-policy', '--role-name', ROLE, '--policy-arn', policyArn())

const grant = (name: string, statement: object) =>
  root(
    ...['iam', 'put-user-policy', '--user-name', 'clerk', '--policy-name', name],
    ...['--policy-document', policy({ Effect: 'Allow', ...statement })],
  )

async function keyOf(user: string): Promise<SigningCredentials> {
  const { AccessKey } = await root('iam', 'create-access-key', '--user-name', user)
  const { AccessKeyId, SecretAccessKey } = AccessKey as Record<string, string>
  return { accessKeyId: AccessKeyId ?? '', secretAccessKey: SecretAccessKey ?? '' }
}

const putAlias = (name: string) => [
  ...['lex-models', 'put-bot-alias', '--bot-name', 'OrderFlowers', '--name', name],
  ...['--bot-version', '1', '--conversation-logs', logSettings()],
]

const logSettings = () =>
  JSON.stringify({
    iamRoleArn: roleArn(),
    logSettings: [{ logType: 'TEXT', destination: 'CLOUDWATCH_LOGS', resourceArn: groupArn() }],
  })

const say = (text: string) =>
  clerk(
    ...['lex-runtime', 'post-text', '--bot-name', 'OrderFlowers', '--bot-alias', 'support'],
    ...['--user-id', 'me', '--input-text', text],
  )

/** The events of all streams, as `aws logs get-log-events` gives them, once there are enough. */
const eventsOf = (count: number) =>
  eventually(async () => {
    const { logStreams } = await root('logs', 'describe-log-streams', '--log-group-name', GROUP)
    const all: Record<string, unknown>[] = []
    for (const { logStreamName } of logStreams as { logStreamName: string }[]) {
      const named = ['--log-group-name', GROUP, '--log-stream-name', logStreamName]
      const { events } = await root('logs', 'get-log-events', ...named, '--start-from-head')
      for (const { message } of events as { message: string }[]) all.push(JSON.parse(message))
    }
    return all.length >= count ? all : undefined
  })

async function parked(): Promise<Record<string, unknown> | undefined> {
  const target = '/_parley/deliveries?status=parked'
  const answer = await house.send({ service: 'parley', method: 'GET', target })
  const { deliveries } = (await answer.json()) as { deliveries: Record<string, unknown>[] }
  return deliveries[0]
}

import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  type ConversationLogsRequest,
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  DeleteBotAliasCommand,
  DeleteBotVersionCommand,
  GetBotAliasCommand,
  GetBotAliasesCommand,
  LexModelBuildingServiceClient,
  ListTagsForResourceCommand,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { botNamed, intentNamed } from './lex-models-flowers.ts'

/** Aliases, their conversation logs and tags: scenarios 24 and 28 of spec/lex-models.md §11. */

let house: House
let lex: LexModelBuildingServiceClient

const ROLE = 'arn:aws:iam::123456789012:role/Logs'
const DISTRUSTFUL = 'arn:aws:iam::123456789012:role/Other'
const ARN = 'arn:aws:lex:us-east-1:123456789012:bot:Shop'

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  await lex.send(new PutIntentCommand(intentNamed('Greet')))
  await lex.send(new CreateIntentVersionCommand({ name: 'Greet' }))
  const intents = [{ intentName: 'Greet', intentVersion: '1' }]
  await lex.send(new PutBotCommand({ ...botNamed('Shop'), intents }))
  await lex.send(new CreateBotVersionCommand({ name: 'Shop' }))
  const iam = new IAMClient(house.as())
  const trusting = (Service: string) =>
    policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })
  for (const [RoleName, service] of [
    ['Logs', 'lex.amazonaws.com'],
    ['Other', 'lambda.amazonaws.com'],
  ] as const) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting(service) }))
  }
})
afterAll(() => house.close())

const put = (name: string, more: object = {}) =>
  new PutBotAliasCommand({ name, botName: 'Shop', botVersion: '1', ...more })
const get = (name: string) => lex.send(new GetBotAliasCommand({ name, botName: 'Shop' }))
const remove = (name: string) => lex.send(new DeleteBotAliasCommand({ name, botName: 'Shop' }))

const logs = (iamRoleArn = ROLE): ConversationLogsRequest => ({
  iamRoleArn,
  logSettings: [
    {
      logType: 'TEXT',
      destination: 'CLOUDWATCH_LOGS',
      resourceArn: 'arn:aws:logs:us-east-1:123456789012:log-group:bots:*',
    },
    { logType: 'AUDIO', destination: 'S3', resourceArn: 'arn:aws:s3:::recordings' },
  ],
})

describe('an alias', () => {
  it('is replaced whole, with its own checksum', async () => {
    const made = await lex.send(put('PROD', { description: 'first' }))
    expect(made.$metadata.httpStatusCode).toBe(200)
    expect(made.lastUpdatedDate).toEqual(made.createdDate)
    expect((await refusal(lex.send(put('PROD'))))[0]).toBe('PreconditionFailedException')
    const wrong = put('PROD', { checksum: 'other' })
    expect((await refusal(lex.send(wrong)))[0]).toBe('PreconditionFailedException')
    const { checksum } = made
    const changed = await lex.send(put('PROD', { checksum, botVersion: '$LATEST' }))
    expect(changed.checksum).not.toBe(checksum)
    const { $metadata: _, ...stored } = await get('PROD')
    expect(stored).toEqual({
      name: 'PROD',
      botName: 'Shop',
      botVersion: '$LATEST',
      checksum: changed.checksum,
      createdDate: made.createdDate,
      lastUpdatedDate: changed.lastUpdatedDate,
    })
    await remove('PROD')
    expect((await refusal(remove('PROD')))[0]).toBe('NotFoundException')
  })

  it('has a name that no other has in another case', async () => {
    await lex.send(put('PROD'))
    const [code, message] = await refusal(lex.send(put('prod')))
    expect([code, message.includes('PROD exists')]).toEqual(['BadRequestException', true])
    await remove('PROD')
  })

  it('is one of five at most', async () => {
    const names = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve']
    for (const name of names) await lex.send(put(name))
    const sixth = refusal(lex.send(put('Fay')))
    expect((await sixth).slice(0, 1)).toEqual(['LimitExceededException'])
    const list = await lex.send(new GetBotAliasesCommand({ botName: 'Shop', nameContains: 'n' }))
    expect(list.BotAliases?.map(alias => alias.name)).toEqual(['Ann', 'Dan'])
    for (const name of names) await remove(name)
  })

  it('keeps the version that it points to', async () => {
    await lex.send(put('PROD'))
    const version = new DeleteBotVersionCommand({ name: 'Shop', version: '1' })
    const error = await lex.send(version).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ referenceType: 'BotAlias', exampleReference: { name: 'PROD' } })
    await remove('PROD')
  })
})

describe('conversation logs', () => {
  it('have a prefix each, and end when the alias is put without them', async () => {
    const made = await lex.send(put('PROD', { conversationLogs: logs() }))
    const resourcePrefix = 'aws/lex/Shop/PROD/1/'
    expect(made.conversationLogs).toEqual({
      iamRoleArn: ROLE,
      logSettings: logs().logSettings?.map(setting => ({ ...setting, resourcePrefix })),
    })
    await lex.send(put('PROD', { checksum: made.checksum }))
    expect((await get('PROD')).conversationLogs).toBeUndefined()
    await remove('PROD')
  })

  it.each([
    ['trusts another service', DISTRUSTFUL],
    ['does not exist', 'arn:aws:iam::123456789012:role/Missing'],
  ])('want a role that Lex can assume, not one that %s', async (_, role) => {
    const [code, message] = await refusal(lex.send(put('PROD', { conversationLogs: logs(role) })))
    expect(code).toBe('BadRequestException')
    expect(message).toMatch(/^Lex can't access your IAM role/)
    expect((await refusal(get('PROD')))[0]).toBe('NotFoundException')
  })

  it('want no key for CloudWatch Logs', async () => {
    const [text] = logs().logSettings ?? []
    const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/abc'
    const conversationLogs = { iamRoleArn: ROLE, logSettings: [{ ...text, kmsKeyArn }] }
    const [code, message] = await refusal(lex.send(put('PROD', { conversationLogs })))
    expect([code, message]).toEqual([
      'BadRequestException',
      'kmsKeyArn is allowed for the destination S3 alone.',
    ])
  })

  it('want iam:PassRole for this alias, before anything about the role is told', async () => {
    const user = await createUser(
      house,
      'ann',
      allow('lex:PutBotAlias', '*'),
      allow('iam:PassRole', ROLE, {
        StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' },
        StringLike: { 'iam:AssociatedResourceARN': `${ARN}:PROD` },
      }),
    )
    const own = new LexModelBuildingServiceClient(house.as(user))
    const made = await own.send(put('PROD', { conversationLogs: logs() }))
    expect(made.conversationLogs?.iamRoleArn).toBe(ROLE)
    const ann = 'arn:aws:iam::123456789012:user/ann'
    const denied = (role: string) => [
      'AccessDeniedException',
      `User: ${ann} is not authorized to perform: iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action`,
      403,
    ]
    const beta = own.send(put('BETA', { conversationLogs: logs() }))
    expect(await refusal(beta)).toEqual(denied(ROLE))
    const missing = 'arn:aws:iam::123456789012:role/Missing'
    const unknown = own.send(put('BETA', { conversationLogs: logs(missing) }))
    expect(await refusal(unknown)).toEqual(denied(missing))
    const foreign = 'arn:aws:iam::999999999999:role/Logs'
    const other = own.send(put('BETA', { conversationLogs: logs(foreign) }))
    expect(await refusal(other)).toEqual([
      'AccessDeniedException',
      'Cross-account pass role is not allowed.',
      403,
    ])
    await remove('PROD')
  })
})

describe('tags', () => {
  const tagsOf = async (resourceArn: string) =>
    (await lex.send(new ListTagsForResourceCommand({ resourceArn }))).tags

  it('are set at creation, replaced by key, and taken away', async () => {
    const tags = [
      { key: 'Team', value: 'red' },
      { key: 'Stage', value: '' },
    ]
    const made = await lex.send(put('PROD', { tags }))
    expect(made.tags).toEqual(tags)
    const resourceArn = `${ARN}:PROD`
    expect(await tagsOf(resourceArn)).toEqual(tags)
    const more = [
      { key: 'Team', value: 'blue' },
      { key: 'team', value: 'green' },
    ]
    const tagged = await lex.send(new TagResourceCommand({ resourceArn, tags: more }))
    expect(tagged.$metadata.httpStatusCode).toBe(204)
    expect(await tagsOf(resourceArn)).toEqual([
      { key: 'Team', value: 'blue' },
      { key: 'Stage', value: '' },
      { key: 'team', value: 'green' },
    ])
    const tagKeys = ['Team', 'Stage', 'Unknown']
    await lex.send(new UntagResourceCommand({ resourceArn, tagKeys }))
    expect(await tagsOf(resourceArn)).toEqual([{ key: 'team', value: 'green' }])
    const { checksum } = made
    const update = put('PROD', { checksum, tags })
    expect((await refusal(lex.send(update)))[0]).toBe('BadRequestException')
    expect(await tagsOf(resourceArn)).toEqual([{ key: 'team', value: 'green' }])
    await remove('PROD')
    await lex.send(put('PROD'))
    expect(await tagsOf(resourceArn)).toEqual([])
    await remove('PROD')
  })

  it.each([
    ['an intent', 'arn:aws:lex:us-east-1:123456789012:intent:Greet:1', 'BadRequestException'],
    ['a version', `${ARN}:1`, 'BadRequestException'],
    ['no ARN', 'Shop', 'BadRequestException'],
    ['an unknown bot', `${ARN}Other`, 'NotFoundException'],
    ['an unknown alias', `${ARN}:Other`, 'NotFoundException'],
    ['a channel', `${ARN.replace('bot:', 'bot-channel:')}:PROD:Slack`, 'NotFoundException'],
    ['another region', ARN.replace('us-east-1', 'eu-west-1'), 'NotFoundException'],
    ['another account', ARN.replace('123456789012', '999999999999'), 'AccessDeniedException'],
  ])('are not for %s', async (_, resourceArn, code) => {
    const tag = new TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: 'b' }] })
    expect((await refusal(lex.send(tag)))[0]).toBe(code)
  })

  it.each([
    ['the reserved prefix', [{ key: 'AWS:x', value: 'y' }], 'BadRequestException'],
    ['other characters', [{ key: 'a', value: 'b;c' }], 'BadRequestException'],
    [
      'a key twice',
      [
        { key: 'a', value: 'b' },
        { key: 'a', value: 'c' },
      ],
      'BadRequestException',
    ],
    [
      'more than fifty',
      Array.from({ length: 51 }, (_, i) => ({ key: `${i}`, value: '' })),
      'LimitExceededException',
    ],
  ])('are refused with %s', async (_, tags, code) => {
    const tag = new TagResourceCommand({ resourceArn: ARN, tags })
    expect((await refusal(lex.send(tag)))[0]).toBe(code)
    expect(await tagsOf(ARN)).toEqual([])
  })
})

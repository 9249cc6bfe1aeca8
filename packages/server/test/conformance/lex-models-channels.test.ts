import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  DeleteBotAliasCommand,
  DeleteBotChannelAssociationCommand,
  GetBotChannelAssociationCommand,
  GetBotChannelAssociationsCommand,
  LexModelBuildingServiceClient,
  ListTagsForResourceCommand,
  PutBotAliasCommand,
  PutBotCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { botNamed } from './lex-models-flowers.ts'

/** Channel associations (spec/lex-models.md §3.12). */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
  await lex.send(new PutBotCommand(botNamed('Shop')))
  for (const name of ['PROD', 'BETA']) {
    await lex.send(new PutBotAliasCommand({ botName: 'Shop', name, botVersion: '$LATEST' }))
  }
})
afterAll(() => house.close())

const SLACK = {
  type: 'Slack',
  description: 'the team',
  botConfiguration: {
    clientId: '1234.5678',
    clientSecret: 'hush-hush',
    verificationToken: 'very-secret',
  },
}
const TWILIO = {
  type: 'Twilio-Sms',
  botConfiguration: { accountSID: 'AC1', authenticationToken: 's' },
}
const ARN = 'arn:aws:lex:us-east-1:123456789012:bot-channel:Shop:PROD:Team'

async function create(path: string, body: object, who?: SigningCredentials) {
  const answer = await house.send(
    {
      service: 'lex',
      method: 'PUT',
      target: `/bots/Shop/aliases/${path}`,
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(body),
    },
    who,
  )
  const content = (await answer.json()) as Record<string, unknown>
  return { http: answer.status, code: answer.headers.get('x-amzn-errortype'), ...content }
}

const place = (name: string, botAlias = 'PROD') => ({ botName: 'Shop', botAlias, name })
const get = (name: string, who?: SigningCredentials) =>
  new LexModelBuildingServiceClient(house.as(who)).send(
    new GetBotChannelAssociationCommand(place(name)),
  )
const listed = async (botAlias: string, nameContains?: string) => {
  const query = { botName: 'Shop', botAlias, nameContains }
  const { botChannelAssociations = [] } = await lex.send(
    new GetBotChannelAssociationsCommand(query),
  )
  return botChannelAssociations.map(one => `${one.botAlias} ${one.name}`)
}

describe('a channel', () => {
  it('is created once, and shows no secret', async () => {
    const created = await create('PROD/channels/Team', SLACK)
    expect(created).toMatchObject({
      http: 200,
      name: 'Team',
      botName: 'Shop',
      botAlias: 'PROD',
      type: 'Slack',
      description: 'the team',
      botConfiguration: {
        clientId: '1234.5678',
        clientSecret: '********',
        verificationToken: '********',
      },
    })
    const found = await get('Team')
    expect(found).toMatchObject({
      status: 'IN_PROGRESS',
      botConfiguration: { clientId: '1234.5678' },
    })
    expect(JSON.stringify([created, found])).not.toMatch(/hush-hush|very-secret/)
    expect(await create('PROD/channels/Team', SLACK)).toMatchObject({ code: 'ConflictException' })
    expect(await create('PROD/channels/TEAM', SLACK)).toMatchObject({ code: 'ConflictException' })
  })

  it('leaves no secret in the audit trail', async () => {
    const request = {
      service: 'lex',
      method: 'PUT',
      target: '/bots/Shop/aliases/PROD/channels/Team',
    }
    const headers = [['content-type', 'application/json']] as const
    const answer = await house.send({ ...request, headers, body: JSON.stringify(SLACK) })
    const id = answer.headers.get('x-amzn-requestid')
    const target = `/_parley/decisions/${id}`
    const audited = await (await house.send({ service: 'parley', method: 'GET', target })).text()
    expect(audited).toContain('lex:CreateBotChannelAssociation')
    expect(audited).not.toMatch(/hush-hush|very-secret/)
  })

  it('brings the role that channels act with', async () => {
    const role = new GetRoleCommand({ RoleName: 'AWSServiceRoleForLexChannels' })
    const { Role } = await new IAMClient(house.as()).send(role)
    expect(Role?.Path).toBe('/aws-service-role/channels.lex.amazonaws.com/')
  })

  it.each([
    ['a secret is missing', { type: 'Slack', botConfiguration: { clientId: 'x' } }, 'clientSecret'],
    [
      'a member is unknown',
      { ...TWILIO, botConfiguration: { ...TWILIO.botConfiguration, x: 'y' } },
      'has no x',
    ],
    [
      'a switch is neither on nor off',
      { type: 'Kik', botConfiguration: { kikBotName: 'a', apiKey: 'b', groupChat: 'yes' } },
      'groupChat',
    ],
    [
      'the key is the customer’s',
      { ...TWILIO, kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:alias/mine' },
      'kmsKeyArn',
    ],
  ])('is refused when %s', async (_, body, words) => {
    const refused = await create('PROD/channels/Wrong', body)
    expect(refused).toMatchObject({ http: 400, code: 'BadRequestException' })
    expect(String((refused as { message?: string }).message)).toContain(words)
  })

  it('needs its alias', async () => {
    expect(await create('GAMMA/channels/Team', SLACK)).toMatchObject({ code: 'NotFoundException' })
  })

  it('is listed by alias or over all of them, by a part of its name', async () => {
    await create('PROD/channels/Texts', TWILIO)
    await create('BETA/channels/Texts', TWILIO)
    expect(await listed('PROD')).toEqual(['PROD Team', 'PROD Texts'])
    expect(await listed('-')).toEqual(['BETA Texts', 'PROD Team', 'PROD Texts'])
    expect(await listed('-', 'ext')).toEqual(['BETA Texts', 'PROD Texts'])
    expect(await listed('PROD', '-')).toEqual(['PROD Team', 'PROD Texts'])
    expect(await listed('GAMMA')).toEqual([])
  })

  it('carries tags', async () => {
    const tags = [{ key: 'Team', value: 'red' }]
    await lex.send(new TagResourceCommand({ resourceArn: ARN, tags }))
    const list = new ListTagsForResourceCommand({ resourceArn: ARN })
    expect((await lex.send(list)).tags).toEqual(tags)
  })

  it('is told apart by its type and its tags', async () => {
    const only = async (name: string, Condition: object) =>
      createUser(house, name, allow('lex:*BotChannelAssociation', '*', Condition))
    const texter = await only('texter', { StringEquals: { 'lex:ChannelType': 'Twilio-Sms' } })
    const red = await only('red', { StringEquals: { 'lex:ResourceTag/Team': 'red' } })
    expect((await get('Texts', texter)).type).toBe('Twilio-Sms')
    expect((await refusal(get('Team', texter)))[0]).toBe('AccessDeniedException')
    expect((await get('Team', red)).type).toBe('Slack')
    expect((await refusal(get('Texts', red)))[0]).toBe('AccessDeniedException')
    // What is not there has no type and no tags.
    expect((await refusal(get('Missing', texter)))[0]).toBe('AccessDeniedException')
    expect(await create('PROD/channels/More', TWILIO, texter)).toMatchObject({ http: 200 })
    expect(await create('PROD/channels/Other', SLACK, texter)).toMatchObject({ http: 403 })
  })

  it('keeps its alias, and goes when it is deleted', async () => {
    const alias = new DeleteBotAliasCommand({ botName: 'Shop', name: 'PROD' })
    const blocked = await lex.send(alias).catch(error => error)
    expect(blocked).toMatchObject({
      name: 'ResourceInUseException',
      referenceType: 'BotChannel',
      exampleReference: { name: 'More' },
    })
    for (const name of ['More', 'Team', 'Texts']) {
      await lex.send(new DeleteBotChannelAssociationCommand(place(name)))
    }
    expect((await refusal(get('Team')))[0]).toBe('NotFoundException')
    const list = lex.send(new ListTagsForResourceCommand({ resourceArn: ARN }))
    expect((await refusal(list))[0]).toBe('NotFoundException')
    await lex.send(alias)
    expect(await listed('-')).toEqual(['BETA Texts'])
  })
})

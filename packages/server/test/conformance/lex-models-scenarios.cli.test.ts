import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { attach, createUser } from '../people.ts'
import { createAccount } from './lex-accounts.ts'
import { FLOWER_TYPES, flowersBot, orderFlowers } from './lex-models-flowers.ts'

/** Scenarios 24, 25, 28 and 30 of spec/lex-models.md §11 at the command line. */

let house: House
let aws: AwsCli
let folder: string

beforeAll(async () => {
  house = await openHouse()
  aws = awsCli(house)
  folder = mkdtempSync(join(tmpdir(), 'parley scenarios '))
  await lex('put-slot-type', '--cli-input-json', json({ ...FLOWER_TYPES, createVersion: true }))
  await lex('put-intent', '--cli-input-json', json({ ...orderFlowers('1'), createVersion: true }))
  const bot = { ...flowersBot('1'), processBehavior: 'SAVE', createVersion: true }
  await lex('put-bot', '--cli-input-json', json(bot))
  const alias = ['--bot-name', 'OrderFlowersBot', '--name', 'PROD', '--bot-version', '1']
  await lex('put-bot-alias', ...alias)
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const json = (value: unknown) => JSON.stringify(value)
const lex = (...args: readonly string[]) => aws('lex-models', ...args)
const BOT = 'arn:aws:lex:us-east-1:123456789012:bot:OrderFlowersBot'

describe('the tag exercise', () => {
  const tagsOf = async (arn: string) =>
    (await lex('list-tags-for-resource', '--resource-arn', arn))['tags']
  const tag = (key: string, value: string) => ({ key, value })
  const add = (arn: string, ...tags: readonly object[]) =>
    lex('tag-resource', '--resource-arn', arn, '--tags', json(tags))

  it('tags, overwrites and takes away', async () => {
    await add(BOT, tag('Department', 'Sales'), tag('Stage', 'test'))
    expect(await tagsOf(BOT)).toEqual([tag('Department', 'Sales'), tag('Stage', 'test')])
    await add(BOT, tag('Stage', 'live'))
    expect(await tagsOf(BOT)).toEqual([tag('Department', 'Sales'), tag('Stage', 'live')])
    await lex('untag-resource', '--resource-arn', BOT, '--tag-keys', 'Stage', 'Unknown')
    expect(await tagsOf(BOT)).toEqual([tag('Department', 'Sales')])
  })

  it('reaches aliases, and no intents', async () => {
    await add(`${BOT}:PROD`, tag('Department', 'Support'))
    expect(await tagsOf(`${BOT}:PROD`)).toEqual([tag('Department', 'Support')])
    const intent = 'arn:aws:lex:us-east-1:123456789012:intent:OrderFlowers'
    const args = ['--resource-arn', intent, '--tags', json([tag('a', 'b')])]
    expect(await aws.fails('lex-models', 'tag-resource', ...args)).toContain('BadRequestException')
  })

  it('is not undone by a put', async () => {
    const { checksum } = await lex(
      ...['get-bot', '--name', 'OrderFlowersBot', '--version-or-alias', '$LATEST'],
    )
    const bot = { ...flowersBot('1'), checksum, processBehavior: 'SAVE', tags: [tag('a', 'b')] }
    const refused = await aws.fails('lex-models', 'put-bot', '--cli-input-json', json(bot))
    expect(refused).toContain('BadRequestException')
    expect(await tagsOf(BOT)).toEqual([tag('Department', 'Sales')])
  })
})

describe('the export and import scenario', () => {
  it('moves a bot to a second account, and stops at what is there', async () => {
    const query = ['--name', 'OrderFlowersBot', '--resource-type', 'BOT', '--export-type', 'LEX']
    const url = await eventually(async () => (await exportOf(query))['url'] as string | undefined)
    const archive = join(folder, 'bot.zip')
    writeFileSync(archive, Buffer.from(await (await fetch(url)).arrayBuffer()))
    const guest = awsCli(house, await createAccount(house, '111122223333'))
    const load = async (mergeStrategy: string) => {
      const args = ['--resource-type', 'BOT', '--merge-strategy', mergeStrategy]
      const started = await guest(
        'lex-models',
        'start-import',
        '--payload',
        `fileb://${archive}`,
        ...args,
      )
      expect(started).toMatchObject({ name: 'OrderFlowersBot', importStatus: 'IN_PROGRESS' })
      return eventually(async () => {
        const id = String(started['importId'])
        const state = await guest('lex-models', 'get-import', '--import-id', id)
        return state['importStatus'] === 'IN_PROGRESS' ? undefined : state
      })
    }
    expect(await load('OVERWRITE_LATEST')).toMatchObject({ importStatus: 'COMPLETE' })
    const bot = await guest(
      ...['lex-models', 'get-bot', '--name', 'OrderFlowersBot', '--version-or-alias', '$LATEST'],
    )
    expect(bot).toMatchObject({
      status: 'NOT_BUILT',
      intents: [{ intentName: 'OrderFlowers', intentVersion: '1' }],
    })
    expect(await load('FAIL_ON_CONFLICT')).toMatchObject({
      importStatus: 'FAILED',
      failureReason: ['SlotType FlowerTypes already exists.'],
    })
  })

  it('exports no $LATEST', async () => {
    const query = ['--name', 'OrderFlowersBot', '--resource-type', 'BOT', '--export-type', 'LEX']
    const refused = await aws.fails(
      ...['lex-models', 'get-export', ...query, '--resource-version', '$LATEST'],
    )
    expect(refused).toContain('BadRequestException')
  })
})

const exportOf = (query: readonly string[]) =>
  lex('get-export', ...query, '--resource-version', '1')

describe('the managed policies', () => {
  const as = async (name: string, policy: string) => {
    const credentials = await createUser(house, name)
    await attach(house, name, `arn:aws:iam::aws:policy/${policy}`)
    return awsCli(house, credentials)
  }
  const exportArgs = [
    ...['lex-models', 'get-export', '--name', 'OrderFlowersBot', '--resource-version', '1'],
    ...['--resource-type', 'BOT', '--export-type', 'LEX'],
  ]
  const say = [
    ...['lex-runtime', 'post-text', '--bot-name', 'OrderFlowersBot', '--bot-alias', 'PROD'],
    ...['--user-id', 'me', '--input-text', 'I would like to order some flowers'],
  ]

  it('AmazonLexReadOnly reads, and neither exports, talks nor puts', async () => {
    const reader = await as('reader', 'AmazonLexReadOnly')
    expect((await reader('lex-models', 'get-bots'))['bots']).toHaveLength(1)
    const put = ['lex-models', 'put-bot', '--cli-input-json', json(flowersBot('1'))]
    for (const args of [exportArgs, say, put]) {
      expect(await reader.fails(...args)).toContain('AccessDeniedException')
    }
  })

  it('AmazonLexRunBotsOnly talks, and does not read', async () => {
    await eventually(async () => {
      const args = ['get-bot', '--name', 'OrderFlowersBot', '--version-or-alias', '1']
      return (await lex(...args))['status'] === 'READY' || undefined
    })
    const runner = await as('runner', 'AmazonLexRunBotsOnly')
    expect((await runner(...say))['dialogState']).toBe('ElicitSlot')
    const read = ['lex-models', 'get-bot', '--name', 'OrderFlowersBot', '--version-or-alias', '1']
    expect(await runner.fails(...read)).toContain('AccessDeniedException')
  })

  it('AmazonLexFullAccess does all of Lex, and permits functions of its own prefix alone', async () => {
    const owner = await as('owner', 'AmazonLexFullAccess')
    expect((await owner(...exportArgs))['name']).toBe('OrderFlowersBot')
    const permit = (name: string) => [
      ...['lambda', 'add-permission', '--function-name', name, '--statement-id', 'lex'],
      ...['--action', 'lambda:InvokeFunction', '--principal', 'lex.amazonaws.com'],
    ]
    expect(await owner.fails(...permit('Other'))).toContain('AccessDeniedException')
    // Permitted, and then there is no such function.
    expect(await owner.fails(...permit('AmazonLexHook'))).toContain('ResourceNotFoundException')
  })
})

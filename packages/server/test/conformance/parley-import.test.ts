import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetBotCommand,
  LexModelBuildingServiceClient,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { archived, exported, publishFlowers } from './lex-models-archives.ts'

/** `parley import FILE`, as a person would type it. */

let source: House
let house: House
let folder: string
let archive: Uint8Array

beforeAll(async () => {
  source = await openHouse()
  house = await openHouse()
  folder = mkdtempSync(join(tmpdir(), 'parley import '))
  const lex = new LexModelBuildingServiceClient(source.as())
  await publishFlowers(lex)
  archive = (await exported(lex, 'BOT', 'OrderFlowersBot')).bytes
})
afterAll(async () => {
  await Promise.all([source.close(), house.close()])
  rmSync(folder, { recursive: true, force: true })
})

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

function parley(...args: readonly string[]) {
  const { accessKeyId, secretAccessKey } = house.root
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env['PATH'],
      PARLEY_ENDPOINT: house.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  return new Promise<{ code: number | null; stdout: string; stderr: string }>(done => {
    child.on('close', code => done({ code, stdout, stderr }))
  })
}

const file = (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

describe('parley import', () => {
  it('loads an export, builds it and says what it found', async () => {
    const { code, stdout, stderr } = await parley('import', file('bot.zip', archive))
    expect(stderr).toBe('')
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'bot OrderFlowersBot (en-US): 1 intent, 2 sample utterances, 3 slots, 1 custom slot type',
      'imported',
    ])
    expect(stdout).toContain("built: npx parley chat --bot OrderFlowersBot --alias '$LATEST'")
    expect(code).toBe(0)
    const lex = new LexModelBuildingServiceClient(house.as())
    const get = new GetBotCommand({ name: 'OrderFlowersBot', versionOrAlias: '$LATEST' })
    expect((await lex.send(get)).status).toBe('READY')
  })

  it('replaces nothing unless told to', async () => {
    const path = file('again.zip', archive)
    const { code, stderr } = await parley('import', path)
    expect([code, stderr]).toEqual([
      1,
      'the import failed:\n  SlotType FlowerTypes already exists.\nto replace what is there: --overwrite\n',
    ])
    expect((await parley('import', path, '--overwrite')).code).toBe(0)
  })

  it('takes the JSON of an export, and names the functions it calls', async () => {
    const uri = 'arn:aws:lambda:us-east-1:123456789012:function:Missing'
    const codeHook = { uri, messageVersion: '1.0' }
    const resource = {
      name: 'Call',
      sampleUtterances: ['call'],
      slots: [],
      fulfillmentActivity: { codeHook, type: 'CodeHook' },
    }
    const metadata = { schemaVersion: '1.0', importType: 'LEX', importFormat: 'JSON' }
    const path = file('Call_Export.json', JSON.stringify({ metadata, resource }))
    const { code, stdout, stderr } = await parley('import', path)
    expect(stdout).toBe(
      `intent Call: 1 sample utterance, 0 slots, 0 custom slot types\n  calls ${uri}\n`,
    )
    expect(stderr).toContain(`  Intent Call: Lex is unable to access the Lambda function ${uri}`)
    expect(code).toBe(1)
  })

  it.each([
    ['no file', () => join(folder, 'missing.zip'), /^parley: cannot read /],
    ['no archive', () => file('text.zip', 'text'), /is no archive of an export/],
    ['no resource', () => file('empty.json', '{}'), /holds no resource with a name/],
  ])('refuses %s', async (_, path, words) => {
    const { code, stderr } = await parley('import', path())
    expect(code).toBe(2)
    expect(stderr).toMatch(words)
  })

  it('tells which bot could not be built', async () => {
    const resource = { name: 'Silent', childDirected: false, locale: 'en-US', intents: [] }
    const { code, stderr } = await parley('import', file('silent.zip', await archived(resource)))
    expect(code).toBe(1)
    expect(stderr).toBe("the bot could not be built: The bot 'Silent' has no intents.\n")
  })
})

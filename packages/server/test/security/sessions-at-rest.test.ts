import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  GetUtterancesViewCommand,
  LexModelBuildingServiceClient,
  PutBotAliasCommand,
  PutBotCommand,
  PutIntentCommand,
} from '@aws-sdk/client-lex-model-building-service'
import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { key, keyParts, within } from '../../src/store/key.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite.ts'
import { built, flowersBot, intentNamed, putHidingBot } from '../conformance/lex-models-flowers.ts'
import { filesHold } from '../files-of.ts'
import { type House, openHouse } from '../house.ts'

/** The bot hides its slots, so that no statistics keep what is said to it: it is in its sessions alone. */

let folder: string
let house: House

const open = async () => {
  house = await openHouse({ args: ['--data', folder, '--port', '0'] })
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sessions-'))
  await open()
  await publish()
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

const BOT = 'OrderFlowersBot'
const to = (userId: string) => ({ botName: BOT, botAlias: 'live', userId })

async function publish() {
  const lex = new LexModelBuildingServiceClient(house.as())
  await putHidingBot(lex)
  await lex.send(new PutBotAliasCommand({ botName: BOT, name: 'live', botVersion: '$LATEST' }))
}

const runtime = () => new LexRuntimeServiceClient(house.as())
const say = (userId: string, inputText: string, sessionAttributes?: Record<string, string>) =>
  runtime().send(new PostTextCommand({ ...to(userId), inputText, sessionAttributes }))
const sessionOf = (userId: string) => runtime().send(new GetSessionCommand(to(userId)))

const isStored = (text: string) => filesHold(folder, text)

/** What somebody does who can write into the database file, and has no key. */
async function copySession(from: string, to: string): Promise<void> {
  const store = await openSqliteStore({ file: join(folder, 'parley.db'), clock: systemClock })
  try {
    const { documents } = await store.range(...within('lex.session'))
    const stolen = documents.find(document => keyParts(document.key).at(-1) === from)
    if (!stolen) throw new Error('no session to steal')
    const [kind = '', ...place] = keyParts(stolen.key).slice(0, -1)
    await store.commit([{ type: 'put', key: key(kind, ...place, to), value: stolen.value }])
  } finally {
    await store.close()
  }
}

const CANARIES = ['zebra-attribute', 'zebra-name', '2031-07-19']

it('keeps slots and attributes of sessions nowhere in clear, and goes on with them after a restart', async () => {
  await say('ann', 'I would like to order some flowers', { 'zebra-name': 'zebra-attribute' })
  await say('ann', 'roses')
  const { slots, sessionAttributes } = await say('ann', 'july 19 2031')
  expect(slots).toMatchObject({ PickupDate: '2031-07-19' })
  expect(sessionAttributes).toEqual({ 'zebra-name': 'zebra-attribute' })
  expect(isStored('lex.session')).toBe(true)
  for (const text of CANARIES) expect(isStored(text), text).toBe(false)
  await house.close()
  for (const text of CANARIES) expect(isStored(text), text).toBe(false)
  await open()
  expect(await sessionOf('ann')).toMatchObject({
    sessionAttributes: { 'zebra-name': 'zebra-attribute' },
    recentIntentSummaryView: [{ slots: { PickupDate: '2031-07-19' } }],
  })
})

it('keeps what is counted of utterances nowhere in clear, and tells it after a restart', async () => {
  const said = 'zebra-utterance'
  const models = () => new LexModelBuildingServiceClient(house.as())
  await models().send(new PutIntentCommand(intentNamed('Greet')))
  const intents = [{ intentName: 'Greet', intentVersion: '$LATEST' }]
  await models().send(new PutBotCommand({ ...flowersBot(), name: 'Open', intents }))
  await built(models(), 'Open')
  const to = { botName: 'Open', botAlias: '$LATEST', userId: 'ann' }
  await runtime().send(new PostTextCommand({ ...to, inputText: said }))
  expect(isStored('lex.heard')).toBe(true)
  expect(isStored(said)).toBe(false)
  await house.close()
  expect(isStored(said)).toBe(false)
  await open()
  const of = { botName: 'Open', botVersions: ['$LATEST'] }
  const query = new GetUtterancesViewCommand({ ...of, statusType: 'Missed' })
  expect(await models().send(query)).toMatchObject({
    utterances: [{ utterances: [{ utteranceString: said, count: 1 }] }],
  })
})

it('gives nobody a session that was copied from another user', async () => {
  await say('eve', 'I would like to order some flowers', { whose: 'eve' })
  const { sessionId } = await sessionOf('eve')
  await house.close()
  await copySession('eve', 'mallory')
  await open()
  await expect(sessionOf('mallory')).rejects.toMatchObject({ name: 'NotFoundException' })
  const begun = await say('mallory', 'I would like to order some flowers')
  expect(begun.sessionId).not.toBe(sessionId)
  expect(begun.sessionAttributes ?? {}).toEqual({})
  expect(await sessionOf('mallory')).toMatchObject({ sessionId: begun.sessionId })
  expect(await sessionOf('eve')).toMatchObject({ sessionId, sessionAttributes: { whose: 'eve' } })
})

import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostContentCommand,
  type PostContentCommandInput,
  PutSessionCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createBot, PIZZA_BOT, statement } from './lex-runtime-bots.ts'

/** PostContent: text in the body, everything else in headers (spec/lex-runtime.md §1.5). */

let house: House
let lex: LexRuntimeServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexRuntimeServiceClient(house.as())
  await createBot(house, PIZZA_BOT)
  await createBot(house, {
    intents: [
      {
        name: 'Salute',
        sampleUtterances: ['hello'],
        conclusionStatement: statement('Grüße — こんにちは'),
      },
    ],
    bot: { name: 'WideBot' },
  })
})
afterAll(() => house.close())

const post = (userId: string, inputStream: string, more: Partial<PostContentCommandInput> = {}) =>
  lex.send(
    new PostContentCommand({
      botName: 'PizzaBot',
      botAlias: 'PROD',
      userId,
      contentType: 'text/plain; charset=utf-8',
      inputStream,
      ...more,
    }),
  )
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const text = (encoded: string | undefined) => Buffer.from(encoded ?? '', 'base64').toString()

interface RawContent {
  readonly body: string | Uint8Array
  readonly bot?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** As a client without an SDK would send it. */
const raw = ({ body, bot = 'PizzaBot', headers = {} }: RawContent) =>
  house.send({
    service: 'lex',
    method: 'POST',
    target: `/bot/${bot}/alias/${bot === 'PizzaBot' ? 'PROD' : '%24LATEST'}/user/raw/content`,
    headers: Object.entries({ 'content-type': 'text/plain;charset=utf-8', ...headers }),
    body,
  })

describe('PostContent', () => {
  it('holds a conversation through the SDK', async () => {
    const first = await post('guest', 'order a pizza', {
      accept: 'text/plain; charset=utf-8',
      sessionAttributes: JSON.stringify({ name: 'Jo' }),
    })
    expect(first).toMatchObject({
      contentType: 'text/plain;charset=utf-8',
      intentName: 'OrderPizza',
      dialogState: 'ElicitSlot',
      slotToElicit: 'size',
      message: 'What size, Jo?',
      messageFormat: 'PlainText',
      inputTranscript: 'order a pizza',
      botVersion: '$LATEST',
    })
    expect(text(first.encodedMessage)).toBe('What size, Jo?')
    expect(text(first.encodedInputTranscript)).toBe('order a pizza')
    expect(JSON.parse(String(first.slots))).toEqual({ size: null, crust: null })
    expect(JSON.parse(String(first.sessionAttributes))).toEqual({ name: 'Jo' })
    expect(JSON.parse(String(first.activeContexts))).toEqual([])
    expect(JSON.parse(String(first.nluIntentConfidence))).toEqual({ score: 1 })
    expect(await first.audioStream?.transformToString()).toBe('')
    const second = await post('guest', 'large', { inputStream: Buffer.from('large') as never })
    expect(second).toMatchObject({ slotToElicit: 'crust', sessionId: first.sessionId })
  })

  it('sends these bytes in its headers', async () => {
    const response = await raw({
      body: 'order a pizza',
      headers: { 'x-amz-lex-session-attributes': base64({ name: 'Ann' }) },
    })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
    const header = (name: string) => response.headers.get(name)
    expect(header('content-type')).toBe('text/plain;charset=utf-8')
    expect(header('x-amz-lex-session-attributes')).toBe(base64({ name: 'Ann' }))
    expect(header('x-amz-lex-slots')).toBe(base64({ size: null, crust: null }))
    expect(header('x-amz-lex-active-contexts')).toBe('W10=')
    expect(header('x-amz-lex-alternative-intents')).toBe('W10=')
    expect(header('x-amz-lex-dialog-state')).toBe('ElicitSlot')
    expect(header('x-amz-lex-message')).toBe('What size, Ann?')
    expect(header('x-amz-lex-sentiment')).toBeNull()
    const missed = await raw({ bot: 'WideBot', body: 'purple monkey' })
    expect(missed.headers.get('x-amz-lex-session-attributes')).toBe('e30=')
  })

  it('keeps text that no header can hold to the encoded header', async () => {
    const response = await raw({ bot: 'WideBot', body: 'hello' })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-amz-lex-message')).toBeNull()
    expect(text(response.headers.get('x-amz-lex-encoded-message') ?? '')).toBe('Grüße — こんにちは')
    const injected = await raw({ body: 'order a pizza\r\nx-evil: 1' })
    expect(injected.headers.get('x-evil')).toBeNull()
    expect(injected.headers.get('x-amz-lex-input-transcript')).toBeNull()
  })

  it('takes contexts from a header, checked as those of PostText are', async () => {
    const context = { name: 'here', parameters: { a: 'b' }, timeToLive: { turnsToLive: 2 } }
    const headers = (list: unknown) => ({
      'x-amz-lex-active-contexts': base64(list),
      'x-amz-lex-session-attributes': base64({ name: 'Ann' }),
    })
    const kept = await raw({ body: 'order a pizza', headers: headers([context]) })
    expect(JSON.parse(text(kept.headers.get('x-amz-lex-active-contexts') ?? ''))).toEqual([
      { name: 'here', parameters: { a: 'b' }, timeToLive: { turnsToLive: 1 } },
    ])
    for (const wrong of [[{ ...context, name: '7' }], [{ name: 'here' }], 'here', {}]) {
      const response = await raw({ body: 'order a pizza', headers: headers(wrong) })
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
        400,
        'BadRequestException',
      ])
    }
  })

  it('refuses what is no text, and to speak', async () => {
    for (const contentType of [
      'audio/l16; rate=16000; channels=1',
      'application/json',
      'text/plain; charset=latin1',
    ]) {
      const [code, , status] = await refusal(post('guest', 'x', { contentType }))
      expect([code, status]).toEqual(['UnsupportedMediaTypeException', 415])
    }
    for (const accept of ['audio/mpeg', 'image/png']) {
      const [code, , status] = await refusal(post('guest', 'x', { accept }))
      expect([code, status]).toEqual(['NotAcceptableException', 406])
    }
  })

  const NO_UTF8 = Buffer.from('{"a":"\xff"}', 'latin1').toString('base64')

  it('refuses a body or attributes that are too long or not readable', async () => {
    expect((await raw({ body: 'é'.repeat(1024) })).status).toBe(200)
    const wrong: readonly RawContent[] = [
      { body: 'é'.repeat(1025) },
      { body: new Uint8Array([0xff, 0xfe]) },
      { body: '' },
      { body: 'x', headers: { 'x-amz-lex-session-attributes': '{"a":"b"}' } },
      { body: 'x', headers: { 'x-amz-lex-session-attributes': '' } },
      { body: 'x', headers: { 'x-amz-lex-session-attributes': NO_UTF8 } },
      { body: 'x', headers: { 'x-amz-lex-session-attributes': base64({ a: { b: 1 } }) } },
      { body: 'x', headers: { 'x-amz-lex-session-attributes': base64({ a: 'x'.repeat(9_300) }) } },
    ]
    for (const content of wrong) {
      const response = await raw(content)
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
        400,
        'BadRequestException',
      ])
    }
  })

  it('takes and gives 16 KB of headers, without the deprecated copies if need be', async () => {
    const lines = await raw({
      body: 'order a pizza',
      headers: {
        'x-amz-lex-session-attributes': base64({ name: 'Jo', a: 'x'.repeat(8_000) }),
        'x-amz-lex-active-contexts': base64([
          { name: 'here', parameters: { a: 'b'.repeat(1_024) }, timeToLive: {} },
        ]),
      },
    })
    expect(lines.status).toBe(200)
    const refused = await raw({
      body: 'order a pizza',
      headers: {
        'x-amz-lex-session-attributes': base64({ a: 'x'.repeat(8_000) }),
        'x-amz-lex-active-contexts': base64(
          ['one', 'two', 'three', 'four'].map(name => ({
            name,
            parameters: { a: 'b'.repeat(1_024) },
            timeToLive: {},
          })),
        ),
      },
    })
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { message: expect.stringMatching(/^The headers of the request exceed .* 16384 bytes\)$/) },
    ])
    const words = 'y'.repeat(1_000)
    const spoken = async (bytes: number) => {
      const sessionAttributes = { name: 'Jo', a: 'x'.repeat(bytes) }
      const place = { botName: 'PizzaBot', botAlias: 'PROD', userId: 'wide' }
      await lex.send(new PutSessionCommand({ ...place, sessionAttributes }))
      return post('wide', words)
    }
    expect((await spoken(9_000)).inputTranscript).toBe(words)
    const bare = await spoken(10_000)
    expect([bare.inputTranscript, text(bare.encodedInputTranscript)]).toEqual([undefined, words])
    const get = new GetSessionCommand({ botName: 'PizzaBot', botAlias: 'PROD', userId: 'wide' })
    const [code, message, status] = await refusal(spoken(11_000))
    expect([code, status]).toEqual(['BadRequestException', 400])
    expect(message).toMatch(/^The headers of the answer exceed the maximum size/)
    const { sessionAttributes, recentIntentSummaryView } = await lex.send(get)
    expect([sessionAttributes?.['a']?.length, recentIntentSummaryView]).toEqual([11_000, []])
  })
})

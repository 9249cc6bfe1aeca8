import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import {
  GetSessionCommand,
  LexRuntimeServiceClient,
  PostTextCommand,
} from '@aws-sdk/client-lex-runtime-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import { createLogger } from '../../src/kernel/log.ts'
import { eventually } from '../eventually.ts'
import type { House } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, openWorkshop } from './lambda-functions.ts'
import { createBot, prompt } from './lex-runtime-bots.ts'
import { delegate, openHooked, type TestHook } from './lex-runtime-hooks.ts'
import { CONFIRM, MESSAGE, SLOT, WRONG } from './lex-runtime-wrong-answers.ts'

/** What a client sees of a function that fails, row by row of spec/lex-runtime.md §3.5; nothing of it is kept. */

const MOODS = {
  name: 'Moods',
  enumerationValues: [{ value: 'fine' }, { value: 'sad' }],
}

/** Its functions decide alone: no prompt to confirm, none for `Years`, and the bot has none to clarify. */
const feelingBot = (hook: object) =>
  ({
    types: [MOODS],
    intents: [
      {
        name: 'Feel',
        sampleUtterances: ['i feel'],
        slots: [
          {
            name: 'Mood',
            slotType: 'Moods',
            slotTypeVersion: '$LATEST',
            slotConstraint: 'Required',
            valueElicitationPrompt: prompt('How do you feel?'),
          },
          { name: 'Years', slotType: 'AMAZON.NUMBER', slotConstraint: 'Optional' },
        ],
        dialogCodeHook: hook,
        fulfillmentActivity: { type: 'CodeHook', codeHook: hook },
      },
      { name: 'Aid', parentIntentSignature: 'AMAZON.HelpIntent' },
    ],
    bot: { name: 'Friend', clarificationPrompt: undefined },
    aliases: [{ name: 'PROD', botVersion: '$LATEST' }],
  }) as never

const to = (userId: string) => ({ botName: 'Friend', botAlias: 'PROD', userId })

/** How a turn of a conversation that has begun is refused, and the session before and after it. */
async function failedTurn(
  lex: LexRuntimeServiceClient,
  userId: string,
  sessionAttributes: Readonly<Record<string, string>>,
) {
  const session = async () => {
    const { $metadata: _, ...shown } = await lex.send(new GetSessionCommand(to(userId)))
    return shown
  }
  const before = await session()
  const said = new PostTextCommand({ ...to(userId), inputText: 'fine', sessionAttributes })
  const refused = await refusal(lex.send(said))
  return { refused, before, after: await session() }
}

const begin = (lex: LexRuntimeServiceClient, userId: string) =>
  lex.send(new PostTextCommand({ ...to(userId), inputText: 'i feel' }))

const INVALID = 'Invalid Lambda Response: '
const failed = (text: string) => ['DependencyFailedException', text, 424] as const
const UNHANDLED = failed(`${INVALID}Received error response from Lambda: Unhandled`)
const NULL = failed(`${INVALID}Received null response from Lambda`)
const tooLarge = (bytes: number) =>
  failed(`${INVALID}Lambda response exceeds maximum size (${bytes} vs. 25K)`)
const NO_MESSAGES = [
  'BadRequestException',
  'Invalid Bot Configuration: No usable messages given the current slot, sessionAttribute, and requestAttribute set.',
  400,
] as const

describe('a function', () => {
  let house: House
  let lex: LexRuntimeServiceClient
  let lambda: LambdaClient
  let uri: string

  beforeAll(async () => {
    house = await openWorkshop()
    lex = new LexRuntimeServiceClient(house.as())
    lambda = new LambdaClient(house.as())
    uri = `arn:aws:lambda:us-east-1:${house.account}:function:Hook`
    await createFunction(house, await createRole(house, 'runner'), CODE, { Timeout: 1 })
    await grant()
    await createBot(house, feelingBot({ uri, messageVersion: '1.0' }))
  })
  afterAll(() => house.close())

  const grant = () =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName: 'Hook',
        StatementId: 'lex',
        Action: 'lambda:InvokeFunction',
        Principal: 'lex.amazonaws.com',
        SourceArn: `arn:aws:lex:us-east-1:${house.account}:intent:Feel:*`,
      }),
    )

  /** Answers with what the attribute `answer` holds, fails as `how` says, in the hook `at`; else delegates. */
  const CODE = `exports.handler = async event => {
    const { how, answer, at = event.invocationSource } = event.sessionAttributes
    if (at === event.invocationSource) {
      if (answer !== undefined) return JSON.parse(answer)
      if (how === 'throw') throw new Error('no')
      if (how === 'throw nothing') throw undefined
      if (how === 'undefined') return undefined
      if (how === 'circle') { const circle = {}; circle.circle = circle; return circle }
      if (how === 'attributes') return { sessionAttributes: { a: 'x'.repeat(12_281) }, dialogAction: { type: 'ElicitIntent' } }
      if (how === 'exit') process.exit(3)
      if (how === 'hang') await new Promise(() => setTimeout(() => {}, 60_000))
      if (how !== undefined) return 'x'.repeat(Number(how) - 2)
    }
    return { dialogAction: { type: 'Delegate', slots: event.currentIntent.slots } }
  }`

  const HOWS: readonly [how: string, refused: readonly [string, string, number]][] = [
    ['throw', UNHANDLED],
    ['throw nothing', UNHANDLED],
    ['circle', UNHANDLED],
    ['undefined', NULL],
    [String(25 * 1024 + 1), tooLarge(25 * 1024 + 1)],
    [String(6_291_556), tooLarge(6_291_556)],
    [String(6_291_556 + 1), UNHANDLED],
    [
      'attributes',
      failed(
        `${INVALID}Session attributes of the Lambda response exceed maximum size (12289 vs. 12K)`,
      ),
    ],
    ['exit', UNHANDLED],
    ['hang', UNHANDLED],
  ]
  it.each(HOWS)('that fails by %s fails the turn alone', async (how, refused) => {
    const userId = `how-${how.replaceAll(' ', '-')}`
    await begin(lex, userId)
    const turn = await failedTurn(lex, userId, { how })
    expect(turn.refused).toEqual(refused)
    expect(turn.after).toEqual(turn.before)
  })

  it('that answers in a wrong shape fails the turn alone', async () => {
    await begin(lex, 'shapes')
    for (const [value, problem] of WRONG) {
      const answer = JSON.stringify(value)
      const turn = await failedTurn(lex, 'shapes', { answer })
      const where = `[Source: (elided); line: 1, column: ${answer.length}]`
      const text = `${INVALID}Received invalid response from Lambda: ${problem} at ${where}`
      expect([answer, ...turn.refused]).toEqual([answer, ...failed(text)])
      expect(turn.after).toEqual(turn.before)
    }
  })

  it('that leaves the words to a bot without any is an error of the bot', async () => {
    await begin(lex, 'words')
    for (const action of [
      { type: 'ElicitIntent' },
      { ...SLOT, slotToElicit: 'Years' },
      { ...CONFIRM, message: undefined },
    ]) {
      const answer = JSON.stringify({ dialogAction: action })
      const turn = await failedTurn(lex, 'words', { answer })
      expect([answer, ...turn.refused]).toEqual([answer, ...NO_MESSAGES])
      expect(turn.after).toEqual(turn.before)
    }
  })

  it('that fulfils by handing back what it was given fails the turn', async () => {
    await begin(lex, 'fulfiller')
    const at = 'FulfillmentCodeHook'
    for (const [slots, problem] of [
      [
        { Mood: 'fine' },
        'Delegate in FulfillmentCodeHook must remove the value of a required slot',
      ],
      [
        { Mood: 'sad', Years: null },
        'Delegate in FulfillmentCodeHook must remove the value of a required slot',
      ],
    ] as const) {
      const turn = await failedTurn(lex, 'fulfiller', {
        at,
        answer: JSON.stringify(delegate(slots)),
      })
      expect(turn.refused).toEqual(
        failed(`${INVALID}Received invalid response from Lambda: ${problem}`),
      )
      expect(turn.after).toEqual(turn.before)
    }
    for (const how of ['throw', 'undefined']) {
      const turn = await failedTurn(lex, 'fulfiller', { at, how })
      expect(turn.refused).toEqual(how === 'throw' ? UNHANDLED : NULL)
      expect(turn.after).toEqual(turn.before)
    }
  })

  it('that is throttled, not permitted or gone fails the turn, and the next one goes on', async () => {
    const FunctionName = 'Hook'
    const unreachable = failed(
      `Invalid Bot Configuration: Lex is unable to access the Lambda function ${uri}. Check that the function exists and that its resource-based policy allows lex.amazonaws.com to invoke it.`,
    )
    await begin(lex, 'reach')
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    )
    const throttled = await failedTurn(lex, 'reach', { lost: 'yes' })
    expect(throttled.refused).toEqual([
      'LimitExceededException',
      'The Lambda function is being throttled',
      429,
    ])
    expect(throttled.after).toEqual(throttled.before)
    expect(await retryAfter(house)).toBe('1')
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))

    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'lex' }))
    const forbidden = await failedTurn(lex, 'reach', { lost: 'yes' })
    expect(forbidden.refused).toEqual(unreachable)
    expect(forbidden.after).toEqual(forbidden.before)
    await grant()

    await begin(lex, 'last')
    await lambda.send(new DeleteFunctionCommand({ FunctionName }))
    const gone = await failedTurn(lex, 'last', { lost: 'yes' })
    expect(gone.refused).toEqual(unreachable)
    expect(gone.after).toEqual(gone.before)

    await createFunction(house, await createRole(house, 'other'), CODE, { Timeout: 1 })
    const missing = await failedTurn(lex, 'reach', { lost: 'yes' })
    expect(missing.refused).toEqual(unreachable)
    expect(missing.after).toEqual(missing.before)
    await grant()
    const answer = JSON.stringify({ dialogAction: { ...SLOT, message: MESSAGE } })
    const next = { ...to('reach'), inputText: 'fine', sessionAttributes: { answer } }
    expect((await lex.send(new PostTextCommand(next))).message).toBe('Hm.')
  })
})

/** As a client without an SDK sees it. */
async function retryAfter(house: House): Promise<string | null> {
  const response = await house.send({
    service: 'lex',
    method: 'POST',
    target: '/bot/Friend/alias/PROD/user/raw/text',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ inputText: 'i feel' }),
  })
  return response.headers.get('retry-after')
}

describe('a function elsewhere', () => {
  const clock = fakeClock(Date.now())
  const errors: string[] = []
  let stage: TestHook
  let lex: LexRuntimeServiceClient

  beforeAll(async () => {
    stage = await openHooked(
      async ({ sessionAttributes: { how } }) => {
        if (how === 'text') return Buffer.from('Fulfilled')
        if (how === 'half') return Buffer.from('{"dialogAction":')
        if (how === 'empty') return Buffer.alloc(0)
        if (how === 'deep') return Buffer.from('['.repeat(25_000))
        if (how === 'hang up') return 'hang up'
        // The time of a hook is over before anything comes.
        if (how === 'wait') await clock.advance(30_000)
        if (how === 'hang') await new Promise(() => {})
        return delegate()
      },
      { clock, log: createLogger('error', line => errors.push(line)) },
    )
    lex = new LexRuntimeServiceClient(stage.house.as())
    await createBot(stage.house, feelingBot(stage.hook))
  })
  afterAll(() => stage.close())

  const notJson = (length: number) =>
    failed(
      `${INVALID}Received invalid response from Lambda: The answer is no valid JSON at [Source: (elided); line: 1, column: ${length}]`,
    )
  const HOWS: readonly [how: string, refused: readonly [string, string, number]][] = [
    ['text', notJson(9)],
    ['half', notJson(16)],
    ['empty', notJson(0)],
    ['deep', notJson(25_000)],
    ['hang up', ['BadGatewayException', 'The Lambda service could not run the function', 502]],
    ['wait', failed(`${INVALID}The Lambda function did not answer within 30 seconds`)],
  ]
  it.each(HOWS)('that fails by %s fails the turn alone', async (how, refused) => {
    const userId = `how-${how.replaceAll(' ', '-')}`
    await begin(lex, userId)
    const turn = await failedTurn(lex, userId, { how })
    expect(turn.refused).toEqual(refused)
    expect(turn.after).toEqual(turn.before)
  })

  it('whose client goes away leaves the session as it was, and that is no error', async () => {
    await begin(lex, 'gone')
    const before = stage.events.length
    const session = new GetSessionCommand(to('gone'))
    const { $metadata: _, ...begun } = await lex.send(session)
    const gone = new AbortController()
    const said = { ...to('gone'), inputText: 'fine', sessionAttributes: { how: 'hang' } }
    const call = lex.send(new PostTextCommand(said), { abortSignal: gone.signal })
    await eventually(async () => (stage.events.length > before ? true : undefined))
    gone.abort()
    await expect(call).rejects.toThrow('abort')
    const next = new PostTextCommand({ ...to('gone'), inputText: 'i feel' })
    expect((await lex.send(next)).sessionId).toBe(begun.sessionId)
    const { $metadata: __, ...after } = await lex.send(session)
    expect(after).toEqual(begun)
    expect(errors).toEqual([])
  })
})

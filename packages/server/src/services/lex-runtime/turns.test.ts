import { describe, expect, it } from 'vitest'
import { queueOf, waitingEntry } from '../../outbox/conversation-log.ts'
import { within } from '../../store/key.ts'
import { lexRuntime } from '../../wire/models/lex-runtime.ts'
import type { CodeHooks, HookOutcome } from './code-hooks.ts'
import { runnableBot, runtimeRig } from './testing.ts'

/** A turn from the store and back: hooks, pinned versions, logs, quotas, the line of one session. */

const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:Cooking'
const hook = { uri: HOOK, messageVersion: '1.0' }
const SUPPER = {
  name: 'OrderSupper',
  sampleUtterances: ['order supper'],
  slots: [
    {
      name: 'guests',
      slotType: 'AMAZON.NUMBER',
      slotConstraint: 'Required' as const,
      priority: 1,
      valueElicitationPrompt: {
        messages: [{ contentType: 'PlainText' as const, content: 'How many?' }],
        maxAttempts: 2,
      },
    },
  ],
}
const COOKED = {
  ...SUPPER,
  dialogCodeHook: hook,
  fulfillmentActivity: { type: 'CodeHook' as const, codeHook: hook },
}
const to = (userId: string, botAlias = 'PROD') => ({ botName: 'Shop', botAlias, userId })
const answer = (dialogAction: object): HookOutcome => ({
  payload: JSON.stringify({ sessionAttributes: { cook: 'Ann' }, dialogAction }),
})

/** Functions that answer from a list, and what they were called with. */
function scripted(...outcomes: readonly (HookOutcome | (() => Promise<HookOutcome>))[]) {
  const calls: Parameters<CodeHooks['invoke']>[] = []
  const codeHooks: CodeHooks = {
    invoke(...call) {
      const outcome = outcomes[calls.length]
      calls.push(call)
      if (!outcome) throw new Error('a call too many')
      return typeof outcome === 'function' ? outcome() : Promise.resolve(outcome)
    },
  }
  return { codeHooks, calls }
}

describe('code hooks', () => {
  it('are called for the intent, and their answers decide', async () => {
    const { codeHooks, calls } = scripted(
      answer({ type: 'Delegate', slots: { guests: null } }),
      answer({ type: 'Delegate', slots: { guests: '4' } }),
      answer({
        type: 'Close',
        fulfillmentState: 'Fulfilled',
        message: { contentType: 'PlainText', content: 'Table for 4' },
      }),
    )
    const rig = runtimeRig({ versions: [runnableBot([COOKED])], codeHooks })
    await rig.putAlias('PROD', '$LATEST')
    const first = await rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    expect(first).toMatchObject({ slotToElicit: 'guests', sessionAttributes: { cook: 'Ann' } })
    const last = await rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'four' })
    expect(last).toMatchObject({ dialogState: 'Fulfilled', message: 'Table for 4' })
    const [functionArn, event, call] = calls[2] ?? []
    expect(functionArn).toBe(HOOK)
    expect(event).toMatchObject({
      invocationSource: 'FulfillmentCodeHook',
      userId: 'ann',
      bot: { name: 'Shop', alias: 'PROD', version: '$LATEST' },
      sessionAttributes: { cook: 'Ann' },
      inputTranscript: 'four',
    })
    expect(call).toMatchObject({
      sourceArn: 'arn:aws:lex:us-east-1:123456789012:intent:OrderSupper:*',
      sourceAccount: '123456789012',
    })
  })

  it('that fail leave the session as it was, but for its idle time', async () => {
    const { codeHooks } = scripted(
      answer({ type: 'Delegate', slots: { guests: null } }),
      { failure: { kind: 'function-error', type: 'Unhandled' } },
      answer({ type: 'Delegate', slots: { guests: '2' } }),
      answer({ type: 'Close', fulfillmentState: 'Fulfilled' }),
    )
    const rig = runtimeRig({ versions: [runnableBot([COOKED])], codeHooks })
    await rig.putAlias('PROD', '$LATEST')
    await rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    rig.clock.set(rig.clock.now() + 200_000)
    const failing = rig.call(lexRuntime.PostText, {
      ...to('ann'),
      inputText: 'three',
      sessionAttributes: { lost: 'yes' },
    })
    await expect(failing).rejects.toMatchObject({
      name: 'DependencyFailedException',
      message: 'Invalid Lambda Response: Received error response from Lambda: Unhandled',
    })
    rig.clock.set(rig.clock.now() + 200_000)
    const session = await rig.call(lexRuntime.GetSession, to('ann'))
    expect(session).toMatchObject({
      sessionAttributes: { cook: 'Ann' },
      dialogAction: { type: 'ElicitSlot', slotToElicit: 'guests' },
    })
    const last = await rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'two' })
    expect(last).toMatchObject({ dialogState: 'Fulfilled', slots: { guests: '2' } })
  })

  it('that are not there fail the first turn, and no session is left', async () => {
    const rig = runtimeRig({ versions: [runnableBot([COOKED])] })
    await rig.putAlias('PROD', '$LATEST')
    const call = rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    await expect(call).rejects.toMatchObject({ name: 'DependencyFailedException' })
    const get = rig.call(lexRuntime.GetSession, to('ann'))
    await expect(get).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  it('that are throttled tell when to come back', async () => {
    const { codeHooks } = scripted({ failure: { kind: 'throttled' } })
    const rig = runtimeRig({ versions: [runnableBot([COOKED])], codeHooks })
    await rig.putAlias('PROD', '$LATEST')
    const call = rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    await expect(call).rejects.toMatchObject({
      name: 'LimitExceededException',
      members: { retryAfterSeconds: '1' },
    })
  })
})

describe('a session', () => {
  it('stays with the bot version that it began with', async () => {
    const versions = ['1', '2'].map(version => runnableBot([SUPPER], { version }))
    const rig = runtimeRig({ versions })
    await rig.putAlias('PROD', '1')
    const inputText = 'order supper'
    expect((await rig.call(lexRuntime.PostText, { ...to('ann'), inputText })).botVersion).toBe('1')
    await rig.putAlias('PROD', '2')
    expect((await rig.call(lexRuntime.PostText, { ...to('ann'), inputText })).botVersion).toBe('1')
    expect((await rig.call(lexRuntime.PostText, { ...to('bob'), inputText })).botVersion).toBe('2')
  })

  it('takes one turn at a time: 32 wait, the next is refused', async () => {
    const open = Promise.withResolvers<HookOutcome>()
    const delegate = answer({ type: 'Delegate', slots: { guests: null } })
    const { codeHooks, calls } = scripted(
      () => open.promise,
      ...Array.from({ length: 32 }, () => delegate),
    )
    const rig = runtimeRig({ versions: [runnableBot([COOKED])], codeHooks })
    await rig.putAlias('PROD', '$LATEST')
    const turn = () => rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    const turns = Array.from({ length: 33 }, turn)
    await expect(turn()).rejects.toMatchObject({ name: 'ConflictException' })
    await new Promise(resolve => setImmediate(resolve))
    expect(calls).toHaveLength(1)
    open.resolve(delegate)
    const states = (await Promise.all(turns)).map(({ dialogState }) => dialogState)
    // Asked twice, then given up, eleven times over.
    expect(states).toEqual(
      Array.from({ length: 11 }, () => ['ElicitSlot', 'ElicitSlot', 'Failed']).flat(),
    )
  })

  it('lets no turn wait for more than 30 seconds, or for a client that is gone', async () => {
    const open = Promise.withResolvers<HookOutcome>()
    const { codeHooks } = scripted(
      () => open.promise,
      answer({ type: 'Delegate', slots: { guests: null } }),
    )
    const rig = runtimeRig({ versions: [runnableBot([COOKED])], codeHooks })
    await rig.putAlias('PROD', '$LATEST')
    const gone = new AbortController()
    const turn = (signal?: AbortSignal) =>
      rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' }, signal)
    const first = turn()
    const second = turn()
    const third = turn(gone.signal)
    const refused = expect(second).rejects.toMatchObject({ name: 'ConflictException' })
    const aborted = expect(third).rejects.toThrow('gone')
    await new Promise(resolve => setImmediate(resolve))
    gone.abort(new Error('gone'))
    await aborted
    await rig.clock.advance(30_000)
    await refused
    open.resolve(answer({ type: 'Delegate', slots: { guests: null } }))
    expect((await first).dialogState).toBe('ElicitSlot')
    expect((await turn()).dialogState).toBe('ElicitSlot')
  })
})

describe('conversations at the same time', () => {
  it('are counted by their users, on each alias', async () => {
    const open = Promise.withResolvers<HookOutcome>()
    const rig = runtimeRig({
      versions: [runnableBot([COOKED])],
      codeHooks: { invoke: () => open.promise },
      quotas: { conversationsOnLatest: 2, conversationsOnAlias: 3 },
    })
    await rig.putAlias('PROD', '$LATEST')
    const turn = (user: string, alias: string) =>
      rig.call(lexRuntime.PostText, { ...to(user, alias), inputText: 'order supper' })
    const running = [
      ...['ann', 'bob', 'ann'].map(user => turn(user, '$LATEST')),
      ...['cat', 'dan', 'eve'].map(user => turn(user, 'PROD')),
    ]
    for (const alias of ['$LATEST', 'PROD']) {
      await expect(turn('fay', alias)).rejects.toMatchObject({
        name: 'LimitExceededException',
        members: { retryAfterSeconds: '1' },
      })
    }
    open.resolve(answer({ type: 'Delegate', slots: { guests: null } }))
    expect(await Promise.all(running)).toHaveLength(6)
    expect((await turn('fay', '$LATEST')).dialogState).toBe('ElicitSlot')
  })
})

describe('PutSession', () => {
  it('puts no more into a session than one may hold', async () => {
    const rig = runtimeRig({ versions: [runnableBot([SUPPER])] })
    await rig.putAlias('PROD', '$LATEST')
    const put = (guests: string, many = 1) =>
      rig.call(lexRuntime.PutSession, {
        ...to('ann'),
        dialogAction: { type: 'ElicitSlot', intentName: 'OrderSupper', slotToElicit: 'guests' },
        recentIntentSummaryView: Array.from({ length: many }, () => ({
          ...{ intentName: 'OrderSupper', dialogActionType: 'ElicitSlot' as const },
          slots: { guests },
        })),
      })
    expect((await put('x'.repeat(60_000), 3)).dialogState).toBe('ElicitSlot')
    const unknown = rig.call(lexRuntime.PutSession, {
      ...to('ann'),
      dialogAction: { type: 'Delegate', intentName: 'x'.repeat(100_000) },
    })
    await expect(unknown).rejects.toMatchObject({ message: expect.stringMatching(/^.{500}$/) })
    await expect(put('x'.repeat(90_000), 3)).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(/exceed the maximum size \(27\d{4} vs. 262144 bytes\)$/),
    })
  })
})

describe('the conversation log', () => {
  const conversationLogs = {
    roleArn: 'arn:aws:iam::123456789012:role/Logs',
    settings: [
      {
        type: 'TEXT' as const,
        destination: 'CLOUDWATCH_LOGS' as const,
        resourceArn: 'arn:aws:logs:us-east-1:123456789012:log-group:chats',
        resourcePrefix: 'aws/lex/Shop/PROD/1/',
      },
    ],
  }
  const queues = async ({ store }: ReturnType<typeof runtimeRig>) =>
    (await store.range(...within('outbox.conversation-log'))).documents

  it('has an entry for a turn, in the commit of its session', async () => {
    const rig = runtimeRig({ versions: [runnableBot([SUPPER], { version: '1' })] })
    await rig.putAlias('PROD', '1', { conversationLogs })
    const turn = await rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    const [queue] = await queues(rig)
    if (!queue) throw new Error('no queue')
    const { destination } = queueOf(queue)
    expect(destination).toMatchObject({
      botVersion: '1',
      roleArn: conversationLogs.roleArn,
      resourcePrefix: 'aws/lex/Shop/PROD/1/',
    })
    const session = await rig.store.range(...within('lex.session'))
    expect(session.documents.map(({ revision }) => revision)).toEqual([queue.revision])
    const log = `outbox.conversation-log/${queue.key.split('\u0000')[2]}`
    const [entry] = (await rig.store.readLog(log)).map(waitingEntry)
    expect(JSON.parse(entry?.message ?? '')).toMatchObject({
      botName: 'Shop',
      botAlias: 'PROD',
      botVersion: '1',
      inputTranscript: 'order supper',
      botResponse: 'How many?',
      intent: 'OrderSupper',
      sessionId: turn.sessionId,
      userId: 'ann',
    })
  })

  it('is that of the session’s beginning, whatever the alias says later', async () => {
    const rig = runtimeRig({ versions: [runnableBot([SUPPER], { version: '1' })] })
    await rig.putAlias('PROD', '1')
    const inputText = 'order supper'
    await rig.call(lexRuntime.PostText, { ...to('ann'), inputText })
    await rig.putAlias('PROD', '1', { conversationLogs })
    await rig.call(lexRuntime.PostText, { ...to('ann'), inputText })
    expect(await queues(rig)).toHaveLength(0)
    await rig.call(lexRuntime.PostText, { ...to('bob'), inputText })
    expect(await queues(rig)).toHaveLength(1)
  })

  it('tells nothing of PutSession, of failed turns and of $LATEST', async () => {
    const rig = runtimeRig({ versions: [runnableBot([COOKED])] })
    await rig.putAlias('PROD', '$LATEST', { conversationLogs })
    await rig.call(lexRuntime.PutSession, to('ann'))
    const failing = rig.call(lexRuntime.PostText, { ...to('ann'), inputText: 'order supper' })
    await expect(failing).rejects.toMatchObject({ name: 'DependencyFailedException' })
    await rig.call(lexRuntime.PostText, { ...to('bob', '$LATEST'), inputText: 'purple monkey' })
    expect(await queues(rig)).toHaveLength(0)
  })
})

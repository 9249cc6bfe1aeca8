import { describe, expect, it } from 'vitest'
import { createMetricsOutbox } from '../../outbox/metrics.ts'
import { lexRuntime } from '../../wire/models/lex-runtime.ts'
import type { HookOutcome } from './code-hooks.ts'
import { plain, prompt, runnableBot, runtimeRig } from './testing.ts'

const hook = { uri: 'arn:aws:lambda:us-east-1:123456789012:function:Cook', messageVersion: '1.0' }
const SUPPER = {
  name: 'OrderSupper',
  sampleUtterances: ['order supper'],
  fulfillmentActivity: { type: 'CodeHook' as const, codeHook: hook },
}
const target = { botName: 'Shop', botAlias: 'PROD', userId: 'ann' }

/** A bot whose function answers so, and what is counted under one of the places. */
async function openRoom(outcome: HookOutcome, place = 'BotAlias=PROD') {
  const metrics = createMetricsOutbox()
  const codeHooks = { invoke: async () => outcome }
  const bot = { clarificationPrompt: prompt('Pardon?'), abortStatement: plain('Sorry.') }
  const rig = runtimeRig({ versions: [runnableBot([SUPPER], bot)], codeHooks, metrics })
  await rig.putAlias('PROD', '$LATEST')
  const counted = () => {
    const found = metrics.take().flatMap(({ series, values }) => {
      const pairs = series.dimensions.map(pair => pair.join('='))
      const times = [...values.values()].reduce((sum, count) => sum + count, 0)
      return pairs.includes(place) ? [[series.name, times] as const] : []
    })
    return Object.fromEntries(found)
  }
  return { rig, counted }
}

const closed = (state: string): HookOutcome => ({
  payload: JSON.stringify({ dialogAction: { type: 'Close', fulfillmentState: state } }),
})

describe('the metrics of a turn', () => {
  it.each<[string, HookOutcome, string]>([
    ['a missing permission', { failure: { kind: 'no-permission' } }, 'RuntimeLambdaErrors'],
    [
      'an error of the function',
      { failure: { kind: 'function-error', type: 'Unhandled' } },
      'RuntimeLambdaErrors',
    ],
    ['a function out of time', { failure: { kind: 'timeout' } }, 'RuntimeLambdaErrors'],
    ['Lambda out of order', { failure: { kind: 'unavailable' } }, 'RuntimeLambdaErrors'],
    ['a throttled function', { failure: { kind: 'throttled' } }, 'RuntimeThrottledEvents'],
    ['no answer', { payload: 'null' }, 'RuntimeInvalidLambdaResponses'],
    ['an answer that is none', { payload: '{"x":1}' }, 'RuntimeInvalidLambdaResponses'],
  ])('name the cause of %s', async (_, outcome, metric) => {
    const { rig, counted } = await openRoom(outcome)
    const turn = rig.call(lexRuntime.PostText, { ...target, inputText: 'order supper' })
    await expect(turn).rejects.toThrow()
    expect(counted()).toEqual({ RuntimeRequestCount: 1, [metric]: 1 })
  })

  it('count success, misses and latency, under the version too', async () => {
    const { rig, counted } = await openRoom(closed('Fulfilled'), 'BotVersion=$LATEST')
    await rig.call(lexRuntime.PostText, { ...target, inputText: 'order supper' })
    await rig.call(lexRuntime.PostText, { ...target, inputText: 'qwertz uiop' })
    expect(counted()).toEqual({
      ...{ RuntimeRequestCount: 2, RuntimeSuccessfulRequestLatency: 2, MissedUtteranceCount: 1 },
    })
  })

  it('are none of a bot that is not there, and of sessions', async () => {
    const { rig, counted } = await openRoom(closed('Fulfilled'), 'Operation=PostText')
    const missing = { ...target, botName: 'Nobody', inputText: 'order supper' }
    await expect(rig.call(lexRuntime.PostText, missing)).rejects.toThrow()
    await expect(rig.call(lexRuntime.GetSession, target)).rejects.toThrow()
    expect(counted()).toEqual({})
  })
})

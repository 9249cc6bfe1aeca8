import { expect, it } from 'vitest'
import { fakeClock } from '../../../kernel/clock.ts'
import type { Json } from '../../../kernel/json.ts'
import { memoryStore } from '../../../store/memory.ts'
import type { CallOptions, Calls } from '../../../wire/calls.ts'
import { TooManyRequestsException } from '../../../wire/models/lambda.ts'
import { LIMITS } from '../limits.ts'
import { ACTION_JOB, type ActionPayload, actionHandler } from './action.ts'

it('asks a function under the same request id, however often it has to', async () => {
  const clock = fakeClock()
  const asked: CallOptions[] = []
  const calls = {
    async call(_operation: unknown, _input: unknown, _as: unknown, options: CallOptions) {
      asked.push(options)
      if (asked.length === 1) throw TooManyRequestsException('later')
      return {}
    },
    wouldAllow: () => Promise.reject(new Error('nobody is asked')),
  } as unknown as Calls
  const webhooks = () => Promise.reject(new Error('nobody is posted to'))
  const handler = actionHandler({ store: memoryStore({ clock }), clock, calls, webhooks })
  const payload: ActionPayload = {
    ...{ account: '123456789012', region: 'us-east-1', alarmName: 'busy', state: 'ALARM' },
    ...{ action: 'arn:aws:lambda:eu-west-1:210987654321:function:f', since: clock.now() },
    event: {},
  }
  const job = { kind: ACTION_JOB, id: 'one', runAt: 0, payload: payload as unknown as Json }
  const run = () => handler(job, { signal: new AbortController().signal, fencing: 1 })
  expect(await run()).toEqual({ kind: 'again', runAt: clock.now() + LIMITS.actionRetryMs })
  expect(await run()).toEqual({ kind: 'done' })
  expect(asked).toMatchObject([
    { requestId: 'one', account: '210987654321', region: 'eu-west-1' },
    { requestId: 'one' },
  ])
})

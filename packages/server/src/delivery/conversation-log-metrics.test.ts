import { expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import {
  type ConversationLogDestination,
  conversationLogWrites,
  queueId,
} from '../outbox/conversation-log.ts'
import { createMetricsOutbox } from '../outbox/metrics.ts'
import { memoryStore } from '../store/memory.ts'
import type { Written } from './as-role.ts'
import { conversationLogHandler, deliverJob } from './conversation-logs.ts'

const destination: ConversationLogDestination = {
  ...{ account: '123456789012', region: 'us-east-1' },
  ...{ botName: 'Shop', botAlias: 'prod', botVersion: '3' },
  roleArn: 'arn:aws:iam::123456789012:role/Logger',
  logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:talks:*',
  resourcePrefix: 'aws/lex/Shop/prod/3/',
}

const unused = () => Promise.reject(new Error('there is no sound in this queue'))

it('counts each entry that was delivered or not, under bot, alias and version', async () => {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const metrics = createMetricsOutbox()
  const answers: Written[] = [
    { kind: 'failed', reason: 'no', requestId: 'r' },
    { kind: 'written', rejected: 1 },
  ]
  const handler = conversationLogHandler({
    ...{ store, clock, metrics, onRead: () => undefined },
    audio: { write: unused, forget: unused },
    writeBatch: async () => answers.shift() ?? { kind: 'written', rejected: 0 },
  })
  for (const message of ['one', 'two', 'three']) {
    const entry = { time: clock.now(), message }
    await store.commit(conversationLogWrites(destination, entry, clock.now()))
  }
  const { account } = destination
  const job = deliverJob({ account, id: queueId(destination) }, 0)
  const run = () => handler(job, { signal: new AbortController().signal, fencing: 1 })
  expect((await run()).kind).toBe('again')
  clock.set(clock.now() + 3_600_000)
  expect((await run()).kind).toBe('done')
  const told = metrics.take().map(({ series, values }) => {
    const [dimension] = series.dimensions
    return [series.namespace, series.name, dimension?.join('='), values.get(1)]
  })
  const [success, failure] = ['Success', 'Failure'].map(how => `ConversationLogsTextDelivery${how}`)
  expect(told).toEqual([
    // Three were refused, then one of three was.
    ['AWS/Lex', failure, 'BotAlias=prod', 3],
    ['AWS/Lex', failure, 'BotName=Shop', 3],
    ['AWS/Lex', failure, 'BotVersion=3', 3],
    ['AWS/Lex', success, 'BotAlias=prod', 2],
    ['AWS/Lex', failure, 'BotAlias=prod', 1],
    ['AWS/Lex', success, 'BotName=Shop', 2],
    ['AWS/Lex', failure, 'BotName=Shop', 1],
    ['AWS/Lex', success, 'BotVersion=3', 2],
    ['AWS/Lex', failure, 'BotVersion=3', 1],
  ])
})

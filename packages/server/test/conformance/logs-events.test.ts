import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let house: House
let logs: CloudWatchLogsClient

beforeAll(async () => {
  house = await openHouse()
  logs = new CloudWatchLogsClient(house.as())
})
afterAll(() => house.close())

async function newStream(logGroupName: string, logStreamName = 's') {
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(() => 'there already')
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
  const name = { logGroupName, logStreamName }
  const put = (...events: readonly (readonly [timestamp: number, message: string])[]) =>
    logs.send(
      new PutLogEventsCommand({
        ...name,
        logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
      }),
    )
  const get = async (input: Partial<GetLogEventsCommandInput> = {}) => {
    const answer = await logs.send(new GetLogEventsCommand({ ...name, ...input }))
    return { ...answer, messages: answer.events?.map(({ message }) => message) }
  }
  return { name, put, get }
}

const filter = async (input: FilterLogEventsCommandInput) => {
  const answer = await logs.send(new FilterLogEventsCommand(input))
  return { ...answer, messages: answer.events?.map(({ message }) => message) }
}

describe('PutLogEvents', () => {
  it('ignores sequence tokens and tells of rejected events by index', async () => {
    const { name, put, get } = await newStream('put')
    const now = Date.now()
    const logEvents = [{ timestamp: now, message: 'with a token' }]
    await logs.send(new PutLogEventsCommand({ ...name, sequenceToken: 'nonsense', logEvents }))
    const { rejectedLogEventsInfo } = await put(
      [now - 15 * DAY, 'too old'],
      [now, 'kept'],
      [now + 3 * 60 * MINUTE, 'too new'],
    )
    expect(rejectedLogEventsInfo).toEqual({
      tooOldLogEventEndIndex: 1,
      tooNewLogEventStartIndex: 2,
    })
    expect((await get()).messages).toEqual(['with a token', 'kept'])
  })

  it.each([
    ['a group', { logGroupName: 'missing', logStreamName: 's' }],
    ['a stream', { logGroupName: 'put-missing', logStreamName: 'missing' }],
  ])('is refused for %s that does not exist', async (what, name) => {
    await newStream('put-missing').catch(() => 'there already')
    const logEvents = [{ timestamp: Date.now(), message: 'm' }]
    expect(await refusal(logs.send(new PutLogEventsCommand({ ...name, logEvents })))).toEqual([
      'ResourceNotFoundException',
      `The specified log ${what.slice(2)} does not exist.`,
      400,
    ])
  })

  it('is refused out of order, and for a batch that is too large', async () => {
    const { put } = await newStream('put-order')
    const now = Date.now()
    expect(await refusal(put([now, 'b'], [now - 1, 'a']))).toEqual([
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
      400,
    ])
    const [code, message] = await refusal(put([now, 'x'.repeat(1_048_576)]))
    expect([code, message.slice(0, 16)]).toEqual(['InvalidParameterException', 'Upload too large'])
  })

  it('may go on in parallel on one stream', async () => {
    const { put, get } = await newStream('put-parallel')
    const now = Date.now()
    await Promise.all(Array.from({ length: 40 }, (_, n) => put([now + n, `event ${n}`])))
    expect((await get()).messages).toEqual(Array.from({ length: 40 }, (_, n) => `event ${n}`))
  })
})

describe('GetLogEvents', () => {
  it('gives the same token back at the end, and goes on when there is more', async () => {
    const { put, get } = await newStream('get')
    const now = Date.now()
    const events = [0, 1, 2, 3, 4].map(n => [now + n * 20_000 - DAY / 2, `e${n}`] as const)
    await put(...events)
    const first = await get({ startFromHead: true, limit: 2 })
    expect(first.messages).toEqual(['e0', 'e1'])
    expect(first.events?.[0]).toEqual({
      timestamp: events[0]?.[0],
      message: 'e0',
      ingestionTime: expect.any(Number),
    })
    const nextToken = first.nextForwardToken
    const second = await get({ startFromHead: true, limit: 5, nextToken })
    expect(second.messages).toEqual(['e2', 'e3', 'e4'])
    const end = await get({ startFromHead: true, nextToken: second.nextForwardToken })
    expect(end.messages).toEqual([])
    expect(end.nextForwardToken).toBe(second.nextForwardToken)
    await put([now, 'late'])
    const more = await get({ startFromHead: true, nextToken: end.nextForwardToken })
    expect(more.messages).toEqual(['late'])
    const back = await get({ nextToken: second.nextBackwardToken })
    expect(back.messages).toEqual(['e0', 'e1'])
    const start = await get({ nextToken: back.nextBackwardToken })
    expect(start.messages).toEqual([])
    expect(start.nextBackwardToken).toBe(back.nextBackwardToken)
    const fromEnd = await get({ nextToken: end.nextBackwardToken, limit: 2 })
    expect(fromEnd.messages).toEqual(['e3', 'e4'])
    expect(
      (await get({ startFromHead: true, nextToken: start.nextForwardToken, limit: 1 })).messages,
    ).toEqual(['e0'])
  })

  it('gives the latest events without startFromHead, oldest of them first', async () => {
    const { put, get } = await newStream('get-latest')
    const now = Date.now()
    await put([now - 2, 'a'], [now - 1, 'b'], [now, 'c'])
    expect((await get({ limit: 2 })).messages).toEqual(['b', 'c'])
    expect((await get({ startTime: now - 2, endTime: now })).messages).toEqual(['a', 'b'])
  })

  it('answers an empty stream with tokens that find what comes later', async () => {
    const { put, get } = await newStream('get-empty')
    const empty = await get({ startFromHead: true })
    expect(empty.messages).toEqual([])
    expect(empty.nextForwardToken).toMatch(/^f\/\d{56}\/s$/)
    await put([Date.now(), 'first'])
    expect((await get({ nextToken: empty.nextForwardToken })).messages).toEqual(['first'])
  })

  it('stops at a megabyte', async () => {
    const { put, get } = await newStream('get-large')
    const now = Date.now()
    for (const n of [1, 2, 3]) await put([now + n, `${n}`.repeat(400_000)])
    const first = await get({ startFromHead: true })
    expect(first.events).toHaveLength(2)
    const { events } = await get({ startFromHead: true, nextToken: first.nextForwardToken })
    expect(events?.[0]?.message?.[0]).toBe('3')
  })

  it('refuses tokens of other streams and limits out of range', async () => {
    const { put, get } = await newStream('get-token')
    const other = await newStream('get-token', 'other')
    await put([Date.now(), 'm'])
    const { nextForwardToken } = await get()
    const invalid = ['InvalidParameterException', 'The specified nextToken is invalid.', 400]
    expect(await refusal(other.get({ nextToken: nextForwardToken }))).toEqual(invalid)
    expect(await refusal(get({ nextToken: 'invalid' }))).toEqual(invalid)
    expect(await refusal(get({ limit: 10_001 }))).toEqual([
      'InvalidParameterException',
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      400,
    ])
  })

  it('shows nothing older than the retention', async () => {
    const { name, put, get } = await newStream('get-retention')
    const now = Date.now()
    await put([now - 3 * DAY, 'old'])
    await put([now, 'new'])
    const { logGroupName } = name
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }))
    expect((await get()).messages).toEqual(['new'])
    expect((await filter({ logGroupName })).messages).toEqual(['new'])
    const { rejectedLogEventsInfo } = await put([now - 2 * DAY, 'expired'])
    expect(rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 })
  })
})

describe('FilterLogEvents', () => {
  it('finds events of all streams in the order of time, page by page', async () => {
    const logGroupName = 'filter'
    const now = Date.now() - 100_000
    for (const [nth, stream] of ['talk/1', 'talk/2', 'other'].entries()) {
      const { put } = await newStream(logGroupName, stream)
      await put(...[0, 1, 2].map(n => [now + n * 30_000 + nth, `${stream} ${n}`] as const))
    }
    const talk = { logGroupName, logStreamNamePrefix: 'talk/' }
    const order = ['talk/1 0', 'talk/2 0', 'talk/1 1', 'talk/2 1', 'talk/1 2', 'talk/2 2']
    expect((await filter(talk)).messages).toEqual(order)
    expect((await filter({ ...talk, startFromHead: false })).messages).toEqual([...order].reverse())
    const pages: (string | undefined)[] = []
    let nextToken: string | undefined
    do {
      const page = await filter({ ...talk, limit: 4, nextToken })
      pages.push(...(page.messages ?? []))
      nextToken = page.nextToken
    } while (nextToken)
    expect(pages).toEqual(order)
    const { events } = await filter({ logGroupName, logStreamNames: ['other'], limit: 1 })
    expect(events).toEqual([
      {
        logStreamName: 'other',
        timestamp: now + 2,
        message: 'other 0',
        ingestionTime: expect.any(Number),
        eventId: expect.stringMatching(/^\d{56}$/),
      },
    ])
    const some = await filter({
      logGroupName,
      filterPattern: '?"talk/1" ?other',
      startTime: now + 30_000,
      endTime: now + 60_000,
    })
    expect(some.messages).toEqual(['talk/1 1', 'other 1'])
  })

  it('reads conversation logs by their members', async () => {
    const { name, put } = await newStream('filter-json')
    const now = Date.now()
    await put(
      [now, JSON.stringify({ sessionId: 'a', missedUtterance: false, intent: 'OrderFlowers' })],
      [now, JSON.stringify({ sessionId: 'a', missedUtterance: true })],
      [now, JSON.stringify({ sessionId: 'b', missedUtterance: true })],
    )
    const found = async (filterPattern: string) => {
      const { events } = await filter({ logGroupName: name.logGroupName, filterPattern })
      return events?.length
    }
    expect(await found('{ $.sessionId = "a" }')).toBe(2)
    expect(await found('{ $.sessionId = "a" && $.missedUtterance IS TRUE }')).toBe(1)
    expect(await found('{ $.intent NOT EXISTS }')).toBe(2)
  })

  it.each([
    [{ filterPattern: '{ $.a' }, /^Invalid filter pattern/],
    [{ nextToken: 'unknown' }, /^The specified nextToken is invalid\.$/],
    [{ limit: 10_001 }, /less than or equal to 10000$/],
    [{ logStreamNames: ['a'], logStreamNamePrefix: 'a' }, /mutually exclusive/],
  ])('refuses %o', async (input, message) => {
    const logGroupName = 'filter-refused'
    await newStream(logGroupName).catch(() => 'there already')
    const [code, text, status] = await refusal(filter({ logGroupName, ...input }))
    expect([code, status]).toEqual(['InvalidParameterException', 400])
    expect(text).toMatch(message)
  })
})

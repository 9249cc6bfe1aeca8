import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../../kernel/errors.ts'
import type { StoredEvent } from '../events.ts'
import { LIMITS } from '../limits.ts'
import { type Arrival, nextTry } from './arrival.ts'
import { payloadsOf } from './deliver.ts'

const arrival: Arrival = {
  ...{ account: '123456789012', region: 'us-east-1', groupId: 'g', groupName: 'shop' },
  ...{ streamId: 's', streamName: 'web/1', seq: '1', buckets: [], at: 1_000 },
}

const event = (nth: number, message: string): StoredEvent => ({
  id: String(nth).padStart(45, '0'),
  time: nth,
  message,
  ingestedAt: nth,
})

const read = (payload: Uint8Array) => {
  const { awslogs } = JSON.parse(Buffer.from(payload).toString('utf8'))
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8'))
}

describe('what a subscriber is sent', () => {
  it('is in as many parts as an invocation can take, with every event once and in order', async () => {
    const noise = () => randomBytes(150_000).toString('base64')
    const events = Array.from({ length: 12 }, (_, nth) => event(nth, noise()))
    const payloads = await payloadsOf(arrival, { name: 'all' }, events)
    expect(payloads.length).toBeGreaterThan(1)
    for (const payload of payloads) expect(payload.length).toBeLessThanOrEqual(1_048_576)
    const messages = payloads.map(read)
    expect(messages[0]).toMatchObject({ messageType: 'DATA_MESSAGE', subscriptionFilters: ['all'] })
    expect(
      messages.flatMap(({ logEvents }) =>
        logEvents.map((one: { timestamp: number }) => one.timestamp),
      ),
    ).toEqual(events.map(({ time }) => time))
  })

  it('leaves out an event that does not fit by itself, and nothing else', async () => {
    const huge = randomBytes(900_000).toString('base64')
    const events = [event(1, 'before'), event(2, huge), event(3, 'after')]
    const payloads = await payloadsOf(arrival, { name: 'all' }, events)
    const left = payloads.flatMap(payload => read(payload).logEvents)
    expect(left.map(({ message }) => message)).toEqual(['before', 'after'])
  })

  it('is nothing without events', async () => {
    expect(await payloadsOf(arrival, { name: 'all' }, [])).toEqual([])
  })
})

describe('trying again', () => {
  const throttled = new ServiceError('TooManyRequestsException', 'later')
  const denied = new ServiceError('AccessDeniedException', 'no')

  it.each([
    [0, 1_000],
    [10_000, 10_000],
    [3_600_000, 300_000],
  ])('what failed at the age of %d ms waits %d ms', (ageMs, waitMs) => {
    expect(nextTry(arrival, arrival.at + ageMs, throttled)).toBe(arrival.at + ageMs + waitMs)
  })

  it('ends after a day, and after ten minutes where it is denied', () => {
    expect(nextTry(arrival, arrival.at + LIMITS.arrivalAgeMs, throttled)).toBeUndefined()
    expect(nextTry(arrival, arrival.at + 599_999, denied)).toBeGreaterThan(arrival.at)
    expect(nextTry(arrival, arrival.at + 600_000, denied)).toBeUndefined()
  })
})

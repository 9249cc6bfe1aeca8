import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { queueId, queueLog } from '../outbox/conversation-log.ts'
import { isParked } from '../outbox/deliveries.ts'
import { within } from '../store/key.ts'
import { logs } from '../wire/models/logs.ts'
import { parley } from '../wire/models/own/parley.ts'
import {
  ACCOUNT,
  destination,
  GROUP,
  openRoom,
  ROLE,
  type Room,
  startProcess,
  trust,
} from './delivery-room.testing.ts'
import { LIMITS } from './limits.ts'

const DAY = 24 * 3_600_000
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/lex-conversation-logs`
const GROUP_ARN = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${GROUP}`

let room: Room
beforeEach(async () => {
  room = await openRoom()
})
afterEach(() => room.process().stop())

const streams = async () => {
  const { calls, asRoot } = room.process()
  const input = { logGroupName: GROUP }
  const { logStreams } = await calls.call(logs.DescribeLogStreams, input, asRoot)
  return (logStreams ?? []).map(({ logStreamName }) => logStreamName)
}

describe('conversation log delivery', () => {
  it('writes entries in order to a stream of the day, and leaves nothing behind', async () => {
    await room.say('one')
    await room.say('two')
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two'])
    expect(await streams()).toEqual([
      expect.stringMatching(/^aws\/lex\/OrderFlowers\/prod\/1\/2026-01-20\/[0-9a-f]{8}$/),
    ])
    const { waiting, trouble } = await room.delivery()
    expect([waiting, trouble]).toEqual([0, undefined])
    await room.say('three')
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two', 'three'])
  })

  it('puts the entries of a burst into few batches, and loses none', async () => {
    const messages = Array.from({ length: 600 }, (_, n) => `entry ${n}`)
    await Promise.all(messages.map(message => room.say(message)))
    await room.pass()
    expect(await room.delivered()).toEqual(messages)
    const calls = await room.store.range(...within('logs.events'))
    expect(calls.documents).toHaveLength(Math.ceil(600 / LIMITS.batchEvents))
  })

  it('begins a new stream at midnight UTC', async () => {
    room.clock.set(Date.UTC(2026, 0, 20, 23, 59, 59, 990))
    await room.say('before')
    await room.clock.advance(20)
    await room.say('after')
    await room.pass()
    expect(await room.delivered()).toEqual(['before', 'after'])
    const days = (await streams()).map(name => name?.split('/')[5])
    expect(days).toEqual(['2026-01-20', '2026-01-21'])
  })

  it('parks with the exact reason, backs off, and delivers all in order once it may', async () => {
    await room.say('first')
    await room.pass()
    await room.admin.revoke()
    await room.say('second')
    await room.pass()
    await room.say('third')
    const { waiting, trouble } = await room.delivery()
    expect(waiting).toBe(2)
    expect(trouble).toMatchObject({ attempts: 1, dropped: 0, failedAt: room.clock.now() })
    for (const action of ['CreateLogStream', 'PutLogEvents']) {
      expect(trouble?.reason).toContain(
        `User: ${SESSION} is not authorized to perform: logs:${action} on resource: ${GROUP_ARN}:log-stream:aws/lex/OrderFlowers/prod/1/2026-01-20/`,
      )
    }
    for (const waitMs of [1_000, 2_000, 4_000]) await room.pass(waitMs)
    expect((await room.delivery()).trouble?.attempts).toBe(4)
    expect(await room.delivered()).toEqual(['first'])
    await room.admin.grant('logs:CreateLogStream', 'logs:PutLogEvents')
    await room.pass(LIMITS.soonestRetryMs)
    expect(await room.delivered()).toEqual(['first', 'second', 'third'])
    expect((await room.delivery()).trouble).toBeUndefined()
  })

  it.each([
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    ['logs:PutLogEvents', 'logs:CreateLogStream'],
  ])('names %s alone when it alone is missing', async (missing, left) => {
    await room.say('first')
    await room.pass()
    await room.admin.grant(left)
    await room.say('second')
    await room.pass()
    const { reason } = (await room.delivery()).trouble ?? {}
    expect(reason).toContain(`is not authorized to perform: ${missing} on resource`)
    expect(reason).not.toContain(left)
    expect(await room.delivered()).toEqual(['first'])
  })

  it('follows managed policies: attached, detached, changed', async () => {
    const { admin } = room
    await admin.revoke()
    const full = admin.writePolicy('logs:*')
    const { Policy } = await admin.createPolicy('LexLogs', full)
    const arn = Policy?.Arn ?? ''
    await admin.attach(arn)
    await room.say('one')
    await room.pass()
    expect(await room.delivered()).toEqual(['one'])
    await admin.newPolicyVersion(arn, admin.writePolicy('logs:Describe*'))
    await room.say('two')
    await room.pass()
    expect(isParked((await room.delivery()).trouble)).toBe(true)
    await room.pass(60_000)
    await admin.newPolicyVersion(arn, full)
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two'])
    await admin.detach(arn)
    await room.say('three')
    await room.pass()
    await room.pass(60_000)
    await admin.attach(arn)
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two', 'three'])
  })

  it('stops when the trust is withdrawn, though credentials are cached', async () => {
    await room.say('one')
    await room.pass()
    await room.admin.trust(trust('lambda.amazonaws.com'))
    await room.say('two')
    await room.pass()
    expect(await room.delivered()).toEqual(['one'])
    expect((await room.delivery()).trouble?.reason).toBe(
      `User: lex.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${ACCOUNT}:role/${ROLE} because no role trust policy allows the sts:AssumeRole action`,
    )
    await room.pass(60_000)
    await room.admin.trust(trust('lex.amazonaws.com'))
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two'])
  })

  it('goes on with the role recreated under its name, and with renewed credentials', async () => {
    await room.say('one')
    await room.pass()
    await room.admin.revoke()
    await room.admin.deleteRole()
    await room.say('two')
    await room.pass()
    expect(isParked((await room.delivery()).trouble)).toBe(true)
    await room.admin.createRole(trust('lex.amazonaws.com'))
    await room.admin.grant('logs:CreateLogStream', 'logs:PutLogEvents')
    await room.pass(LIMITS.soonestRetryMs)
    await room.pass(LIMITS.soonestRetryMs)
    expect(await room.delivered()).toEqual(['one', 'two'])
    await room.pass(2 * 3_600_000)
    await room.say('three')
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two', 'three'])
  })

  it('never creates the group, and goes on when it is back', async () => {
    await room.say('one')
    await room.pass()
    await room.admin.deleteGroup()
    await room.say('two')
    await room.pass()
    expect((await room.delivery()).trouble?.reason).toBe(
      `ResourceNotFoundException: The specified log group does not exist. (log group ${GROUP} in us-east-1 of account ${ACCOUNT})`,
    )
    await room.pass(60_000)
    await room.admin.createGroup()
    await room.pass()
    expect(await room.delivered()).toEqual(['two'])
  })

  it('keeps destinations apart: one that fails holds no other up', async () => {
    const other = { ...destination, roleArn: `arn:aws:iam::${ACCOUNT}:role/Missing` }
    await room.say('stuck', other)
    await room.say('free')
    await room.pass()
    expect(await room.delivered()).toEqual(['free'])
    expect((await room.delivery(other)).trouble?.reason).toContain(
      'sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Missing',
    )
  })

  it('drops entries after 14 days, counted and with the reason, and keeps younger ones', async () => {
    await room.admin.revoke()
    await room.say('old')
    await room.pass()
    room.clock.set(room.clock.now() + 13 * DAY)
    await room.say('young')
    await room.pass(LIMITS.longestRetryMs)
    expect((await room.delivery()).waiting).toBe(2)
    room.clock.set(room.clock.now() + DAY)
    await room.pass(LIMITS.longestRetryMs)
    const { waiting, trouble } = await room.delivery()
    expect([waiting, trouble?.dropped]).toEqual([1, 1])
    expect(trouble?.droppedReason).toContain('not delivered within 14 days: User: ')
    await room.admin.grant('logs:CreateLogStream', 'logs:PutLogEvents')
    await room.pass(LIMITS.soonestRetryMs)
    expect(await room.delivered()).toEqual(['young'])
    expect((await room.delivery()).trouble).toMatchObject({ attempts: 0, dropped: 1 })
  })

  it('is no longer parked when its last entry was dropped', async () => {
    await room.admin.revoke()
    await room.say('old')
    await room.pass()
    room.clock.set(room.clock.now() + 14 * DAY)
    await room.pass(LIMITS.longestRetryMs)
    await room.pass(LIMITS.soonestRetryMs)
    const { waiting, trouble } = await room.delivery()
    expect([waiting, isParked(trouble), trouble?.dropped]).toEqual([0, false, 1])
  })

  it('counts entries that have outlived the retention of the group as dropped', async () => {
    await room.admin.retain(1)
    await room.admin.revoke()
    await room.say('expired')
    await room.pass()
    room.clock.set(room.clock.now() + 2 * DAY)
    await room.admin.grant('logs:CreateLogStream', 'logs:PutLogEvents')
    await room.say('fresh')
    await room.pass(LIMITS.longestRetryMs)
    await room.pass(LIMITS.longestRetryMs)
    expect(await room.delivered()).toEqual(['fresh'])
    expect((await room.delivery()).trouble).toMatchObject({ attempts: 0, dropped: 1 })
  })
})

describe('after a restart', () => {
  it('what was committed and not yet delivered arrives', async () => {
    await room.process().stop()
    await room.say('one')
    await room.say('two')
    await room.restart()
    await room.pass()
    expect(await room.delivered()).toEqual(['one', 'two'])
  })

  it('parked entries stay parked, and go on when their reason is gone', async () => {
    await room.admin.revoke()
    await room.say('one')
    await room.pass()
    await room.restart()
    await room.pass(60_000)
    const before = await room.delivery()
    expect(before.trouble?.attempts).toBeGreaterThan(1)
    await room.admin.grant('logs:CreateLogStream', 'logs:PutLogEvents')
    await room.pass()
    expect(await room.delivered()).toEqual(['one'])
  })

  it('queues that nobody used for long are forgotten, with what was dropped of them', async () => {
    await room.say('one')
    await room.pass()
    room.clock.set(room.clock.now() + 13 * DAY)
    await room.restart()
    expect((await room.delivery()).waiting).toBe(0)
    room.clock.set(room.clock.now() + 2 * DAY)
    await room.restart()
    await expect(room.delivery()).rejects.toThrow('has no queue')
  })

  it('two processes over one store deliver each entry once', async () => {
    const second = await startProcess(room.store, room.clock)
    for (let n = 0; n < 20; n++) {
      await room.say(`entry ${n}`)
      await room.pass(50)
      await second.settled()
    }
    await room.pass(10_000)
    await second.settled()
    expect(await room.delivered()).toEqual(Array.from({ length: 20 }, (_, n) => `entry ${n}`))
    await second.stop()
  })
})

describe('what waits', () => {
  it('and does not open keeps nothing up: it is dropped, counted and with the reason', async () => {
    const log = queueLog(queueId(destination))
    const unopened = () => room.store.commit([{ type: 'append', log, entries: [null] }])
    await unopened()
    await room.say('own')
    await unopened()
    await room.say('last')
    await room.pass()
    expect(await room.delivered()).toEqual(['own', 'last'])
    expect((await room.delivery()).trouble).toEqual({
      attempts: 0,
      dropped: 2,
      droppedReason: 'changed while they waited: they do not open under the root key',
    })
  })
})

describe('deliveries as operators see them', () => {
  it('are listed while they wait or are parked, explained by request id, and tried again', async () => {
    const { calls, asRoot, audit } = room.process()
    await room.admin.revoke()
    await room.say('one')
    const list = async (status?: 'waiting' | 'parked') =>
      (await calls.call(parley.ListDeliveries, { status }, asRoot)).deliveries ?? []
    expect((await list())[0]).toMatchObject({ status: 'waiting', waiting: 1, attempts: 0 })
    await room.pass()
    await room.pass(60_000)
    const [parked] = await list('parked')
    expect(parked).toMatchObject({
      status: 'parked',
      waiting: 1,
      destination: `${GROUP_ARN} (streams aws/lex/OrderFlowers/prod/1/…)`,
      roleArn: destination.roleArn,
      source: `arn:aws:lex:us-east-1:${ACCOUNT}:bot:OrderFlowers:prod (version 1)`,
      oldestAt: Date.UTC(2026, 0, 20, 12),
    })
    expect(await list('waiting')).toEqual([])
    const record = await audit.find(parked?.requestId ?? '')
    expect(record?.checks.at(-1)).toMatchObject({ action: 'logs:CreateLogStream', dry: true })
    const { deliveryId = '' } = parked ?? {}
    const attempts = parked?.attempts ?? 0
    await calls.call(parley.RetryDelivery, { deliveryId }, asRoot)
    await room.pass(0)
    expect((await list('parked'))[0]?.attempts).toBe(attempts + 1)
    const unknown = calls.call(parley.RetryDelivery, { deliveryId: 'unknown' }, asRoot)
    await expect(unknown).rejects.toMatchObject({ code: 'NotFoundException' })
  })
})

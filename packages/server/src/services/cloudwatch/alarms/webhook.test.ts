import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../kernel/clock.ts'
import type { OutgoingFetch, OutgoingRequest } from '../../../kernel/fetch.ts'
import type { Json } from '../../../kernel/json.ts'
import { failed, ok } from '../../../kernel/result.ts'
import { memoryStore } from '../../../store/memory.ts'
import type { Calls } from '../../../wire/calls.ts'
import { LIMITS } from '../limits.ts'
import { ACTION_JOB, type ActionPayload, actionHandler } from './action.ts'
import { allHistory, historyItem } from './history.ts'

const URL = 'http://127.0.0.1:9000/alarm'
const status = (code: number) =>
  ok({ status: code, header: () => undefined, body: new Uint8Array() })
const away = failed({ kind: 'unreachable', message: 'connection refused' } as const)

/** One action that is due now; the webhook answers from a list. */
function openRoom(...answers: Awaited<ReturnType<OutgoingFetch>>[]) {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const posted: (readonly [string, OutgoingRequest])[] = []
  const unused = () => Promise.reject(new Error('nobody is called'))
  const calls: Calls = { call: unused, wouldAllow: unused }
  const webhooks: OutgoingFetch = async (url, request) => {
    posted.push([url, request])
    return answers[posted.length - 1] ?? away
  }
  const payload: ActionPayload = {
    ...{ account: '123456789012', region: 'us-east-1', alarmName: 'busy', action: URL },
    ...{ state: 'ALARM', since: clock.now(), event: { source: 'aws.cloudwatch' } },
  }
  const handler = actionHandler({ store, clock, calls, webhooks })
  const job = { kind: ACTION_JOB, id: 'one', runAt: 0, payload: payload as unknown as Json }
  const signal = new AbortController().signal
  return {
    clock,
    posted,
    run: () => handler(job, { signal, fencing: 1 }),
    told: async () => {
      const { documents } = await store.range(...allHistory())
      return documents
        .map(historyItem)
        .map(({ summary, data }) => [summary, JSON.parse(data).error])
    },
  }
}

describe('a webhook', () => {
  it('is posted what a function would be told', async () => {
    const { posted, run, told } = openRoom(status(204))
    expect(await run()).toEqual({ kind: 'done' })
    const [[url, request] = ['', undefined]] = posted
    expect(url).toBe(URL)
    expect(request?.method).toBe('POST')
    expect(JSON.parse(Buffer.from(request?.body ?? []).toString())).toEqual({
      source: 'aws.cloudwatch',
    })
    expect(await told()).toEqual([[`Successfully executed action ${URL}`, null]])
  })

  it('is tried again while it is away or failing, but not for ever', async () => {
    const { clock, run, told, posted } = openRoom(away, status(503), status(429), status(200))
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await run()).toEqual({ kind: 'again', runAt: clock.now() + LIMITS.actionRetryMs })
      clock.set(clock.now() + LIMITS.actionRetryMs)
    }
    expect([await run(), posted.length]).toEqual([{ kind: 'done' }, 4])
    expect((await told())[0]?.[0]).toContain('Successfully')
    const never = openRoom()
    never.clock.set(never.clock.now() + LIMITS.actionPatienceMs)
    expect(await never.run()).toEqual({ kind: 'done' })
    expect(await never.told()).toEqual([[`Failed to execute action ${URL}`, 'connection refused']])
  })

  it.each([
    [status(404), `${URL} answered 404`],
    [status(302), `${URL} answered 302`],
    [failed({ kind: 'not-allowed', message: 'not there' } as const), 'not there'],
    [failed({ kind: 'too-large', message: 'too much' } as const), 'too much'],
  ])('is given up at once when it is refused', async (answer, reason) => {
    const { run, told } = openRoom(answer)
    expect(await run()).toEqual({ kind: 'done' })
    expect(await told()).toEqual([[`Failed to execute action ${URL}`, reason]])
  })
})

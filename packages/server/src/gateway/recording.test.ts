import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createAudit } from '../audit/audit.ts'
import { fakeClock } from '../kernel/clock.ts'
import { memoryStore } from '../store/memory.ts'
import type { Call } from './call.ts'
import { createRecording } from './recording.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const clock = fakeClock()

/** A call whose exchange and answer are large, and only weakly known to the test. */
function answeredCall(requestId: string) {
  const exchange = { bytes: new Uint8Array(1_000) }
  const output = { items: new Array(1_000).fill('x') }
  const call: Call = {
    ...{ requestId, parentRequestId: undefined, service: 'iam', operation: 'ListUsers', depth: 0 },
    identity: {
      account: '123456789012',
      principal: { kind: 'root', arn: 'arn:aws:iam::123456789012:root', account: '123456789012' },
    },
    account: '123456789012',
    facts: { time: clock.now(), region: 'us-east-1', secureTransport: true },
    abandoned: () => AbortSignal.timeout(exchange.bytes.length),
    decided: [],
    kept: { request: {} },
  }
  return { call, output, exchange: new WeakRef(exchange), answer: new WeakRef(output) }
}

describe('what is remembered of an answered call', () => {
  it('holds on to neither its exchange nor its answer', async () => {
    const audit = createAudit(memoryStore({ clock }))
    const remember = async (requestId: string) => {
      const { call, output, exchange, answer } = answeredCall(requestId)
      await createRecording({ call, operation: { readOnly: true } }, audit).done(output)
      return { exchange, answer }
    }
    const { exchange, answer } = await remember('one')
    // A weak reference that was made or read keeps its target until the end of the turn.
    await new Promise(setImmediate)
    collectGarbage()
    expect([exchange.deref(), answer.deref()]).toEqual([undefined, undefined])
    expect((await audit.find('one'))?.operation).toBe('ListUsers')
  })
})

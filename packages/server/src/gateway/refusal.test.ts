import { describe, expect, it } from 'vitest'
import type { Identity } from '../access/identity.ts'
import { createAudit } from '../audit/audit.ts'
import { LIMITS } from '../audit/limits.ts'
import { fakeClock } from '../kernel/clock.ts'
import { ServiceError } from '../kernel/errors.ts'
import { memoryStore } from '../store/memory.ts'
import { recordRefusal } from './refusal.ts'

const clock = fakeClock()
const account = '123456789012'
const known: Identity = {
  account,
  principal: { kind: 'root', arn: `arn:aws:iam::${account}:root`, account },
}

describe('requests that were refused before anything was decided', () => {
  it.each([
    ['a known caller', known, LIMITS.ringCharacters],
    ['a stranger', undefined, LIMITS.strangerCharacters],
  ])(
    'of %s are remembered as far as there is room for what they say',
    async (_, identity, room) => {
      const audit = createAudit(memoryStore({ clock }))
      const long = 'x'.repeat(room / 100)
      const refuse = (n: number) =>
        recordRefusal(
          new ServiceError('UnknownOperationException', `Unknown operation ${long}`),
          {
            ...{ requestId: `${n}`, service: 'logs', operation: long, identity },
            ...{ sourceIp: '192.0.2.1', userAgent: long },
          },
          { audit, clock, region: 'us-east-1' },
        )
      for (let n = 0; n < 40; n++) await refuse(n)
      expect((await audit.find('39'))?.outcome.kind).toBe('refused')
      expect((await audit.find('10'))?.operation).toBe(long)
      expect(await audit.find('5')).toBeUndefined()
    },
  )
})

import { describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import { createSeal } from '../kernel/seal.ts'
import { openMessage, sealMessage } from './authorization-message.ts'
import type { AuditedCheck, AuditRecord } from './record.ts'
import { visibleTo } from './visible-record.ts'

const seal = createSeal(new Uint8Array(32), seededRandom('messages'))
const message = { requestId: '6f3c1d52-0d2f-4a0e-8f0a-000000000001', time: 1_767_225_600_000 }

describe('an authorization message', () => {
  it('is opened as it was sealed, and only by the key that sealed it', () => {
    const text = sealMessage(message, seal)
    expect(openMessage(text, seal)).toEqual(message)
    const another = createSeal(new Uint8Array(32).fill(1), seededRandom('messages'))
    expect(openMessage(text, another)).toBeUndefined()
  })

  it('is no other sealed text', () => {
    const plain = Buffer.from(`${message.time} ${message.requestId}`)
    expect(openMessage(seal.seal(plain, 'session'), seal)).toBeUndefined()
    const text = sealMessage(message, seal)
    for (const changed of ['', 'A', `${text}=`, `${text}\n`, `B${text.slice(1)}`]) {
      expect(openMessage(changed, seal)).toBeUndefined()
    }
  })
})

describe('a record as an account may see it', () => {
  const check: AuditedCheck = {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: '210987654321',
    effect: 'explicit-deny',
    layer: 'resource',
    policy: 'bucket policy',
    statement: 'NoGuests',
    context: { 'aws:sourceip': '10.0.0.1' },
    explanation: 'evidence',
  }
  const record: AuditRecord = {
    ...message,
    account: '123456789012',
    readOnly: true,
    checks: [check],
    outcome: { kind: 'denied', code: 'AccessDenied', message: 'Access Denied' },
  }

  it('holds nothing of the policies of another account, nor what they read', () => {
    const { action, resource, resourceAccount, effect, layer } = check
    expect(visibleTo('123456789012', record)?.checks).toEqual([
      { action, resource, resourceAccount, effect, layer },
    ])
    expect(visibleTo('210987654321', record)).toBeUndefined()
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../kernel/random.ts'
import { accountOfKey, secretAccessKey, uniqueId } from './unique-ids.ts'

const random = seededRandom('ids')
const accounts = fc.integer({ min: 0, max: 999_999_999_999 }).map(n => String(n).padStart(12, '0'))

describe('a unique id', () => {
  it('tells the account that it was made for', () => {
    fc.assert(
      fc.property(accounts, account => {
        for (const prefix of ['AKIA', 'ASIA', 'AIDA'] as const) {
          expect(accountOfKey(uniqueId(prefix, account, random))).toBe(account)
        }
      }),
    )
  })

  it('is 20 characters long for keys and 21 for everything else', () => {
    expect(uniqueId('AKIA', '123456789012', random)).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect(uniqueId('AROA', '123456789012', random)).toMatch(/^AROA[A-Z2-7]{17}$/)
  })

  it('that was never given tells nothing', () => {
    for (const text of [
      '',
      'AKIA',
      'akiaaaaaaaaaaaaaaaaa',
      'AKIA00000000000000',
      'AKIAAAAAAAAAAAAA',
    ]) {
      expect(accountOfKey(text)).toBeUndefined()
    }
  })
})

describe('a secret', () => {
  it('has 40 characters of base64', () => {
    expect(secretAccessKey(random)).toMatch(/^[A-Za-z0-9+/]{40}$/)
  })
})

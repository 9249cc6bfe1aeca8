import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../kernel/random.ts'
import { opened, sealed } from './sealed.ts'

const random = seededRandom('sealed')
const KEY = random.bytes(32)
const plain = Buffer.from('["what nobody shall read"]')

describe('sealed bytes', () => {
  it('open with their key at their place, and are never the same twice', () => {
    const first = sealed(plain, KEY, 'a', random)
    const second = sealed(plain, KEY, 'a', random)
    expect(Buffer.from(opened(first, KEY, 'a'))).toEqual(plain)
    expect(second).not.toBe(first)
    expect(Buffer.from(first, 'base64').includes('nobody')).toBe(false)
  })

  it('open neither elsewhere, nor with another key, nor once they were changed', () => {
    const text = sealed(plain, KEY, 'a', random)
    expect(() => opened(text, KEY, 'b')).toThrow()
    expect(() => opened(text, random.bytes(32), 'a')).toThrow()
    for (const at of [0, 20, plain.length + 20]) {
      const bytes = Buffer.from(text, 'base64')
      bytes[at]! ^= 1
      expect(() => opened(bytes.toString('base64'), KEY, 'a')).toThrow()
    }
  })
})

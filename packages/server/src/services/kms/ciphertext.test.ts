import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../kernel/random.ts'
import { decryptUnder, encryptUnder, parseCiphertext } from './ciphertext.ts'
import { contextBytes } from './encryption-context.ts'

const random = seededRandom('ciphertext')
const material = random.bytes(32)
const head = {
  account: '000000000042',
  region: 'us-east-1',
  keyId: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  materialId: '5a'.repeat(32),
}
const bytes = fc.uint8Array({ maxLength: 200 })
const contexts = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.string())

const encrypt = (plaintext: Uint8Array, context: Readonly<Record<string, string>>) =>
  encryptUnder(material, plaintext, head, { context, random })

function decrypt(blob: Uint8Array, context: Readonly<Record<string, string>>) {
  const parsed = parseCiphertext(blob)
  return parsed && decryptUnder(material, parsed, context)
}

describe('a ciphertext', () => {
  it('gives back its plaintext under its context, and tells which key it needs', () => {
    fc.assert(
      fc.property(bytes, contexts, (plaintext, context) => {
        const blob = encrypt(plaintext, context)
        expect(parseCiphertext(blob)).toMatchObject(head)
        expect(decrypt(blob, context)).toEqual(Buffer.from(plaintext))
      }),
    )
  })

  it('opens no more once any bit of it was changed, head included', () => {
    const blob = encrypt(Buffer.from('the order is roses'), { bot: 'OrderFlowers' })
    for (let bit = 0; bit < blob.length * 8; bit++) {
      const changed = Buffer.from(blob)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(decrypt(changed, { bot: 'OrderFlowers' }), `bit ${bit}`).toBeUndefined()
    }
  })

  it('opens no more once it was cut, extended or spliced with another', () => {
    const [one, other] = [encrypt(Buffer.alloc(32, 1), {}), encrypt(Buffer.alloc(32, 2), {})]
    fc.assert(
      fc.property(fc.nat(one.length - 1), at => {
        const whole = [one, other].map(blob => decrypt(blob, {}))
        expect(whole.map(text => text?.[0])).toEqual([1, 2])
        expect(decrypt(one.subarray(0, at), {})).toBeUndefined()
        expect(decrypt(Buffer.concat([one, one.subarray(at)]), {})).toBeUndefined()
        const spliced = Buffer.concat([one.subarray(0, at), other.subarray(at)])
        const result = decrypt(spliced, {})
        // A cut within the head, which both share, is no splice.
        if (result) expect(spliced.equals(Buffer.from(other))).toBe(true)
      }),
    )
  })

  it('opens under no other context and no other material', () => {
    fc.assert(
      fc.property(contexts, contexts, (right, wrong) => {
        fc.pre(Buffer.compare(contextBytes(right), contextBytes(wrong)) !== 0)
        expect(decrypt(encrypt(Buffer.from('x'), right), wrong)).toBeUndefined()
      }),
    )
    const parsed = parseCiphertext(encrypt(Buffer.from('x'), {}))
    expect(parsed && decryptUnder(random.bytes(32), parsed, {})).toBeUndefined()
  })

  it('is never found in bytes that cannot be one', () => {
    fc.assert(fc.property(bytes, some => void parseCiphertext(some)))
    for (const some of [[], [1], [2, ...Array(200).fill(0)], [1, ...Array(6).fill(255), 1, 97]]) {
      expect(parseCiphertext(Uint8Array.from(some))).toBeUndefined()
    }
  })

  it('of the largest plaintext is small enough to be decrypted again', () => {
    const far = { ...head, region: 'a'.repeat(32) }
    const blob = encryptUnder(material, Buffer.alloc(4096), far, { context: {}, random })
    expect(blob.length).toBeLessThanOrEqual(6144)
  })
})

describe('an encryption context', () => {
  it('is the same in any order, and different when a border between its parts moves', () => {
    expect(contextBytes({ a: '1', b: '2' })).toEqual(contextBytes({ b: '2', a: '1' }))
    expect(contextBytes({ ab: 'c' })).not.toEqual(contextBytes({ a: 'bc' }))
    expect(contextBytes({ a: 'b', c: 'd' })).not.toEqual(contextBytes({ a: 'bcd' }))
    expect(contextBytes()).toEqual(contextBytes({}))
  })
})

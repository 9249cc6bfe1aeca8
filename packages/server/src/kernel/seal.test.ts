import { describe, expect, it } from 'vitest'
import { seededRandom } from './random.ts'
import { createSeal } from './seal.ts'

const random = seededRandom('seal')
const seal = createSeal(random.bytes(32), random)
const plain = Buffer.from('nobody shall read this')

describe('a derived seal', () => {
  it('is the same for the same use of the same root key', () => {
    const sealed = seal.derived('texts').seal(plain, 'a')
    expect(Buffer.from(seal.derived('texts').open(sealed, 'a') ?? '')).toEqual(plain)
  })

  it('opens nothing of another use, of the root key itself, or of another root key', () => {
    const texts = seal.derived('texts')
    const sealed = texts.seal(plain, 'a')
    const others = [seal, seal.derived('sound'), createSeal(random.bytes(32), random)]
    const strangers = [...others, others[2]!.derived('texts')]
    for (const other of strangers) expect(other.open(sealed, 'a')).toBeUndefined()
    expect(texts.open(seal.seal(plain, 'a'), 'a')).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { seededRandom } from '../kernel/random.ts'
import { key } from './key.ts'
import { createSealing } from './sealing.ts'

const ROOT_KEY = seededRandom('root key').bytes(32)
const DAY_MS = 86_400_000
const clock = fakeClock(Date.UTC(2026, 0, 20, 23, 59))

const sealingWith = (rootKey = ROOT_KEY) =>
  createSealing(
    { prefixes: [key('lex.session'), 'queue/'], rootKey },
    { clock, random: seededRandom('nonces') },
  )
const session = (user: string, bot = 'Shop') =>
  key('lex.session', '123456789012', 'us-east-1', bot, user)

const ANN = session('ann')
const TEXT = JSON.stringify({ card: '4111111111111111', name: 'Zażółć' })

describe('what is sealed', () => {
  it('is written as JSON that tells nothing, another each time, and comes out as it went in', () => {
    const { seal, open } = sealingWith()
    const written = seal(ANN, TEXT)
    expect(JSON.parse(written)).toMatch(/^\d+\.[\w-]+$/)
    expect(seal(ANN, TEXT)).not.toBe(written)
    expect(open(ANN, written)).toBe(TEXT)
    expect(sealingWith().open(ANN, written)).toBe(TEXT)
  })

  it('opens under the key of the day it was written on', () => {
    const { seal, open } = sealingWith()
    const written = [seal(ANN, TEXT)]
    clock.set(clock.now() + DAY_MS)
    written.push(seal(ANN, TEXT))
    for (const each of written) expect(open(ANN, each)).toBe(TEXT)
  })

  it('opens in its own place under its own root key, and is null elsewhere or changed', () => {
    const { seal, open } = sealingWith()
    const written = seal(ANN, TEXT)
    for (const place of [session('bob'), session('ann', 'Shop2')]) {
      expect(open(place, written), place).toBe('null')
    }
    expect(sealingWith(new Uint8Array(32)).open(ANN, written)).toBe('null')
    const [day = '', sealed = ''] = JSON.parse(written).split('.')
    const changed = [`${Number(day) + 1}.${sealed}`, `${day}.${sealed.slice(0, -4)}`, `${day}.`, '']
    for (const each of changed) expect(open(ANN, JSON.stringify(each)), each).toBe('null')
  })

  it('may be the entry of a log', () => {
    const { seal, open } = sealingWith()
    const written = seal('queue/a', TEXT)
    expect(open('queue/a', written)).toBe(TEXT)
    expect(open('queue/b', written)).toBe('null')
  })

  it('is read when an earlier version wrote it in clear', () => {
    expect(sealingWith().open(ANN, TEXT)).toBe(TEXT)
  })
})

it('leaves others as they are, also those whose names begin alike', () => {
  const { seal, open } = sealingWith()
  for (const other of [key('lex.bot', 'Shop'), key('lex.sessions', 'Shop'), key('lex'), 'queue']) {
    expect(seal(other, '"1.text"')).toBe('"1.text"')
    expect(open(other, '"1.text"')).toBe('"1.text"')
  }
})

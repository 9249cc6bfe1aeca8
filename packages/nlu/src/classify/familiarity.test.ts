import { describe, expect, it } from 'vitest'
import { train } from '../index.ts'
import { decodeModel } from '../model/format.ts'
import type { ModelHead } from '../model/model.ts'
import { bot, intent, slot, type } from '../testing.ts'
import type { BotDefinition } from '../types.ts'
import { confidence, type Evidence } from './confidence.ts'

const familiarityOf = (definition: BotDefinition) =>
  decodeModel<ModelHead>(train(definition)).head.familiarity

describe('familiarity', () => {
  it('is whole where every utterance is said twice', () => {
    const twice = ['book a room', 'book a room']
    expect(familiarityOf(bot([intent('Book', twice)], []))).toEqual({ words: 1, phrases: 1 })
  })

  it('is nothing where no two utterances share a word', () => {
    const strangers = bot([intent('Book', ['book', 'schedule']), intent('Stop', ['cancel'])], [])
    expect(familiarityOf(strangers)).toEqual({ words: 0, phrases: 0 })
  })

  it('does not come from fillings of one and the same utterance', () => {
    const filled = (...utterances: string[]) =>
      bot(
        [intent('Order', utterances, [slot('Drink', 'Drinks')])],
        [type('Drinks', 'ORIGINAL_VALUE', { cola: [], water: [], tea: [] })],
      )
    const alone = familiarityOf(filled('bring {Drink}'))
    const shared = familiarityOf(filled('bring {Drink}', 'bring {Drink}'))
    // The value is known by its list, the word beside it by no other utterance.
    expect(alone?.words).toBeGreaterThan(0)
    expect(alone?.words).toBeLessThan(1)
    expect(alone?.phrases).toBe(0)
    expect(shared?.words).toBe(1)
  })
})

describe('confidence', () => {
  const evidence: Evidence = {
    margin: 0.2,
    knownWords: 0.6,
    knownPhrases: 0.5,
    words: 8,
    values: 0,
    familiarity: { words: 0.9, phrases: 0.8 },
    classes: 40,
    rows: 800,
  }

  it('grows with the margin and with what is known, and stays below certainty', () => {
    const plain = confidence(evidence)
    expect(confidence({ ...evidence, margin: 0.4 })).toBeGreaterThan(plain)
    expect(confidence({ ...evidence, knownWords: 0.9 })).toBeGreaterThan(plain)
    expect(confidence({ ...evidence, knownPhrases: 0.9 })).toBeGreaterThan(plain)
    expect(confidence({ ...evidence, margin: 50 })).toBeLessThanOrEqual(0.99)
  })

  it('forgives strange words where the bot is used to them', () => {
    const used = { words: 0.7, phrases: 0.5 }
    expect(confidence({ ...evidence, familiarity: used })).toBeGreaterThan(confidence(evidence))
  })
})

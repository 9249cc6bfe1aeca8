import { describe, expect, it } from 'vitest'
import type { Slot } from '../wire/models/lex-models.ts'
import { buildProblems } from './build-checks.ts'
import { type Bot, type Intent, LATEST } from './records.ts'

const head = {
  account: '123456789012',
  region: 'us-east-1',
  version: LATEST,
  createdAt: 0,
  updatedAt: 0,
  checksum: 'a',
}
const bot = (changes: Partial<Bot> = {}): Bot => ({
  ...head,
  name: 'Flowers',
  intents: [{ name: 'Order', version: LATEST }],
  locale: 'en-US',
  childDirected: false,
  detectSentiment: false,
  enableModelImprovements: false,
  idleSessionSeconds: 300,
  processBehavior: 'BUILD',
  status: 'BUILDING',
  buildNumber: 1,
  ...changes,
})
const intent = (changes: Partial<Intent> = {}): Intent => ({
  ...head,
  name: 'Order',
  fulfillmentActivity: { type: 'ReturnIntent' },
  sampleUtterances: ['order {Size}'],
  slots: [slot()],
  ...changes,
})
const slot = (changes: Partial<Slot> = {}): Slot => ({
  name: 'Size',
  slotConstraint: 'Optional',
  slotType: 'Sizes',
  slotTypeVersion: LATEST,
  ...changes,
})
const prompt = { messages: [{ contentType: 'PlainText' as const, content: '?' }], maxAttempts: 2 }
const problemsOf = (intents: readonly Intent[], changes: Partial<Bot> = {}) =>
  buildProblems(bot(changes), { intents, slotTypes: [], missing: [] })

describe('a bot can be built', () => {
  it.each<[string, Intent[]]>([
    ['with an intent and a slot', [intent()]],
    [
      'with a required slot that has a prompt',
      [intent({ slots: [slot({ slotConstraint: 'Required', valueElicitationPrompt: prompt })] })],
    ],
    [
      'with a parent and no utterances',
      [intent({ parentIntentSignature: 'AMAZON.HelpIntent', sampleUtterances: [], slots: [] })],
    ],
    ['with one slot shared by two intents', [intent(), intent({ name: 'Change' })]],
    ['with contexts in en-US', [intent({ inputContexts: [{ name: 'ordered' }] })]],
    ['with AlphaNumeric', [intent({ slots: [slot({ slotType: 'AMAZON.AlphaNumeric' })] })]],
  ])('%s', (_, intents) => {
    expect(problemsOf(intents)).toEqual([])
  })
})

describe('a build fails', () => {
  it.each<[string, Intent[], Partial<Bot>, RegExp]>([
    ['without intents', [], { intents: [] }, /has no intents/],
    ['without utterances', [intent({ sampleUtterances: [] })], {}, /no sample utterance/],
    [
      'for an unknown slot in an utterance',
      [intent({ sampleUtterances: ['a {Color}'] })],
      {},
      /no slot 'Color'/,
    ],
    [
      'for a slot in another case',
      [intent({ sampleUtterances: ['a {size}'] })],
      {},
      /no slot 'size'/,
    ],
    [
      'for a required slot without a prompt',
      [intent({ slots: [slot({ slotConstraint: 'Required' })] })],
      {},
      /has no prompt/,
    ],
    [
      'for a slot utterance without its slot',
      [intent({ slots: [slot({ sampleUtterances: ['please'] })] })],
      {},
      /must be named once/,
    ],
    [
      'for an unknown slot in a slot utterance',
      [intent({ slots: [slot({ sampleUtterances: ['{Size} {Color}'] })] })],
      {},
      /unknown slot 'Color'/,
    ],
    [
      'for a slot without a type',
      [intent({ slots: [{ name: 'Size', slotConstraint: 'Optional' }] })],
      {},
      /has no slot type/,
    ],
    [
      'for a slot type of another locale',
      [intent({ slots: [slot({ slotType: 'AMAZON.US_CITY' })] })],
      { locale: 'en-GB' },
      /does not exist in en-GB/,
    ],
    [
      'for a parent of another locale',
      [
        intent({
          parentIntentSignature: 'AMAZON.KendraSearchIntent',
          sampleUtterances: [],
          slots: [],
        }),
      ],
      { locale: 'de-DE' },
      /does not exist in de-DE/,
    ],
    [
      'for contexts outside en-US',
      [intent({ outputContexts: [{ name: 'ordered', timeToLiveInSeconds: 5, turnsToLive: 1 }] })],
      { locale: 'de-DE' },
      /en-US alone/,
    ],
    [
      'for two intents of one parent',
      [1, 2].map(n =>
        intent({
          name: `I${n}`,
          parentIntentSignature: 'AMAZON.HelpIntent',
          sampleUtterances: [],
          slots: [],
        }),
      ),
      {},
      /Two intents extend AMAZON\.HelpIntent/,
    ],
    ['for a slot with the name of an intent', [intent({ name: 'size' })], {}, /name of an intent/],
    [
      'for one slot of two types',
      [intent(), intent({ name: 'Change', slots: [slot({ slotType: 'Others' })] })],
      {},
      /different types: Sizes:\$LATEST, Others:\$LATEST/,
    ],
    [
      'for one slot of two versions',
      [intent(), intent({ name: 'Change', slots: [slot({ slotTypeVersion: '1' })] })],
      {},
      /different types/,
    ],
    ['for a locale without a recogniser', [intent()], { locale: 'ko-KR' }, /ko-KR/],
  ])('%s', (_, intents, changes, reason) => {
    expect(problemsOf(intents, changes).join('\n')).toMatch(reason)
  })

  it('for what it refers to and is not there', () => {
    const parts = { intents: [], slotTypes: [], missing: ['intent Order:3'] }
    expect(buildProblems(bot(), parts)).toEqual(['The intent Order:3 does not exist.'])
  })
})

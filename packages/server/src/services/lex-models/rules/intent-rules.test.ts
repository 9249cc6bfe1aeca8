import { describe, expect, it } from 'vitest'
import type { PutIntentRequest, Slot } from '../../../wire/models/lex-models.ts'
import { intentProblem } from './intent-rules.ts'

const text = (content: string, groupNumber?: number) => ({
  contentType: 'PlainText' as const,
  content,
  groupNumber,
})
const statement = { messages: [text('Done.')] }
const prompt = { ...statement, maxAttempts: 2 }
const codeHook = {
  uri: 'arn:aws:lambda:us-east-1:123456789012:function:Order',
  messageVersion: '1.0',
}
const slot = (changes: Partial<Slot> = {}): Slot => ({
  name: 'Size',
  slotConstraint: 'Optional',
  slotType: 'Sizes',
  ...changes,
})
const base: PutIntentRequest = { name: 'Order', fulfillmentActivity: { type: 'ReturnIntent' } }
const many = (count: number, groupNumber?: number) =>
  Array.from({ length: count }, (_, i) => text(`${i}`, groupNumber))

const ACCEPTED: readonly (readonly [string, Partial<PutIntentRequest>])[] = [
  ['nothing but a fulfillment', {}],
  [
    'both confirmation and rejection',
    { confirmationPrompt: prompt, rejectionStatement: statement },
  ],
  ['a conclusion with ReturnIntent', { conclusionStatement: statement }],
  ['a code hook', { fulfillmentActivity: { type: 'CodeHook', codeHook } }],
  [
    'a parent with empty lists',
    { parentIntentSignature: 'AMAZON.HelpIntent', slots: [], sampleUtterances: [] },
  ],
  [
    'a fallback with a follow-up',
    {
      parentIntentSignature: 'AMAZON.FallbackIntent',
      followUpPrompt: { prompt, rejectionStatement: statement },
    },
  ],
  [
    'the name of the Kendra exercise',
    { name: 'KendraSearchIntent', parentIntentSignature: 'AMAZON.KendraSearchIntent' },
  ],
  ['five messages without a group', { conclusionStatement: { messages: many(5) } }],
  [
    'fifteen messages in three groups',
    { conclusionStatement: { messages: [...many(5, 1), ...many(5, 2), ...many(5, 3)] } },
  ],
  ['an utterance without slots', { sampleUtterances: ['order'] }],
  [
    'an unknown slot in an utterance, which the build finds',
    { sampleUtterances: ['a {Color} one'] },
  ],
  [
    'every form of a default value',
    {
      slots: [
        slot({
          defaultValueSpec: {
            defaultValueList: [
              { defaultValue: '#order.size' },
              { defaultValue: '{size}' },
              { defaultValue: "'big'" },
            ],
          },
        }),
      ],
    },
  ],
  ['a built-in slot type', { slots: [slot({ slotType: 'AMAZON.DATE' })] }],
  [
    'a required slot without a prompt, which the build finds',
    { slots: [slot({ slotConstraint: 'Required' })] },
  ],
]

const REFUSED: readonly (readonly [string, Partial<PutIntentRequest>, RegExp])[] = [
  ['a reserved name', { name: 'HelpIntent' }, /reserved/],
  ['a reserved name in another case', { name: 'helpintent' }, /reserved/],
  ['the Kendra name without its parent', { name: 'KendraSearchIntent' }, /reserved/],
  ['no fulfillment', { fulfillmentActivity: undefined }, /fulfillmentActivity is required/],
  ['CodeHook without a hook', { fulfillmentActivity: { type: 'CodeHook' } }, /needs a codeHook/],
  [
    'another message version',
    { dialogCodeHook: { ...codeHook, messageVersion: '2.0' } },
    /must be 1\.0, not 2\.0/,
  ],
  ['confirmation without rejection', { confirmationPrompt: prompt }, /together/],
  ['rejection without confirmation', { rejectionStatement: statement }, /together/],
  [
    'follow-up and conclusion',
    { followUpPrompt: { prompt, rejectionStatement: statement }, conclusionStatement: statement },
    /exclude/,
  ],
  [
    'an unknown parent',
    { parentIntentSignature: 'AMAZON.YesIntent' },
    /no built-in intent AMAZON\.YesIntent/,
  ],
  [
    'a parent with utterances',
    { parentIntentSignature: 'AMAZON.HelpIntent', sampleUtterances: ['help'] },
    /no sample utterances/,
  ],
  [
    'a parent with slots',
    { parentIntentSignature: 'AMAZON.HelpIntent', slots: [slot()] },
    /no slots/,
  ],
  [
    'a fallback with a dialog hook',
    { parentIntentSignature: 'AMAZON.FallbackIntent', dialogCodeHook: codeHook },
    /no dialogCodeHook/,
  ],
  [
    'a fallback with a confirmation',
    {
      parentIntentSignature: 'AMAZON.FallbackIntent',
      confirmationPrompt: prompt,
      rejectionStatement: statement,
    },
    /no confirmationPrompt/,
  ],
  [
    'Kendra without its parent',
    { kendraConfiguration: { kendraIndex: 'i', role: 'r' } },
    /needs the parent/,
  ],
  [
    'slot names that differ in case',
    { slots: [slot(), slot({ name: 'size' })] },
    /'size' is given twice/,
  ],
  [
    'an unknown built-in slot type',
    { slots: [slot({ slotType: 'AMAZON.LITERAL' })] },
    /no built-in slot type AMAZON\.LITERAL/,
  ],
  [
    'a version of a built-in slot type',
    { slots: [slot({ slotType: 'AMAZON.DATE', slotTypeVersion: '1' })] },
    /have none/,
  ],
  [
    'a context default without its slot',
    { slots: [slot({ defaultValueSpec: { defaultValueList: [{ defaultValue: '#order' }] } })] },
    /#context\.slot/,
  ],
  ['a slot twice in an utterance', { sampleUtterances: ['{Size} or {Size}'] }, /twice/],
  [
    'a slot twice in an utterance of a slot',
    { slots: [slot({ sampleUtterances: ['{Size} or {Size}'] })] },
    /twice/,
  ],
  ['a brace without its pair', { sampleUtterances: ['a {Size'] }, /brace/],
  [
    'six messages without a group',
    { conclusionStatement: { messages: many(6) } },
    /conclusionStatement has 6 messages/,
  ],
  [
    'six messages in a group',
    { slots: [slot({ valueElicitationPrompt: { messages: many(6, 2), maxAttempts: 1 } })] },
    /in group 2/,
  ],
]

describe('PutIntent', () => {
  it.each(ACCEPTED)('accepts %s', (_, changes) => {
    expect(intentProblem({ ...base, ...changes })).toBeUndefined()
  })

  it.each(REFUSED)('refuses %s', (_, changes, message) => {
    expect(intentProblem({ ...base, ...changes })).toMatch(message)
  })
})

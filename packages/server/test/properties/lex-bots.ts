import type {
  EnumerationValue,
  Message,
  PutIntentCommandInput,
  PutSlotTypeCommandInput,
  Slot,
  SlotDefaultValueSpec,
} from '@aws-sdk/client-lex-model-building-service'
import fc from 'fast-check'
import type { WholeBot } from '../conformance/lex-guide-bots.ts'

/** Random bots that the service takes, with every member that may be set or not. */

const letters = fc.string({ unit: fc.constantFrom(...'abcdefgXYZ'), minLength: 2, maxLength: 8 })
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(isPlain)
const description = fc.string({ unit: 'grapheme', maxLength: 30 }).filter(isWhole)

/** No braces, which name slots, and no half of a pair, which no UTF-8 can tell. */
function isPlain(value: string): boolean {
  return isWhole(value) && !/[{}\p{Cc}]/u.test(value)
}
function isWhole(value: string): boolean {
  return value.isWellFormed()
}

/** Members that may be absent. */
const some = <T extends Record<string, unknown>>(
  members: {
    readonly [K in keyof T]: fc.Arbitrary<T[K]>
  },
) => fc.record(members, { requiredKeys: [] })

const messages = fc.oneof(
  fc.array(message(undefined), { minLength: 1, maxLength: 3 }),
  fc.array(fc.integer({ min: 1, max: 3 }).chain(message), { minLength: 1, maxLength: 4 }),
)
function message(groupNumber: number | undefined): fc.Arbitrary<Message> {
  return fc.record({
    contentType: fc.constantFrom('PlainText' as const, 'SSML' as const, 'CustomPayload' as const),
    content: text,
    ...(groupNumber !== undefined && { groupNumber: fc.constant(groupNumber) }),
  })
}

const card = fc.constantFrom('"foo"', '{"version":1,"genericAttachments":[]}')
const prompt = fc
  .tuple(messages, fc.integer({ min: 1, max: 5 }), fc.option(card, { nil: undefined }))
  .map(([all, maxAttempts, responseCard]) => ({
    messages: all,
    maxAttempts,
    ...(responseCard !== undefined && { responseCard }),
  }))
const statement = messages.map(all => ({ messages: all }))

const values = fc
  .uniqueArray(text, { minLength: 1, maxLength: 8 })
  .chain(all => {
    const value = (own: string, index: number) =>
      fc.constantFrom<EnumerationValue>(
        { value: own },
        { value: own, synonyms: [] },
        { value: own, synonyms: [`${own} ${index}`, own] },
      )
    const half = all.filter((one, index) => !all.includes(`${one} ${index}`))
    return fc.tuple(...half.map(value))
  })
  .filter(all => all.length > 0)

const slotType: fc.Arbitrary<Omit<PutSlotTypeCommandInput, 'name'>> = fc.oneof(
  fc
    .tuple(
      values,
      some({
        description,
        valueSelectionStrategy: fc.constantFrom(
          'ORIGINAL_VALUE' as const,
          'TOP_RESOLUTION' as const,
        ),
      }),
    )
    .map(([enumerationValues, more]) => ({ ...more, enumerationValues })),
  some({ description }).map(more => ({
    ...more,
    parentSlotTypeSignature: 'AMAZON.AlphaNumeric',
    slotTypeConfigurations: [{ regexConfiguration: { pattern: '[A-Z]{2}[0-9]{1,4}' } }],
  })),
)

const slot = (name: string, types: readonly string[]): fc.Arbitrary<Slot> =>
  fc
    .record(
      {
        slotType: fc.constantFrom(...types, 'AMAZON.DATE', 'AMAZON.NUMBER'),
        slotConstraint: fc.constantFrom('Required' as const, 'Optional' as const),
        description,
        priority: fc.integer({ min: 0, max: 100 }),
        valueElicitationPrompt: prompt,
        responseCard: card,
        sampleUtterances: fc.constantFrom<string[]>([], [`the {${name}}`]),
        obfuscationSetting: fc.constantFrom('NONE' as const, 'DEFAULT_OBFUSCATION' as const),
        defaultValueSpec: fc.constantFrom<SlotDefaultValueSpec>(
          { defaultValueList: [] },
          { defaultValueList: [{ defaultValue: '#context.slot' }, { defaultValue: '{own}' }] },
        ),
      },
      { requiredKeys: ['slotType', 'slotConstraint'] },
    )
    .map((more): Slot => ({ name, ...more }))

const context = fc.record({ name: letters })
const outputContext = fc.record({
  name: letters,
  timeToLiveInSeconds: fc.integer({ min: 5, max: 86_400 }),
  turnsToLive: fc.integer({ min: 1, max: 20 }),
})

const ending = fc.oneof(
  fc.constant({}),
  statement.map(conclusionStatement => ({ conclusionStatement })),
  fc.tuple(prompt, statement).map(([asked, rejectionStatement]) => ({
    followUpPrompt: { prompt: asked, rejectionStatement },
  })),
)
const confirmation = fc.oneof(
  fc.constant({}),
  fc.tuple(prompt, statement).map(([confirmationPrompt, rejectionStatement]) => ({
    confirmationPrompt,
    rejectionStatement,
  })),
)

const custom = (types: readonly string[]) =>
  fc.uniqueArray(letters, { maxLength: 4, selector: name => name.toLowerCase() }).chain(names => {
    const slots = fc.tuple(...names.map(name => slot(`${name}Slot`, types)))
    const utterances = fc.uniqueArray(text, { maxLength: 4 })
    return fc.record(
      { slots, sampleUtterances: utterances },
      { requiredKeys: names.length > 0 ? ['slots'] : [] },
    )
  })

const extending = fc
  .constantFrom('AMAZON.HelpIntent', 'AMAZON.NextIntent')
  .map(parentIntentSignature => ({ parentIntentSignature }))

const intent = (types: readonly string[]): fc.Arbitrary<Omit<PutIntentCommandInput, 'name'>> =>
  fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: custom(types) }, { weight: 1, arbitrary: extending }),
      ending,
      confirmation,
      some({
        description,
        inputContexts: fc.array(context, { maxLength: 3 }),
        outputContexts: fc.array(outputContext, { maxLength: 3 }),
      }),
    )
    .map(parts => ({
      ...Object.assign({}, ...parts),
      fulfillmentActivity: { type: 'ReturnIntent' as const },
    }))

const settings = some({
  description,
  voiceId: fc.constantFrom('Salli', 'Joey'),
  idleSessionTTLInSeconds: fc.integer({ min: 60, max: 86_400 }),
  detectSentiment: fc.boolean(),
  enableModelImprovements: fc.boolean(),
  nluIntentConfidenceThreshold: fc.integer({ min: 0, max: 100 }).map(percent => percent / 100),
  clarificationPrompt: prompt,
  abortStatement: statement,
  locale: fc.constantFrom('en-US' as const, 'de-DE' as const, 'ja-JP' as const),
})

/** Names are numbered by letters, so that they never meet. */
const named = (prefix: string, index: number) => `${prefix}_${'ABCDEFGH'.charAt(index)}`

export const wholeBots: fc.Arbitrary<WholeBot> = fc
  .array(slotType, { maxLength: 4 })
  .chain(types => {
    const slotTypes = types.map((one, index) => ({ ...one, name: named('Type', index) }))
    const intents = fc.array(intent(slotTypes.map(one => one.name)), { maxLength: 4 })
    return fc.tuple(fc.constant(slotTypes), intents, settings, fc.boolean())
  })
  .map(([slotTypes, intents, more, childDirected]) => {
    const withNames = intents.map((one, index) => ({ ...one, name: named('Intent', index) }))
    return {
      slotTypes,
      intents: withNames,
      bot: {
        locale: 'en-US',
        ...more,
        name: 'RandomBot',
        childDirected,
        processBehavior: 'SAVE',
        ...((withNames.length > 0 || childDirected) && {
          intents: withNames.map(({ name }) => ({ intentName: name, intentVersion: '$LATEST' })),
        }),
      },
    }
  })

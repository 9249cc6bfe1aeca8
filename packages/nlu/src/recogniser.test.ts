import { describe, expect, it } from 'vitest'
import { type BotDefinition, loadRecogniser, train } from './index.ts'
import { bot, intent, slot, type } from './testing.ts'

const NOW = Date.UTC(2020, 10, 25, 10, 30)

const flowers = (...more: string[]) =>
  bot(
    [
      intent(
        'OrderFlowers',
        ['i would like to order some flowers', 'i would like to pick up flowers', ...more],
        [slot('FlowerType', 'FlowerTypes'), slot('PickupDate', 'AMAZON.DATE')],
      ),
    ],
    [type('FlowerTypes', 'ORIGINAL_VALUE', { roses: [], lilies: [], tulips: [] })],
  )

const pizza = bot(
  [
    intent(
      'OrderPizza',
      ['i want a {size} {crust} crust {pizzaKind} pizza', 'i want to order a pizza'],
      [slot('size', 'Sizes'), slot('pizzaKind', 'Kinds'), slot('crust', 'Crusts')],
    ),
    intent('OrderDrink', ['i want to order a drink'], [slot('drink', 'Drinks')]),
  ],
  [
    type('Sizes', 'TOP_RESOLUTION', { small: [], medium: [], large: [] }),
    type('Kinds', 'TOP_RESOLUTION', { cheese: [], meat: [], veg: [] }),
    type('Crusts', 'TOP_RESOLUTION', { thick: ['stuffed'], thin: [] }),
    type('Drinks', 'ORIGINAL_VALUE', { cola: [], water: [] }),
  ],
)

const SIGNS =
  'aries taurus gemini cancer leo virgo libra scorpio sagittarius capricorn aquarius pisces'
const zodiac = (strategy: 'ORIGINAL_VALUE' | 'TOP_RESOLUTION') =>
  bot(
    [intent('Predict', ['Tell me the prediction for {Sign}'], [slot('Sign', 'Signs')])],
    [type('Signs', strategy, Object.fromEntries(SIGNS.split(' ').map(sign => [sign, []])))],
  )

const load = (definition: BotDefinition) => loadRecogniser(train(definition))
const top = (definition: BotDefinition, text: string) =>
  load(definition).recognise(text, { now: NOW }).ranked[0]

// Lex's default threshold: what scores less is not picked.
const THRESHOLD = 0.4

describe('one text read again', () => {
  const recogniser = loadRecogniser(train(flowers('flowers for {PickupDate}')))
  const question = { intent: 'OrderFlowers', slot: 'PickupDate' }
  const DAY = 86_400_000

  it('is read anew when another moment is meant', () => {
    const read = (now: number) => recogniser.readSlot({ ...question, now }, 'tomorrow', 'closed')
    expect(read(NOW)?.value).toBe('2020-11-26')
    expect(read(NOW + DAY)?.value).toBe('2020-11-27')
    expect(read(NOW)?.value).toBe('2020-11-26')
  })
})

describe('the acceptance facts of the real service (spec/lex-runtime.md §4.10)', () => {
  it.each(['i would like to pick up flowers', 'I Would LIKE to order some flowers!!'])(
    'an own utterance scores 1 in any case: %s',
    text => {
      expect(top(flowers(), text)).toMatchObject({ intent: 'OrderFlowers', score: 1, exact: true })
    },
  )

  it('a near variant scores below 0.9', () => {
    expect(top(flowers(), 'I want to order flowers')?.score).toBeLessThan(0.9)
  })

  it('a nearer sample lets it hit', () => {
    const found = top(flowers('I want flowers'), 'I want to order flowers')
    expect(found).toMatchObject({ intent: 'OrderFlowers', exact: false })
    expect(found?.score).toBeGreaterThanOrEqual(THRESHOLD)
  })

  it.each([
    [flowers(), "I'd like to order candy"],
    [flowers(), 'order candy'],
    [flowers(), 'candy!'],
    [flowers(), 'xyzzy'],
    [pizza, 'large'],
    [pizza, 'purple monkey'],
    [pizza, 'blue elephants'],
    [pizza, 'What is a pizza?'],
    [pizza, 'what is lex?'],
    [pizza, 'meat'],
  ])('what the bot does not know misses: %#', (definition, text) => {
    expect(top(definition, text)?.score ?? 0).toBeLessThan(THRESHOLD)
  })

  it('an utterance of two intents is ambiguous and neither is picked', () => {
    const twice = bot(
      [intent('OrderPizza', ['I want to order']), intent('OrderDrink', ['I want to order'])],
      [],
    )
    const { ranked, ambiguous } = load(twice).recognise('I want to order', { now: NOW })
    expect(ambiguous).toBe(true)
    expect(ranked.map(entry => entry.score)).toEqual([0.35, 0.35])
    expect(ranked[0]?.score).toBeLessThan(THRESHOLD)
  })

  it('an unlisted value fills a slot that expands its values', () => {
    expect(top(zodiac('ORIGINAL_VALUE'), 'Tell me the prediction for earth')).toMatchObject({
      intent: 'Predict',
      slots: [{ slot: 'Sign', start: 27, end: 32, value: { value: 'earth', resolutions: [] } }],
    })
  })

  it('but leaves a restricted slot empty', () => {
    const found = top(zodiac('TOP_RESOLUTION'), 'Tell me the prediction for earth')
    expect(found).toMatchObject({ intent: 'Predict', slots: [] })
    expect(found?.score).toBeGreaterThanOrEqual(THRESHOLD)
  })

  it('several slots are filled by one template', () => {
    const found = top(pizza, 'I want a large thin crust cheese pizza')
    expect(found).toMatchObject({ intent: 'OrderPizza', score: 1, exact: true })
    expect(found?.slots.map(({ slot, value }) => [slot, value.value])).toEqual([
      ['size', 'large'],
      ['crust', 'thin'],
      ['pizzaKind', 'cheese'],
    ])
  })

  it('values beside the one asked for are found', () => {
    const found = load(pizza).findSlots('OrderPizza', 'medium thick crust pizza', NOW)
    expect(found.map(({ slot, value }) => [slot, value.value])).toEqual([
      ['size', 'medium'],
      ['crust', 'thick'],
    ])
  })
})

describe('the answer to a question for a slot', () => {
  const recogniser = load(pizza)
  it.each([
    ['size', 'large pizza', 'large', 'large'],
    ['size', 'Small', 'small', 'Small'],
    ['pizzaKind', 'meat', 'meat', 'meat'],
    ['crust', 'stuffed', 'thick', 'stuffed'],
    ['crust', 'thin crust pizza', 'thin', 'thin'],
  ])('%s: %s', (name, text, value, original) => {
    const question = { intent: 'OrderPizza', slot: name, now: NOW }
    expect(recogniser.readSlot(question, text, 'closed')).toEqual({
      value,
      resolutions: [value],
      original,
    })
  })

  it.each([
    ['size', 'purple monkey'],
    ['size', 'i want to order a drink'],
    ['pizzaKind', 'What is a pizza?'],
    ['size', 'medium thick crust pizza'],
    ['unknown', 'large'],
  ])('%s does not take: %s', (name, text) => {
    const question = { intent: 'OrderPizza', slot: name, now: NOW }
    expect(recogniser.readSlot(question, text, 'closed')).toBeUndefined()
    expect(recogniser.readSlot(question, text, 'open')).toBeUndefined()
  })

  it('a slot that expands its values takes any words, as they were typed', () => {
    const question = { intent: 'OrderDrink', slot: 'drink', now: NOW }
    expect(recogniser.readSlot(question, 'Ginger Ale!', 'closed')).toBeUndefined()
    expect(recogniser.readSlot(question, 'Ginger Ale!', 'open')).toEqual({
      value: 'Ginger Ale',
      resolutions: [],
      original: 'Ginger Ale',
    })
    expect(recogniser.readSlot(question, '@@@', 'open')).toBeUndefined()
    expect(recogniser.readSlot(question, 'drink', 'open')?.value).toBe('drink')
  })
})

describe('the strategies of a slot type (spec/lex-runtime.md §4.3)', () => {
  const values = { comedy: ['funny', 'humorous'], VIP: [], DVD: [] }
  const genres = bot(
    [intent('Watch', ['watch'], [slot('free', 'Genres'), slot('strict', 'StrictGenres')])],
    [type('Genres', 'ORIGINAL_VALUE', values), type('StrictGenres', 'TOP_RESOLUTION', values)],
  )
  const recogniser = load(genres)
  const question = (name: string) => ({ intent: 'Watch', slot: name, now: NOW })
  it.each([
    ['comedy', 'comedy', 'comedy', ['comedy']],
    ['funny', 'funny', 'comedy', ['comedy']],
    ['Funny', 'Funny', 'comedy', ['comedy']],
    ['vip', 'vip', 'VIP', ['VIP']],
    ['D.V.D.', 'D.V.D.', 'DVD', ['DVD']],
    ['D V D', 'D V D', 'DVD', ['DVD']],
    ['comedies', 'comedies', 'comedy', ['comedy']],
  ])('%s', (text, original, restricted, resolutions) => {
    expect(recogniser.readSlot(question('free'), text, 'closed')).toEqual({
      value: original,
      resolutions,
      original,
    })
    expect(recogniser.readSlot(question('strict'), text, 'closed')).toEqual({
      value: restricted,
      resolutions,
      original,
    })
  })

  it('an unlisted value stays as spoken or is refused', () => {
    expect(recogniser.readSlot(question('free'), 'western', 'open')).toEqual({
      value: 'western',
      resolutions: [],
      original: 'western',
    })
    expect(recogniser.readSlot(question('strict'), 'western', 'open')).toBeUndefined()
  })
})

describe('a regex slot type', () => {
  const parcels = bot(
    [intent('Track', ['track {code}', 'track a parcel'], [slot('code', 'Codes')])],
    [{ name: 'Codes', strategy: 'ORIGINAL_VALUE', values: [], pattern: '[A-Z]{3}[0-9]{1,3}' }],
  )
  it.each([
    ['APQ123', 'APQ123'],
    ['apq1', 'APQ1'],
    ['A P Q 1 2 3', 'APQ123'],
    ['APQ-12.', 'APQ12'],
  ])('reads %s as %s', (text, value) => {
    const question = { intent: 'Track', slot: 'code', now: NOW }
    expect(load(parcels).readSlot(question, text, 'closed')?.value).toBe(value)
  })

  it('takes part in templates', () => {
    expect(top(parcels, 'Track APQ99')).toMatchObject({
      score: 1,
      slots: [{ slot: 'code', start: 6, end: 11, value: { value: 'APQ99' } }],
    })
  })
})

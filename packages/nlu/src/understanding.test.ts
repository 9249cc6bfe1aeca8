import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Locale, loadRecogniser, train } from './index.ts'
import { bot, intent, slot, type } from './testing.ts'

const NOW = Date.UTC(2020, 10, 25, 10, 30)

const travel = bot(
  [
    intent(
      'BookHotel',
      ['book a hotel', 'book a {Nights} night stay in {Location}', 'i need a room'],
      [
        slot('Location', 'Cities', ['i am going to {Location}', '{Location} please']),
        slot('CheckIn', 'AMAZON.DATE'),
        slot('Nights', 'AMAZON.NUMBER', ['for {Nights} nights']),
      ],
    ),
    intent(
      'BookCar',
      ['book a car', 'rent a car in {City} on {Day}', 'i need a car'],
      [slot('City', 'Cities'), slot('Day', 'AMAZON.DATE')],
    ),
    intent('Cancel', ['cancel my booking', 'i want to cancel my trip']),
    { ...intent('Help', []), parentSignature: 'AMAZON.HelpIntent' },
    { ...intent('Fallback', []), parentSignature: 'AMAZON.FallbackIntent' },
  ],
  [
    type('Cities', 'ORIGINAL_VALUE', {
      Chicago: ['the windy city'],
      Boston: [],
      'New York': ['NYC'],
    }),
  ],
)
const recogniser = loadRecogniser(train(travel))
const recognise = (text: string, options = {}) =>
  recogniser.recognise(text, { now: NOW, ...options })

describe('understanding', () => {
  it('fills slots of several types from one utterance', () => {
    const [top] = recognise('Rent a car in Boston on 2020-11-27').ranked
    expect(top).toMatchObject({ intent: 'BookCar', score: 1, exact: true })
    expect(top?.slots).toEqual([
      {
        slot: 'City',
        start: 14,
        end: 20,
        value: { value: 'Boston', resolutions: ['Boston'], original: 'Boston' },
      },
      {
        slot: 'Day',
        start: 24,
        end: 34,
        value: { value: '2020-11-27', resolutions: ['2020-11-27'], original: '2020-11-27' },
      },
    ])
  })

  it('generalises beyond the configured utterances', () => {
    const [top] = recognise('please book me a hotel in NYC').ranked
    expect(top).toMatchObject({ intent: 'BookHotel', exact: false })
    expect(top?.slots.map(({ slot, value }) => [slot, value.value, value.resolutions])).toEqual([
      ['Location', 'NYC', ['New York']],
    ])
  })

  it('answers to built-in phrases with the intent that stands for them', () => {
    expect(recognise('help').ranked[0]).toMatchObject({ intent: 'Help', score: 1, exact: true })
  })

  it('never ranks fallback intents, and each intent once', () => {
    const names = recognise('i need a car').ranked.map(entry => entry.intent)
    expect(names).toHaveLength(4)
    expect(new Set(names)).toEqual(new Set(['BookCar', 'BookHotel', 'Cancel', 'Help']))
  })

  it('ranks by falling score, at most five', () => {
    const many = bot(
      Array.from({ length: 9 }, (_, at) => intent(`I${at}`, [`order item number ${at}`])),
      [],
    )
    const { ranked } = loadRecogniser(train(many)).recognise('order item', { now: NOW })
    expect(ranked).toHaveLength(5)
    const scores = ranked.map(entry => entry.score)
    expect(scores).toEqual([...scores].sort((first, second) => second - first))
  })

  it('chooses among eligible intents alone', () => {
    const { ranked } = recognise('book a car', { eligible: new Set(['BookHotel', 'Cancel']) })
    expect(ranked.map(entry => entry.intent)).not.toContain('BookCar')
    expect(ranked[0]?.exact).toBe(false)
  })

  it('takes no unlisted words for a slot where an ineligible intent owns the utterance', () => {
    const post = bot(
      [
        intent('Receipt', ['email my receipt']),
        intent('Mail', ['email my {Thing}'], [slot('Thing', 'Things')]),
      ],
      [type('Things', 'ORIGINAL_VALUE', { letter: [] })],
    )
    const { ranked } = loadRecogniser(train(post)).recognise('email my receipt', {
      now: NOW,
      eligible: new Set(['Mail']),
    })
    expect(ranked).toMatchObject([{ intent: 'Mail', score: 0, exact: false }])
  })

  it('is no surer of an intent because a better one is ineligible', () => {
    const scoreOf = (text: string, eligible: string[]) =>
      recognise(text, { eligible: new Set(eligible) }).ranked[0]?.score
    expect(scoreOf('book a car', ['BookHotel', 'Cancel'])).toBe(0)
    const [best] = recognise('would you book me a car').ranked
    expect(best).toMatchObject({ intent: 'BookCar', exact: false })
    expect(scoreOf('would you book me a car', ['BookHotel'])).toBeLessThanOrEqual(
      1.01 - (best?.score ?? 0),
    )
    expect(scoreOf('would you book me a hotel', ['BookHotel'])).toBe(
      recognise('would you book me a hotel').ranked[0]?.score,
    )
  })

  it('lets an ineligible twin settle what is ambiguous', () => {
    const twins = loadRecogniser(train(bot([intent('A', ['go on']), intent('B', ['go on'])], [])))
    expect(twins.recognise('go on', { now: NOW }).ambiguous).toBe(true)
    const one = twins.recognise('go on', { now: NOW, eligible: new Set(['B']) })
    expect(one).toMatchObject({ ambiguous: false, ranked: [{ intent: 'B', score: 1 }] })
  })

  it('before a build knows configured utterances and listed values only', () => {
    const exactOnly = true
    expect(recognise('rent a car in boston on 2020-11-27', { exactOnly }).ranked).toMatchObject([
      { intent: 'BookCar', score: 1, exact: true },
    ])
    expect(recognise('rent a car in Oslo on 2020-11-27', { exactOnly }).ranked).toEqual([])
    expect(recognise('please book me a hotel', { exactOnly }).ranked).toEqual([])
    expect(recognise('rent a car in bostons on 2020-11-27', { exactOnly }).ranked).toEqual([])
  })

  it('prefers the utterance with more words of its own', () => {
    const both = bot(
      [
        intent('Any', ['play {Song}'], [slot('Song', 'Songs')]),
        intent('Radio', ['play the radio']),
      ],
      [type('Songs', 'ORIGINAL_VALUE', { 'the radio': [], yesterday: [] })],
    )
    const { ranked, ambiguous } = loadRecogniser(train(both)).recognise('Play the radio', {
      now: 0,
    })
    expect(ambiguous).toBe(false)
    expect(ranked[0]).toMatchObject({ intent: 'Radio', score: 1 })
  })
})

it('a value alone does not open an intent, unless a word of its utterances is among them', () => {
  const order = bot(
    [intent('Order', ['order a pizza', 'i want {Size}'], [slot('Size', 'Sizes')])],
    [type('Sizes', 'TOP_RESOLUTION', { large: [], 'a pizza': [] })],
  )
  const shop = loadRecogniser(train(order))
  expect(shop.recognise('large', { now: NOW }).ranked[0]?.score).toBeLessThanOrEqual(0.3)
  expect(shop.recognise('a pizza', { now: NOW }).ranked[0]?.score).toBeGreaterThan(0.3)
})

describe('answers', () => {
  const question = (name: string, exactOnly = false) => ({
    intent: 'BookHotel',
    slot: name,
    now: NOW,
    exactOnly,
  })

  it.each([
    ['Location', 'Boston please', 'Boston', ['Boston']],
    ['Location', 'i am going to the windy city', 'the windy city', ['Chicago']],
    ['Location', 'Bostn', 'Bostn', ['Boston']],
    ['Nights', 'for five nights', '5', ['5']],
    ['CheckIn', 'tomorrow', '2020-11-26', ['2020-11-26']],
  ])('%s: %s', (name, text, value, resolutions) => {
    expect(recogniser.readSlot(question(name), text, 'closed')).toMatchObject({
      value,
      resolutions,
    })
  })

  it('a slot-level utterance takes unlisted words where the type is open', () => {
    expect(
      recogniser.readSlot(question('Location'), 'I am going to Oslo', 'closed'),
    ).toBeUndefined()
    expect(recogniser.readSlot(question('Location'), 'I am going to Oslo', 'open')).toEqual({
      value: 'Oslo',
      resolutions: [],
      original: 'Oslo',
    })
    expect(recogniser.readSlot(question('Nights'), 'a few', 'open')).toBeUndefined()
  })

  it('before a build a value is a listed one as written', () => {
    expect(recogniser.readSlot(question('Location', true), 'Bostn', 'closed')).toBeUndefined()
    expect(recogniser.readSlot(question('Location', true), 'bostons', 'closed')).toBeUndefined()
    expect(recogniser.readSlot(question('Location'), 'bostons', 'closed')?.resolutions).toEqual([
      'Boston',
    ])
    expect(recogniser.readSlot(question('Location', true), 'Oslo', 'open')).toBeUndefined()
    expect(recogniser.readSlot(question('Location', true), 'boston', 'closed')?.value).toBe(
      'boston',
    )
  })
})

describe('every locale', () => {
  const samples: readonly [Locale, string, string, string][] = [
    ['en-GB', 'order a {Kind} pizza', 'Order a CHEESE pizza.', 'cheese'],
    ['de-DE', 'ich möchte eine {Kind} pizza', 'Ich möchte eine Käse Pizza!', 'käse'],
    ['es-ES', 'quiero una pizza de {Kind}', '¿Quiero una pizza de jamón?', 'jamón'],
    ['fr-FR', "j'aimerais une pizza au {Kind}", 'J’aimerais une pizza au fromage', 'fromage'],
    ['it-IT', "vorrei una pizza all'{Kind}", 'Vorrei una pizza all’aglio', 'aglio'],
    ['ja-JP', '{Kind}のピザをください', 'チーズのピザをください。', 'チーズ'],
  ]
  it.each(samples)('%s: %s', (locale, sample, text, value) => {
    const definition = bot(
      [intent('Order', [sample], [slot('Kind', 'Kinds')])],
      [type('Kinds', 'TOP_RESOLUTION', { [value]: [] })],
    )
    const [top] = loadRecogniser(train({ ...definition, locale })).recognise(text, {
      now: NOW,
    }).ranked
    expect(top).toMatchObject({ score: 1, slots: [{ slot: 'Kind', value: { value } }] })
  })
})

describe('training', () => {
  it('gives the same bytes for the same bot', () => {
    expect(train(travel)).toEqual(train(structuredClone(travel)))
  })

  it('takes bots without intents, utterances or values', () => {
    for (const definition of [
      bot([], []),
      bot([intent('Empty', [])], []),
      bot(
        [intent('Blank', ['...', '{a}'], [slot('a', 'None')])],
        [type('None', 'TOP_RESOLUTION', {})],
      ),
      bot([intent('Odd', ['{a} {b}'], [slot('a', 'AMAZON.NoSuchType')])], []),
    ]) {
      const empty = loadRecogniser(train(definition))
      expect(
        empty.recognise('hello there', { now: NOW }).ranked.every(one => one.score < 0.4),
      ).toBe(true)
    }
  })
})

describe('hostile input', () => {
  const texts = [
    '',
    ' ',
    '@@@',
    '\ud800',
    '\udc00 book \ud800 a hotel',
    `book${'\u0301'.repeat(1020)}`,
    'book a '.repeat(146),
    '1'.repeat(1024),
    '(a+)+$'.repeat(170),
    '\ufdfa'.repeat(1024),
    '💥'.repeat(512),
    'constructor __proto__ toString',
  ]
  it.each(texts.map((text, at) => [at, text]))('text %i is read', (_, text) => {
    expectSound(String(text))
  })

  it('any text is read: bounded scores, spans inside the text, falling ranks', () => {
    const words = fc.constantFrom(
      'book',
      'a',
      'hotel',
      'in',
      'Boston',
      '5',
      'tomorrow',
      "'",
      '\u0301',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.oneof(words, fc.string({ maxLength: 4 })), { maxLength: 14 })
        .map(all => all.join(' ')),
    )
    fc.assert(fc.property(text, expectSound), { numRuns: 1500 })
  })

  function expectSound(text: string): void {
    const { ranked } = recognise(text)
    let last = 1
    for (const { score, slots } of ranked) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(last)
      last = score
      for (const { start, end, value } of slots) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(text.slice(start, end)).toBe(value.original)
      }
    }
    const question = { intent: 'BookHotel', slot: 'Location', now: NOW }
    recogniser.readSlot(question, text, 'closed')
    const answer = recogniser.readSlot(question, text, 'open')
    if (answer) expect(text).toContain(answer.original)
    for (const { start, end } of recogniser.findSlots('BookHotel', text, NOW))
      expect(start).toBeLessThan(end)
  }
})

describe('slips of writing', () => {
  it.each(['pleas book a hotle', 'BOOK ME A HOTEL', 'i nede a hotel rom'])('%s', text => {
    const [top] = recognise(text).ranked
    expect(top?.intent).toBe('BookHotel')
    expect(top?.score).toBeGreaterThan(0.1)
  })
})

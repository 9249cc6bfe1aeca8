import { describe, expect, it } from 'vitest'
import type { Locale } from '../types.ts'
import {
  builtinIntentPhrases,
  builtinIntents,
  builtinSlotTypes,
  builtinType,
  fillers,
  readYesNo,
} from './builtin.ts'

const NOW = Date.parse('2020-11-25T10:30:00Z')
const LOCALES: readonly Locale[] = [
  ...(['de-DE', 'en-AU', 'en-GB', 'en-IN', 'en-US', 'es-419', 'es-ES', 'es-US'] as const),
  ...(['fr-CA', 'fr-FR', 'it-IT', 'ja-JP'] as const),
]
const EVERYWHERE = [
  ...[
    'Airport',
    'AlphaNumeric',
    'City',
    'Country',
    'DATE',
    'DURATION',
    'EmailAddress',
    'FirstName',
  ],
  ...['LastName', 'NUMBER', 'Percentage', 'PhoneNumber', 'State', 'TIME'],
].map(name => `AMAZON.${name}`)

describe('the built-in slot types', () => {
  it.each(LOCALES)('of %s are those of the guide', locale => {
    const types = builtinSlotTypes(locale)
    expect(types).toEqual(expect.arrayContaining(EVERYWHERE))
    expect(types.includes('AMAZON.StreetName')).toBe(locale !== 'en-US')
    for (const name of ['SpeedUnit', 'WeightUnit', 'FOUR_DIGIT_NUMBER', 'US_CITY', 'Movie']) {
      expect([name, types.includes(`AMAZON.${name}`)]).toEqual([name, locale === 'en-US'])
    }
    for (const name of ['LITERAL', 'SearchQuery', 'constructor', '']) {
      expect(builtinType(locale, `AMAZON.${name}`)).toBeUndefined()
    }
  })

  it('of Alexa are in en-US, all of them', () => {
    const types = new Set(builtinSlotTypes('en-US'))
    expect(ALEXA.filter(name => !types.has(`AMAZON.${name}`))).toEqual([])
  })

  it('parse, or are lists that stay open', () => {
    const closed = builtinSlotTypes('en-US').filter(name => builtinType('en-US', name)?.closed)
    expect(closed.map(name => name.slice('AMAZON.'.length)).sort()).toEqual(
      [
        ...['DATE', 'DURATION', 'EmailAddress', 'FOUR_DIGIT_NUMBER', 'NUMBER', 'Ordinal'],
        ...['Percentage', 'PhoneNumber', 'SpeedUnit', 'TIME', 'WeightUnit'],
      ].sort(),
    )
  })

  it.each(LOCALES)('of %s read each of their own samples whole', locale => {
    const unread = builtinSlotTypes(locale).flatMap(name => {
      const type = builtinType(locale, name)
      return (type?.samples ?? [])
        .filter(sample => {
          const best = type?.find(sample, NOW)[0]
          return best?.start !== 0 || best.end !== sample.length
        })
        .map(sample => `${name}: ${sample}`)
    })
    expect(unread).toEqual([])
  })

  it.each(LOCALES)('of %s have enough samples to expand templates with', locale => {
    const poor = builtinSlotTypes(locale).filter(name => {
      const count = builtinType(locale, name)?.samples.length ?? 0
      return count < 10 || count > 60
    })
    expect(poor).toEqual([])
  })

  it('find a value within a sentence, as the example says', () => {
    expect(
      builtinType('en-US', 'AMAZON.DURATION')?.find('for five hours ten minutes', 0)[0],
    ).toEqual({
      start: 4,
      end: 26,
      value: 'PT5H10M',
      resolutions: ['PT5H10M'],
    })
  })

  it.each([
    ['en-US', 'DATE', "I'd like to come next friday at 6 pm", 'next friday', '2020-12-04'],
    ['en-US', 'TIME', "I'd like to come next friday at 6 pm", '6 pm', '18:00'],
    ['en-US', 'NUMBER', 'a table for four, please', 'four', '4'],
    ['de-DE', 'TIME', 'einen Tisch heute Abend um acht bitte', 'heute Abend um acht', '20:00'],
    ['de-DE', 'DATE', 'einen Tisch am 3. Mai für vier', '3. Mai', '2021-05-03'],
    ['fr-FR', 'DATE', 'je viendrai le 3 mai à 10 h', 'le 3 mai', '2021-05-03'],
    ['it-IT', 'TIME', 'arrivo alle nove di sera con Anna', 'alle nove di sera', '21:00'],
    ['es-ES', 'NUMBER', 'somos veintidós personas', 'veintidós', '22'],
    ['ja-JP', 'TIME', '来週の金曜日の午後七時半に予約したい', '午後七時半', '19:30'],
    ['ja-JP', 'DATE', '来週の金曜日の午後七時半に予約したい', '来週の金曜日', '2020-12-04'],
    [
      'en-GB',
      'StreetName',
      'I live on Sycamore Hollow Lane',
      'Sycamore Hollow Lane',
      'Sycamore Hollow Lane',
    ],
    [
      'de-DE',
      'StreetName',
      'in der Lindenblütenstraße 4',
      'Lindenblütenstraße',
      'Lindenblütenstraße',
    ],
    [
      'fr-FR',
      'StreetName',
      'au 12 rue des Petits Champs',
      'rue des Petits Champs',
      'rue des Petits Champs',
    ],
    ['it-IT', 'StreetName', 'abito in via petrarca', 'via petrarca', 'via petrarca'],
    ['en-US', 'Airport', 'fly me to Boise Airport', 'Boise Airport', 'Boise Airport'],
    ['en-US', 'City', 'a flight to NEW YORK', 'NEW YORK', 'NEW YORK'],
    ['fr-FR', 'Country', 'je vais en Espagne', 'Espagne', 'Espagne'],
    ['ja-JP', 'City', '東京から', '東京', '東京'],
  ] as const)('in %s, %s: “%s”', (locale, type, text, span, value) => {
    const best = builtinType(locale, `AMAZON.${type}`)?.find(text, NOW)[0]
    expect(best && [text.slice(best.start, best.end), best.value]).toEqual([span, value])
  })

  it('leave an unlisted name to the context', () => {
    expect(builtinType('en-US', 'AMAZON.City')?.find('Smallville', NOW)).toEqual([])
  })
})

describe('an answer', () => {
  it.each([
    ['en-US', 'yes', 'yes', ''],
    ['en-US', 'Yes, please!', 'yes', ''],
    ['en-US', "that's right", 'yes', ''],
    ['en-US', 'um, okay then', 'yes', ''],
    ['en-US', 'no, a drink', 'no', 'a drink'],
    ['en-US', 'no I don’t', 'no', ''],
    ['en-US', 'of course not', 'no', ''],
    ['en-US', 'yes, but thick crust', 'yes', 'but thick crust'],
    ['en-GB', "don't", 'no', ''],
    ['de-DE', 'Ja, gerne', 'yes', ''],
    ['de-DE', 'nein danke', 'no', ''],
    ['de-DE', 'lieber nicht', 'no', ''],
    ['de-DE', 'nein, lieber einen Tee', 'no', 'lieber einen Tee'],
    ['es-ES', 'sí', 'yes', ''],
    ['es-419', 'por supuesto', 'yes', ''],
    ['es-US', 'no gracias', 'no', ''],
    ['fr-FR', "d'accord", 'yes', ''],
    ['fr-CA', 'pas du tout', 'no', ''],
    ['fr-FR', 'non, je veux une boisson', 'no', 'je veux une boisson'],
    ['it-IT', 'va bene', 'yes', ''],
    ['it-IT', 'per niente', 'no', ''],
    ['ja-JP', 'はい、お願いします', 'yes', ''],
    ['ja-JP', 'いいえ、飲み物をください', 'no', '飲み物をください'],
    ['ja-JP', '結構です', 'no', ''],
  ] as const)('in %s: “%s” is %s', (locale, text, answer, rest) => {
    expect(readYesNo(locale, text)).toEqual({ answer, rest })
  })

  it.each([
    ['en-US', 'know'],
    ['en-US', 'a drink'],
    ['en-US', 'never mind'],
    ['ja-JP', 'はいしゃ'],
    ['de-DE', 'ein Jahr'],
    ['en-US', ''],
    ['en-US', ' ,;'],
  ] as const)('in %s is not in “%s”', (locale, text) => {
    expect(readYesNo(locale, text)).toBeUndefined()
  })
})

describe('the built-in intents', () => {
  const NINE = ['Cancel', 'Fallback', 'Help', 'Pause', 'Repeat', 'Resume', 'StartOver', 'Stop'].map(
    name => `AMAZON.${name}Intent`,
  )

  it.each(LOCALES)('of %s are the common ones, and Alexa’s in en-US alone', locale => {
    const intents = builtinIntents(locale)
    expect(intents).toEqual(expect.arrayContaining(NINE))
    expect(intents.length).toBe(locale === 'en-US' ? 25 : 8)
    expect(intents.includes('AMAZON.KendraSearchIntent')).toBe(locale === 'en-US')
  })

  it.each([
    ['AMAZON.CancelIntent', ['cancel', 'never mind', 'forget it']],
    ['AMAZON.HelpIntent', ['help', 'help me', 'can you help me']],
    ['AMAZON.PauseIntent', ['pause', 'pause that']],
    ['AMAZON.RepeatIntent', ['repeat', 'say that again', 'repeat that']],
    ['AMAZON.ResumeIntent', ['resume', 'continue', 'keep going']],
    ['AMAZON.StartOverIntent', ['start over', 'restart', 'start again']],
    ['AMAZON.StopIntent', ['stop', 'off', 'shut up']],
    ['AMAZON.ScrollLeftIntent', ['scroll left']],
  ] as const)('%s opens with the phrases of the guide', (signature, phrases) => {
    expect(builtinIntentPhrases('en-US', signature)).toEqual(expect.arrayContaining([...phrases]))
  })

  it('have no phrase in common within a locale', () => {
    for (const locale of LOCALES) {
      const phrases = builtinIntents(locale).flatMap(name => [
        ...builtinIntentPhrases(locale, name),
      ])
      expect(new Set(phrases).size).toBe(phrases.length)
    }
  })

  it.each(['AMAZON.FallbackIntent', 'AMAZON.KendraSearchIntent', 'AMAZON.YesIntent', 'toString'])(
    '%s has no phrases',
    signature => {
      expect(builtinIntentPhrases('en-US', signature)).toEqual([])
    },
  )

  it('of Alexa have no phrases elsewhere', () => {
    expect(builtinIntentPhrases('en-GB', 'AMAZON.NextIntent')).toEqual([])
  })
})

describe('the words around a value', () => {
  it.each([
    ['en-US', "let's stick with", 'please', 'a'],
    ['de-DE', 'ich möchte', 'bitte', 'eine'],
    ['es-ES', 'quisiera', 'por favor', 'una'],
    ['fr-FR', 'je voudrais', "s'il vous plaît", 'une'],
    ['it-IT', 'vorrei', 'per favore', 'una'],
  ] as const)('in %s hold “%s … %s”', (locale, leading, trailing, article) => {
    const words = fillers(locale)
    expect(words.leading).toContain(leading)
    expect(words.trailing).toContain(trailing)
    expect(words.articles).toContain(article)
  })
})

/** The catalogue of spec/lex-models.md §4.2. */
const ALEXA =
  `Actor, AdministrativeArea, AggregateRating, Airline, Anaphor, Animal, Artist, AT_CITY, AT_REGION,
  Athlete, Author, Book, BookSeries, BroadcastChannel, CivicStructure, Color, Comic, Corporation,
  CreativeWorkType, DayOfWeek, DE_CITY, DE_FIRST_NAME, DE_REGION, Dessert, DeviceType, Director, Drink,
  EducationalOrganization, EUROPE_CITY, EventType, Festival, FictionalCharacter, FinancialService, Food,
  FoodEstablishment, FOUR_DIGIT_NUMBER, Game, GB_CITY, GB_FIRST_NAME, GB_REGION, Genre, Landform,
  LandmarksOrHistoricalBuildings, Language, LocalBusiness, LocalBusinessType, MedicalOrganization, Month,
  Movie, MovieSeries, MovieTheater, MusicAlbum, MusicCreativeWorkType, MusicEvent, MusicGroup, Musician,
  MusicPlaylist, MusicRecording, MusicVenue, MusicVideo, Ordinal, Organization, Person, PostalAddress,
  Professional, ProfessionalType, RadioChannel, RelativePosition, Residence, Room, ScreeningEvent, Service,
  SocialMediaPlatform, SoftwareApplication, SoftwareGame, Sport, SportsEvent, SportsTeam, StreetAddress,
  TelevisionChannel, TVEpisode, TVSeason, TVSeries, US_CITY, US_FIRST_NAME, US_STATE, VideoGame,
  VisualModeTrigger, WeatherCondition, WrittenCreativeWorkType`.split(/,\s+/)

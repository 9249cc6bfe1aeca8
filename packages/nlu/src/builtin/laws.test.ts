import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Locale } from '../types.ts'
import { builtinSlotTypes, builtinType, readYesNo } from './builtin.ts'
import { dayNumber, isoDate } from './calendar.ts'
import { toWords } from './corpus/to-words.ts'
import { MAX_MATCHES } from './limits.ts'

const NOW = Date.parse('2020-11-25T10:30:00Z')
const LOCALES: readonly Locale[] = [
  'en-US',
  'en-IN',
  'de-DE',
  'es-ES',
  'es-US',
  'fr-FR',
  'it-IT',
  'ja-JP',
]
const locales = fc.constantFrom(...LOCALES)

/** Pieces that grammars hang on, strung together without sense. */
const PIECES = [
  ...[
    'twenty',
    'hundred',
    'and',
    'a',
    'half',
    'first',
    'of',
    'next',
    'week',
    'in',
    'point',
    'five',
    'oh',
  ],
  ...[
    'zwei',
    'und',
    'zwanzig',
    'einundzwanzigtausend',
    'vor',
    'halb',
    'de',
    'la',
    'y',
    'et',
    'quatre',
    'vingt',
  ],
  ...[
    '十',
    '万',
    '月',
    '日',
    '時',
    'の',
    '来',
    '1',
    '12',
    '2020',
    '.',
    ',',
    ':',
    '-',
    '/',
    '+',
    '(',
    '@',
    '%',
    'h',
    '½',
  ],
  ...['\ud800', '\u0301', '\u200b', 'İ', 'ß', 'ﬁ', '👍🏽', '\u0000', '０', 'ｶﾞ', "'", '’'],
]
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', ' ')), { maxLength: 30 })
    .map(pieces => pieces.flat().join('')),
)

describe('any text', () => {
  it('has matches within it, longest first, of bounded number, each with its readings', () => {
    fc.assert(
      fc.property(locales, texts, (locale, text) => {
        for (const name of builtinSlotTypes(locale).filter(isChecked)) {
          const matches = builtinType(locale, name)?.find(text, NOW) ?? []
          expect(matches.length).toBeLessThanOrEqual(MAX_MATCHES)
          let length = Number.POSITIVE_INFINITY
          for (const { start, end, value, resolutions } of matches) {
            expect(start >= 0 && start < end && end <= text.length).toBe(true)
            expect(end - start).toBeLessThanOrEqual(length)
            length = end - start
            if (value === null) expect(resolutions.length).not.toBe(1)
            else if (resolutions.length > 0) expect(resolutions).toEqual([value])
          }
        }
        readYesNo(locale, text)
      }),
      { numRuns: 150 },
    )
  })

  it('gives dates, times, durations and numbers in their documented formats', () => {
    fc.assert(
      fc.property(locales, texts, (locale, text) => {
        for (const [type, format] of FORMATS) {
          for (const { resolutions } of builtinType(locale, type)?.find(text, NOW) ?? []) {
            for (const resolution of resolutions) expect(resolution).toMatch(format)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is read alike every time', () => {
    fc.assert(
      fc.property(locales, texts, (locale, text) => {
        const read = () => builtinType(locale, 'AMAZON.DATE')?.find(text, NOW)
        expect(read()).toEqual(read())
      }),
      { numRuns: 50 },
    )
  })
})

const FORMATS: readonly (readonly [string, RegExp])[] = [
  ['AMAZON.DATE', /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/],
  ['AMAZON.TIME', /^(?:[01]\d|2[0-3]):[0-5]\d$/],
  [
    'AMAZON.DURATION',
    /^P(?=.)(?:[\d.]+Y)?(?:[\d.]+M)?(?:[\d.]+W)?(?:[\d.]+D)?(?:T(?=.)(?:[\d.]+H)?(?:[\d.]+M)?(?:[\d.]+S)?)?$/,
  ],
  ['AMAZON.NUMBER', /^-?\d+(?:\.\d+)?$/],
  ['AMAZON.Percentage', /^-?\d+(?:\.\d+)?%?$/],
  ['AMAZON.PhoneNumber', /^\+?\d{3,20}$/],
  ['AMAZON.AlphaNumeric', /^[\p{L}\p{M}\p{N}]+$/u],
]

/** The long lists are read by one and the same code. */
const isChecked = (name: string) =>
  FORMATS.some(([type]) => type === name) ||
  ['AMAZON.EmailAddress', 'AMAZON.City', 'AMAZON.StreetName', 'AMAZON.Airport'].includes(name)

describe('numbers', () => {
  it.each(['en', 'de', 'es', 'fr', 'it', 'ja'] as const)('said in %s are read back', language => {
    const locale = LOCALES.find(name => name.startsWith(language)) ?? 'en-US'
    const numbers = fc.oneof(fc.nat(100), fc.nat(2100), fc.nat(999_999), fc.nat(999_999_999))
    fc.assert(
      fc.property(numbers, number => {
        const words = toWords(language, number)
        const best = builtinType(locale, 'AMAZON.NUMBER')?.find(words, NOW)[0]
        expect([words, best?.value, best?.end]).toEqual([words, String(number), words.length])
      }),
      { numRuns: 400 },
    )
  })

  it('in figures of a locale are read back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Locale>('en-US', 'de-DE', 'fr-FR', 'it-IT', 'es-US'),
        fc.nat(),
        (locale, number) => {
          const text = new Intl.NumberFormat(locale, { useGrouping: 'always' }).format(number)
          expect(builtinType(locale, 'AMAZON.NUMBER')?.find(text, NOW)[0]?.value).toBe(
            String(number),
          )
        },
      ),
    )
  })
})

describe('dates', () => {
  const days = fc.integer({ min: dayNumber(1900, 1, 1) ?? 0, max: dayNumber(2099, 12, 31) ?? 0 })

  it.each(LOCALES)('written out in %s are read back', locale => {
    const long = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      weekday: 'long',
      timeZone: 'UTC',
    })
    fc.assert(
      fc.property(days, day => {
        const text = long.format(day * 86_400_000)
        const best = builtinType(locale, 'AMAZON.DATE')?.find(text, NOW)[0]
        expect([text, best?.value]).toEqual([text, isoDate(day)])
      }),
      { numRuns: 60 },
    )
  })

  it('without a year are never in the past', () => {
    fc.assert(
      fc.property(days, days, (today, day) => {
        const text = new Intl.DateTimeFormat('en-US', {
          day: 'numeric',
          month: 'long',
          timeZone: 'UTC',
        }).format(day * 86_400_000)
        const value = builtinType('en-US', 'AMAZON.DATE')?.find(text, today * 86_400_000)[0]?.value
        expect(value && value >= (isoDate(today) ?? '')).toBe(true)
      }),
    )
  })
})

describe('hostile text', () => {
  const HOSTILE = {
    'one word over and over': 'twenty ',
    'a compound without end': 'hundert',
    'compounds that nearly fit': 'einundzwanzigeinundzwanzigx ',
    figures: '1',
    groups: ',000',
    'Indian groups': ',00',
    dates: '1/1/1/',
    signs: '-',
    points: '1.',
    ats: 'a@',
    'spoken marks': 'a dot ',
    'single letters': 'a b ',
    'combining marks': '\u0301',
    kanji: '十万',
    'names without a noun': 'Via della ',
    'half a date': 'may the first of next week ',
    parentheses: '(1)',
    'lone surrogates': '\ud800',
  }

  it.each(Object.entries(HOSTILE))('of %s costs in proportion to its length', (_, piece) => {
    for (const locale of LOCALES) {
      for (const name of builtinSlotTypes(locale).filter(isChecked)) {
        const half = workOf(locale, name, fill(piece, 512))
        const whole = workOf(locale, name, fill(piece, 1024))
        expect([locale, name, whole <= 3 * half + 500]).toEqual([locale, name, true])
        expect([locale, name, whole <= MAX_WORK]).toEqual([locale, name, true])
      }
    }
  })

  /** Table look-ups for 1,024 characters: about forty a character at the worst. */
  const MAX_WORK = 150_000

  const fill = (piece: string, length: number) =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

  /** Every grammar walks maps, so their reads measure the work, and do so alike on any machine. */
  function workOf(locale: Locale, name: string, text: string): number {
    const type = builtinType(locale, name)
    type?.find('', NOW)
    const { get } = Map.prototype
    let count = 0
    Map.prototype.get = function (key) {
      count++
      return get.call(this, key)
    }
    try {
      type?.find(text, NOW)
    } finally {
      Map.prototype.get = get
    }
    return count
  }
})

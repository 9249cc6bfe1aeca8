import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesStars } from './comparison.ts'
import { parseFilterPattern } from './filter-pattern.ts'

const MESSAGES = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[WARN] caught ERROR 419',
  '[INFO] all is well',
]

// Pattern → which of the messages above fit.
const TERMS: readonly (readonly [pattern: string, fitting: readonly number[]])[] = [
  ['', [0, 1, 2, 3]],
  ['   ', [0, 1, 2, 3]],
  ['ERROR', [0, 1, 2]],
  ['error', []],
  ['ERROR REQUEST', [0, 1]],
  ['ERROR -REQUEST', [2]],
  ['-ERROR', [3]],
  ['?400 ?INFO', [0, 3]],
  ['?INFO ERROR', [0, 1, 2]],
  ['"BAD REQUEST"', [0]],
  ['?"BAD REQUEST" ?well', [0, 3]],
  ['-"BAD REQUEST" ERROR', [1, 2]],
  ['"[WARN]"', [2]],
  ['%4[0-9]{2}%', [0, 1, 2]],
  ['%^\\[ERROR% -%401%', [0]],
  ['?%INFO% ?%BAD%', [0, 3]],
  ['%a\\%b%', []],
]

const RECORD = JSON.stringify({
  sessionId: 'abc-1',
  missed: false,
  parts: ['x', { name: 'rose' }],
  confidence: 0.87,
  code: 404,
  nothing: null,
  intent: { name: 'OrderFlowers', 'odd.name': 'yes' },
})

const JSON_PATTERNS: readonly (readonly [pattern: string, fits: boolean])[] = [
  ['{ $.sessionId = "abc-1" }', true],
  ['{ $.sessionId = abc-1 }', true],
  ['{ $.sessionId = "abc*" }', true],
  ['{ $.sessionId = "*-2" }', false],
  ['{ $.sessionId != "abc-2" }', true],
  ['{ $.sessionId != "abc-1" }', false],
  ['{ $.intent.name = "Order*" && $.confidence >= 0.8 }', true],
  ['{ $.intent.name = "Order*" && $.confidence > 0.9 }', false],
  ['{ $.confidence > 0.9 || $.code = 404 }', true],
  ['{ ($.confidence > 0.9 || $.code = 404) && $.sessionId = "x" }', false],
  ['{ $.confidence > 0.9 && $.sessionId = "x" || $.code = 404 }', true],
  ['{ $.code = 4* }', true],
  ['{ $.code = "404" }', false],
  ['{ $.code < 4.04e2 }', false],
  ['{ $.code <= 4.04e2 }', true],
  ['{ $.missed IS FALSE }', true],
  ['{ $.missed IS TRUE }', false],
  ['{ $.nothing IS NULL }', true],
  ['{ $.sessionId IS NULL }', false],
  ['{ $.absent NOT EXISTS }', true],
  ['{ $.nothing NOT EXISTS }', false],
  ['{ $.absent != "x" }', false],
  ['{ $.parts[0] = "x" }', true],
  ['{ $.parts[1].name = "rose" }', true],
  ['{ $.parts[2] NOT EXISTS }', true],
  [`{ $.intent['odd.name'] = "yes" }`, true],
  ['{ $.__proto__ NOT EXISTS }', true],
  ['{ $.constructor.name = "Object" }', false],
  ['{ $.parts = "x" }', false],
  ['{ $.sessionId = %^abc-[0-9]+$% }', true],
  ['{ $.sessionId != %abc% }', false],
  ['{ $.code = %40.% && $.parts[*] = "x" }', true],
  ['{ $.parts[*].name = "rose" }', true],
  ['{ $.*.name = "OrderFlowers" }', true],
  ['{ $.*.name = "Nobody" }', false],
  ['{ $.parts.length = 2 }', false],
]

const ACCESS = '10.1.2.3 - ada [10/Oct/2000:13:25:15 -0700] "GET /flowers HTTP/1.0" 404 1534'

const FIELD_PATTERNS: readonly (readonly [pattern: string, fits: boolean])[] = [
  ['[ip, id, user, time, request, status, bytes]', true],
  ['[ip, id, user, time, request, status]', false],
  ['[ip, id, user, time, request, status = 404, bytes > 1000]', true],
  ['[ip, id, user, time, request, status = 4*, bytes]', true],
  ['[ip, id, user, time, request, status = 5*, bytes]', false],
  ['[..., status = 404, bytes]', true],
  ['[ip = 10.1.*, ..., bytes]', true],
  ['[ip != 10.1.*, ..., bytes]', false],
  ['[..., request = "GET *", status, bytes]', true],
  ['[..., time = "10/Oct/*", request, status, bytes]', true],
  ['[..., status = 403 || status = 404, bytes]', true],
  ['[..., (status = 403 || status = 404) && status != 404, bytes]', false],
  ['[..., bytes < 1534]', false],
  ['[user = "ada", ...]', false],
  ['[ip = %10\\.1\\.[0-9]+\\.3%, ...]', true],
  ['[ip != %^10%, ...]', false],
  ['[]', true],
  ['[a, b, c, d, e, f, g, h, ...]', false],
]

const BROKEN = [
  'a.b',
  '"no end',
  '%regular',
  '%(%',
  '{ $.a < %1% }',
  '{ $.*.*.*.* = 1 }',
  '{ $.a = 1',
  '{ a = 1 }',
  '{ $.a }',
  '{ $.a < "text" }',
  '{ $ = 1 }',
  '{ $.a = 1 } more',
  '{ $.a IS MAYBE }',
  '[a, ..., b, ...]',
  '[a = 1 || b = 2]',
  '[a',
  `{ ${'('.repeat(40)}$.a = 1${')'.repeat(40)} }`,
]

describe('filter patterns', () => {
  it.each(TERMS)('of terms: %s', (pattern, fitting) => {
    const { fits } = parseFilterPattern(pattern)
    expect(MESSAGES.flatMap((message, index) => (fits(message) ? [index] : []))).toEqual(fitting)
  })

  it.each(JSON_PATTERNS)('of JSON: %s is %s', (pattern, fits) => {
    expect(parseFilterPattern(pattern).fits(RECORD)).toBe(fits)
  })

  it.each(FIELD_PATTERNS)('of fields: %s is %s', (pattern, fits) => {
    expect(parseFilterPattern(pattern).fits(ACCESS)).toBe(fits)
  })

  it.each(['no JSON', '{ "half": ', '[1]', '"text"', ''])(
    'of JSON do not fit what is no object: %s',
    message => {
      expect(parseFilterPattern('{ $.a NOT EXISTS }').fits(message)).toBe(false)
    },
  )

  it.each(BROKEN)('that are broken are refused by name: %s', pattern => {
    expect(() => parseFilterPattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException' }),
    )
  })

  it('tell what they speak of in a message', () => {
    const json = parseFilterPattern('{ $.intent.name = "Order*" && $.code > 1 || $.absent = 1 }')
    expect(json.extract(RECORD)).toEqual(
      new Map([
        ['$.intent.name', 'OrderFlowers'],
        ['$.code', '404'],
      ]),
    )
    expect(json.select('$.confidence')?.(RECORD)).toBe('0.87')
    expect(json.select('$.absent')?.(RECORD)).toBeUndefined()
    const fields = parseFilterPattern('[ip, ..., status = 404, bytes]')
    expect([...fields.extract(ACCESS)]).toEqual([
      ['$ip', '10.1.2.3'],
      ['$2', '-'],
      ['$3', 'ada'],
      ['$4', '10/Oct/2000:13:25:15 -0700'],
      ['$5', 'GET /flowers HTTP/1.0'],
      ['$status', '404'],
      ['$bytes', '1534'],
    ])
    expect(fields.select('$bytes')?.(ACCESS)).toBe('1534')
    expect(fields.select('$user')).toBeUndefined()
    expect(parseFilterPattern('ERROR').select('$.a')).toBeUndefined()
  })

  it('either parse or are refused as a parameter, whatever they hold', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', '$', '.a', '"', '*', '=', '&&', '||', '(', ')', 'x', ' '),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(pieces, parts => {
        try {
          parseFilterPattern(parts.join('')).fits(RECORD)
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidParameterException' })
        }
      }),
    )
  })

  it('match stars in time that does not explode', () => {
    expect(matchesStars(`${'*a'.repeat(400)}b`, 'a'.repeat(20_000))).toBe(false)
    expect(matchesStars(`*${'a'.repeat(1_000)}b`, 'a'.repeat(1_000_000))).toBe(false)
    expect(matchesStars('*', '')).toBe(true)
    expect(matchesStars('ab*ba', 'aba')).toBe(false)
    expect(matchesStars('a**a', 'aa')).toBe(true)
    expect(matchesStars('a?c', 'abc')).toBe(false)
  })

  it('read digits without end in time that does not explode', () => {
    const digits = `${'1'.repeat(1_000_000)}x`
    const message = JSON.stringify({ code: digits })
    expect(parseFilterPattern('{ $.code = 4 }').fits(message)).toBe(false)
    expect(parseFilterPattern('[code = 4]').fits(digits)).toBe(false)
  })

  it('pass over what is nested deeper than can be told', () => {
    const message = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"b":1}`
    const pattern = parseFilterPattern('{ $.b = 1 || $.a = 2 }')
    expect(pattern.fits(message)).toBe(true)
    expect([...pattern.extract(message)]).toEqual([['$.b', '1']])
  })

  it('look for a missing bracket once, not for every field', () => {
    const message = '[ '.repeat(200_000)
    expect(parseFilterPattern('[..., last = "["]').fits(message)).toBe(true)
  })
})

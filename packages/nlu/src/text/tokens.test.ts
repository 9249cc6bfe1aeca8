import { describe, expect, it } from 'vitest'
import type { Locale } from '../types.ts'
import { tokenise } from './tokens.ts'

const CASES: readonly [locale: Locale, text: string, tokens: string[]][] = [
  ['en-US', "What's the D.V.D. price?", ['whats', 'the', 'dvd', 'price', '?']],
  ['en-US', 'What’s up', ['whats', 'up']],
  ['en-US', '10:00 p.m., 23.5%', ['10', ':', '00', 'pm', ',', '23', '.', '5', '%']],
  ['en-US', 'check-in 12/18', ['check', '-', 'in', '12', '/', '18']],
  ['en-US', 'ＡＢＣ ½', ['abc', '1', '⁄', '2']],
  ['de-DE', 'Für Größe', ['für', 'größe']],
  ['fr-FR', "l'hôtel qu'il a", ['l', 'hôtel', 'qu', 'il', 'a']],
  ['it-IT', 'dell’acqua', ['dell', 'acqua']],
  ['es-ES', '¿Mañana?', ['¿', 'mañana', '?']],
  ['ja-JP', '東京までお願いします', ['東京', 'まで', 'お願い', 'し', 'ます']],
  ['ja-JP', 'ｶﾞｽ', ['ガス']],
]

describe('tokenise', () => {
  it.each(CASES)('%s: %s', (locale, text, tokens) => {
    const found = tokenise(text, locale).filter(({ text }) => text !== "'")
    expect(found.map(token => token.text)).toEqual(tokens)
  })

  it.each([
    ['en-US', 'I’d like  a ＰＩＺＺＡ!', ['I’d', 'like', 'a', 'ＰＩＺＺＡ', '!']],
    ['fr-FR', 'L’été à l’hôtel', ['L', '’', 'été', 'à', 'l', '’', 'hôtel']],
    ['de-DE', 'Cafe\u0301 um 5', ['Cafe\u0301', 'um', '5']],
    ['ja-JP', 'ｶﾞｽ会社', ['ｶﾞｽ', '会社']],
    ['en-US', '㍿ ok', ['㍿', 'ok']],
  ] as const)('keeps places in the original: %s %s', (locale, text, pieces) => {
    const found = tokenise(text, locale).map(({ start, end }) => text.slice(start, end))
    expect(found).toEqual(pieces)
  })

  it('reads the same word with and without its accents', () => {
    expect(tokenise('Mañana', 'es-ES')[0]?.plain).toBe('manana')
    expect(tokenise('ガス', 'ja-JP')[0]?.plain).toBe('ガス')
  })

  it('stays bounded for long and broken text', () => {
    expect(tokenise('a '.repeat(5000), 'en-US').length).toBe(512)
    expect(tokenise(`a${'\u0301'.repeat(1023)}`, 'en-US')).toHaveLength(1)
    expect(tokenise('\ud800x\udc00', 'en-US').map(token => token.kind)).toEqual([
      'mark',
      'word',
      'mark',
    ])
    expect(tokenise('\ufdfa'.repeat(1024), 'en-US').length).toBeLessThanOrEqual(512)
  })
})

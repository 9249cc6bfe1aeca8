import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodedMetadata, encodedMetadata } from './metadata-words.ts'

const decoded = (value: string) => decodedMetadata({ value })['value']
const encoded = (value: string) => encodedMetadata({ value })['value']

describe('user metadata', () => {
  it('is decoded as its sender encoded it', () => {
    const cases = {
      plain: 'plain',
      '=?UTF-8?Q?actually-ascii?=': 'actually-ascii',
      '=?utf-8?b?YWJj?=': 'abc',
      '=?ISO-8859-1?Q?caf=E9?=': 'café',
      '=?UTF-8?Q?a_b?= =?UTF-8?Q?c?= d': 'a bc d',
      '=?UTF-8?B?=GGG?=': '\ufffda\ufffd',
      '=?KLINGON?Q?a?=': '=?KLINGON?Q?a?=',
    }
    for (const [sent, meant] of Object.entries(cases)) expect(decoded(sent)).toBe(meant)
  })

  it('comes back in the encoding that leaves more to be read', () => {
    const cases = {
      '!"#$%=?_': '!"#$%=?_',
      'ÄMÄZÕÑ S3': '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=',
      // The example of the service's guide: UTF-8 that was sent without any encoding.
      'Ã\u0084MÃ\u0084ZÃ\u0095Ã\u0091 S3': '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=',
      '\u0000\u0001\u0002\u0003': '=?UTF-8?B?AAECAw==?=',
    }
    for (const [stored, told] of Object.entries(cases)) expect(encoded(stored)).toBe(told)
  })

  it('is told in headers that hold it, and that say the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), value => {
        const told = encoded(value) ?? ''
        expect(told).toMatch(/^[\t\u0020-\u007e]*$/)
        if (told !== value) expect(decoded(told)).toBe(value)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentSize, encodeDocument } from './documents.ts'

describe('the size of a document', () => {
  it('does not count white space between its parts, and counts it in texts', () => {
    expect(documentSize('{ "a b" :\t[\r\n1 ] }')).toBe('{"a b":[1]}'.length)
    expect(documentSize('{"a\\" b": 1}')).toBe('{"a\\" b":1}'.length)
    expect(documentSize('{"a\\\\" : 1}')).toBe('{"a\\\\":1}'.length)
  })

  it('is that of the document written without space', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        const value: unknown = JSON.parse(text)
        const compact = JSON.stringify(value)
        expect(documentSize(JSON.stringify(value, null, 3))).toBe(compact.length)
        expect(documentSize(compact)).toBe(compact.length)
      }),
    )
  })
})

describe('the encoding of a document', () => {
  it('leaves only what RFC 3986 does not reserve', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const encoded = encodeDocument(text)
        expect(encoded).toMatch(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/)
        expect(decodeURIComponent(encoded)).toBe(text)
      }),
    )
  })
})

import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../src/kernel/errors.ts'
import { readAssertion } from '../../src/services/sts/saml/assertion.ts'
import { signedAssertion } from '../../src/services/sts/saml/signature.ts'
import { assertionXml, ENTITY_ID, responseXml, SAML_KEY, signedXml } from '../saml-idp.ts'

/** Whatever is done to a signed response, it says what its provider said, or nothing. */

const NOW = Date.UTC(2026, 0, 20, 12)
const keys = [createPublicKey(SAML_KEY)] as const
const claimed = { issuedAt: NOW, roles: ['arn:aws:iam::123456789012:role/reader,arn:…'] }
const original = responseXml(assertionXml(claimed))
const signed = {
  Assertion: signedXml(original),
  Response: signedXml(original, { covers: 'Response' }),
}
const said = (text: string) => readAssertion(signedAssertion(text, keys), ENTITY_ID, NOW)

/** Where something may be done: at the borders of tags, of values, and anywhere. */
const place = fc.oneof(fc.nat(), fc.constantFrom(0, -1))
const piece = fc.constantFrom(
  '<saml:NameID>root</saml:NameID>',
  '</saml:Subject>',
  '<!-- -->',
  ' ID="_a1"',
  ' xmlns:saml="urn:evil"',
  ' xmlns="urn:evil"',
  '<saml:Assertion>',
  '&amp;',
  '&#x20;',
  'A',
  ' ',
  '\n',
)
type Change =
  | { readonly kind: 'insert'; readonly at: number; readonly piece: string }
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'copy'; readonly from: number; readonly length: number; readonly at: number }

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: place, piece }),
  fc.record({
    kind: fc.constant('delete' as const),
    at: place,
    length: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({
    kind: fc.constant('copy' as const),
    from: place,
    length: fc.integer({ min: 1, max: 2_000 }),
    at: place,
  }),
)

/** The positions of tags are tried more often than those between them. */
function positionIn(text: string, at: number): number {
  const tags = [...text.matchAll(/[<>]/g)].map(({ index }) => index)
  if (at < 0) return text.length
  return at % 3 === 0 ? at % text.length : (tags[at % tags.length] ?? 0)
}

function changed(text: string, one: Change): string {
  const at = positionIn(text, one.at)
  if (one.kind === 'insert') return text.slice(0, at) + one.piece + text.slice(at)
  if (one.kind === 'delete') return text.slice(0, at) + text.slice(at + one.length)
  const from = positionIn(text, one.from)
  return text.slice(0, at) + text.slice(from, from + one.length) + text.slice(at)
}

describe.each(['Assertion', 'Response'] as const)('a response with its %s signed', covers => {
  const good = signed[covers]
  const expected = said(good)

  it('says the same or nothing after any change', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
        const text = changes.reduce(changed, good)
        try {
          expect(said(text)).toEqual(expected)
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError)
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 200) },
    )
  })

  it('says the same when what surrounds the signature is laid out otherwise', () => {
    expect(said(good.replace(/^<samlp:Response/, '\n <samlp:Response'))).toEqual(expected)
    expect(said(`<?xml version="1.0"?>${good}`)).toEqual(expected)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import {
  attribute,
  childrenNamed,
  descendants,
  onlyChild,
  parseMessage,
  parseXml,
  textOf,
} from './xml.ts'

const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)

describe('parseMessage', () => {
  it.each([
    ['an element', '<a/>'],
    ['a declaration before it', '<?xml version="1.0" encoding="UTF-8"?><a/>'],
    ['references to characters', '<a>&lt;&#65;&amp;</a>'],
    ['elements as deep as may be', nested(LIMITS.samlDepth)],
  ])('takes %s', (_, text) => {
    expect(parseMessage(text)?.localName).toBe('a')
  })

  it.each([
    ['nothing', ''],
    ['text', 'a'],
    ['a comment', '<a><!-- b --></a>'],
    ['a comment before the element', '<!-- b --><a/>'],
    ['a section of characters', '<a><![CDATA[b]]></a>'],
    ['a document type', '<!DOCTYPE a><a/>'],
    ['a processing instruction', '<a><?b c?></a>'],
    ['a style sheet before the element', '<?xml-stylesheet href="b"?><a/>'],
    ['an entity that nobody declared', '<a>&b;</a>'],
    ['a prefix that nobody declared', '<b:a/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an element that another closes', '<a></b>'],
    ['two roots', '<a/><a/>'],
    ['text after the root', '<a/>b'],
    ['elements deeper than may be', nested(LIMITS.samlDepth + 1)],
    ['more tags than may be', `<a>${'<b/>'.repeat(LIMITS.samlTags)}</a>`],
  ])('refuses %s', (_, text) => {
    expect(parseMessage(text)).toBeUndefined()
  })

  it('never throws, whatever it is given', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '!',
      '?',
      '&',
      '"',
      "'",
      '=',
      ' ',
      'a',
      'xmlns:',
      ';',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        expect(() => parseMessage(pieces.join(''))).not.toThrow()
      }),
    )
  })
})

describe('parseXml', () => {
  it('takes comments, which metadata has, and no document type', () => {
    expect(parseXml('<a><!-- b --></a>')?.localName).toBe('a')
    expect(parseXml('<!doctype a [<!ENTITY b "c">]><a>&b;</a>')).toBeUndefined()
  })
})

describe('an element', () => {
  const root = parseMessage('<a xmlns="n" b="1"><c> x </c><d/><c>y</c><c xmlns="m">z</c></a>')

  it('gives its children by namespace and name', () => {
    if (!root) throw new Error('the text is well-formed')
    expect(childrenNamed(root, 'n', 'c').map(textOf)).toEqual(['x', 'y'])
    expect(onlyChild(root, 'n', 'd')?.localName).toBe('d')
    expect(onlyChild(root, 'n', 'c')).toBeUndefined()
    expect(onlyChild(root, 'm', 'c')?.textContent).toBe('z')
    expect(descendants(root)?.map(({ localName }) => localName)).toEqual(['a', 'c', 'd', 'c', 'c'])
    expect([attribute(root, 'b'), attribute(root, 'c')]).toEqual(['1', undefined])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import { element, text } from './xml.ts'
import { MalformedXml, parseXml } from './xml-reader.ts'

describe('an XML body', () => {
  it('is read into elements, attributes and text', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<!-- c --><a xmlns="u" xmlns:x="v"><b x:type=\'T\'>1 &lt; 2</b><c/>t<![CDATA[<&]]></a>\n',
    )
    expect([root.name, root.text, root.children.map(({ name }) => name)]).toEqual([
      'a',
      't<&',
      ['b', 'c'],
    ])
    expect([root.children[0]?.text, root.children[0]?.attributes.get('type')]).toEqual([
      '1 < 2',
      'T',
    ])
    expect(root.attributes.size).toBe(0)
  })

  it('gives back every text that was written', () => {
    const writable = fc
      .string({ unit: 'binary' })
      .filter(
        one =>
          text(one) !== '' &&
          !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(one) &&
          one.isWellFormed(),
      )
    fc.assert(fc.property(writable, one => parseXml(element('a', text(one))).text === one))
  })

  it.each([
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['an unknown entity', '<a>&b;</a>'],
    ['a character beyond Unicode', '<a>&#x110000;</a>'],
    ['half of a character', '<a>&#xD83D;</a>'],
    ['no end', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['text before the root', 'x<a/>'],
    ['no quotes', '<a b=c/>'],
    ['too much depth', '<a>'.repeat(LIMITS.xmlDepth + 1) + '</a>'.repeat(LIMITS.xmlDepth + 1)],
    ['too many elements', `<a>${'<b/>'.repeat(LIMITS.xmlElements)}</a>`],
    ['nothing', ''],
  ])('with %s is refused', (_, xml) => {
    expect(() => parseXml(xml)).toThrow(MalformedXml)
  })
})

import { describe, expect, it } from 'vitest'
import { parseTemplate } from './template.ts'

const slots = new Map([
  ['size', 'size'],
  ['city', 'City'],
])

describe('a sample utterance', () => {
  it('is text and placeholders, whose names ignore case and blanks', () => {
    expect(parseTemplate('fly to { city } {size}', slots)).toEqual([
      { kind: 'text', text: 'fly to ' },
      { kind: 'slot', slot: 'City' },
      { kind: 'text', text: ' ' },
      { kind: 'slot', slot: 'size' },
    ])
  })

  it('keeps braces that name no slot as text', () => {
    expect(parseTemplate('a {colour} b', slots)).toEqual([{ kind: 'text', text: 'a  colour  b' }])
    expect(parseTemplate('a {size', slots)).toEqual([{ kind: 'text', text: 'a {size' }])
  })
})

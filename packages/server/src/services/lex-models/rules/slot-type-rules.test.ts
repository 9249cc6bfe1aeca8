import { describe, expect, it } from 'vitest'
import type { PutSlotTypeRequest } from '../../../wire/models/lex-models.ts'
import { countValues, slotTypeProblem } from './slot-type-rules.ts'

const regex = (pattern: string) => [{ regexConfiguration: { pattern } }]
const values = (...names: readonly string[]) => names.map(value => ({ value }))
const problemOf = (changes: Partial<PutSlotTypeRequest>) =>
  slotTypeProblem({ name: 'Kinds', ...changes }, pattern =>
    pattern === '.*' ? 'that is no pattern' : undefined,
  )

describe('PutSlotType', () => {
  it.each<[string, Partial<PutSlotTypeRequest>]>([
    ['values', { enumerationValues: values('roses', 'lilies') }],
    ['values that differ in case', { enumerationValues: values('MRI', 'mri') }],
    [
      'a synonym that is its own value',
      { enumerationValues: [{ value: 'a', synonyms: ['a', 'b'] }] },
    ],
    [
      'a regular expression',
      { parentSlotTypeSignature: 'AMAZON.AlphaNumeric', slotTypeConfigurations: regex('[A-Z]{3}') },
    ],
    ['an empty parent as none', { parentSlotTypeSignature: '', enumerationValues: values('a') }],
  ])('accepts %s', (_, changes) => {
    expect(problemOf(changes)).toBeUndefined()
  })

  it.each<[string, Partial<PutSlotTypeRequest>, RegExp]>([
    ['no values', {}, /at least one/],
    ['an empty list of values', { enumerationValues: [] }, /at least one/],
    ['a reserved name', { name: 'date', enumerationValues: values('a') }, /reserved/],
    ['another parent', { parentSlotTypeSignature: 'AMAZON.NUMBER' }, /AMAZON\.AlphaNumeric alone/],
    [
      'a pattern without a parent',
      { enumerationValues: values('a'), slotTypeConfigurations: regex('a') },
      /needs the parent/,
    ],
    [
      'a parent without a pattern',
      { parentSlotTypeSignature: 'AMAZON.AlphaNumeric' },
      /needs a regular expression/,
    ],
    [
      'a parent with values',
      {
        parentSlotTypeSignature: 'AMAZON.AlphaNumeric',
        slotTypeConfigurations: regex('a'),
        enumerationValues: values('a'),
      },
      /no values/,
    ],
    [
      'a pattern that is none',
      { parentSlotTypeSignature: 'AMAZON.AlphaNumeric', slotTypeConfigurations: regex('.*') },
      /that is no pattern/,
    ],
    ['a value twice', { enumerationValues: values('a', 'b', 'a') }, /value 'a' is given twice/],
    [
      'a synonym twice',
      { enumerationValues: [{ value: 'a', synonyms: ['x', 'x'] }] },
      /synonym 'x'/,
    ],
    [
      'a synonym of two values',
      {
        enumerationValues: [
          { value: 'a', synonyms: ['x'] },
          { value: 'b', synonyms: ['x'] },
        ],
      },
      /synonym 'x'/,
    ],
    [
      'a synonym that is another value',
      { enumerationValues: [{ value: 'a' }, { value: 'b', synonyms: ['a'] }] },
      /synonym 'a'/,
    ],
  ])('refuses %s', (_, changes, message) => {
    expect(problemOf(changes)).toMatch(message)
  })

  it('counts values and synonyms together', () => {
    expect(countValues([{ value: 'a', synonyms: ['b', 'c'] }, { value: 'd' }])).toBe(4)
    expect(countValues()).toBe(0)
  })
})

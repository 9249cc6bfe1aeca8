import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SlotType } from '../../bots/records.ts'
import { sameContent, sameJson } from './content.ts'

const slotType: SlotType = {
  account: '123456789012',
  region: 'us-east-1',
  name: 'Kinds',
  version: '$LATEST',
  createdAt: 1,
  updatedAt: 2,
  checksum: 'a',
  valueSelectionStrategy: 'ORIGINAL_VALUE',
  enumerationValues: [{ value: 'roses', synonyms: [] }],
}

describe('content', () => {
  it('is the same whatever the dates, the checksum and the version', () => {
    const other = { ...slotType, version: '3', createdAt: 7, updatedAt: 8, checksum: 'b' }
    expect(sameContent(slotType, other)).toBe(true)
  })

  it.each([
    { description: 'flowers' },
    { valueSelectionStrategy: 'TOP_RESOLUTION' as const },
    { enumerationValues: [{ value: 'roses' }] },
    { enumerationValues: [] },
  ])('differs by %j', change => {
    expect(sameContent(slotType, { ...slotType, ...change })).toBe(false)
  })
})

describe('equality of JSON', () => {
  it('holds for what went through text, and for any order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(sameJson(value, JSON.parse(JSON.stringify(value)))).toBe(true)
        expect(sameJson(value, reversed(value))).toBe(true)
      }),
    )
  })

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        expect(sameJson(a, b)).toBe(equal)
      }),
    )
  })

  it('does not see an undefined member', () => {
    expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true)
    expect(sameJson({ a: undefined }, { b: undefined })).toBe(true)
    expect(sameJson([], {})).toBe(false)
  })
})

const mapped = (order: (names: string[]) => string[]) =>
  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const members = value as Record<string, unknown>
    const copy: Record<string, unknown> = Object.create(null)
    for (const name of order(Object.keys(members))) copy[name] = walk(members[name])
    return copy
  }
const reversed = mapped(names => names.reverse())
const sorted = mapped(names => names.sort())

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../kernel/json.ts'
import { charactersOf, keptRequest } from './kept-request.ts'
import { LIMITS } from './limits.ts'

describe('what a record keeps of its request', () => {
  it('is all of one that fits an event, and the size of any other', () => {
    const fitting = { Name: 'x'.repeat(LIMITS.eventMemberCharacters - 11) }
    expect(keptRequest(fitting)).toEqual({ request: fitting })
    const large = { Name: `${fitting.Name}x` }
    expect(keptRequest(large)).toEqual({ requestCharacters: LIMITS.eventMemberCharacters + 1 })
    expect(keptRequest(undefined)).toEqual({})
  })

  it('is measured as it would be written, but for escapes', () => {
    const plain = fc.stringMatching(/^[a-z ]*$/)
    const { value } = fc.letrec<{ value: Json }>(tie => ({
      value: fc.oneof(
        fc.constantFrom(null, true, false, 0, -1.5),
        plain,
        fc.array(tie('value')),
        fc.dictionary(plain, tie('value')),
      ),
    }))
    fc.assert(
      fc.property(value, json => {
        expect(charactersOf(json)).toBe(JSON.stringify(json).length)
      }),
    )
  })
})

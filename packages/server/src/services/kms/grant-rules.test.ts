import { describe, expect, it } from 'vitest'
import { covers, type GrantTerms } from './grant-rules.ts'

const equals = (EncryptionContextEquals: Record<string, string>) => ({ EncryptionContextEquals })
const subset = (EncryptionContextSubset: Record<string, string>) => ({ EncryptionContextSubset })
const terms = (
  operations: GrantTerms['operations'],
  constraints?: GrantTerms['constraints'],
): GrantTerms => ({ operations, constraints })

/** A grant with CreateGrant, a grant to be made with it, and whether it may be. */
const CASES: readonly (readonly [string, GrantTerms, GrantTerms, boolean])[] = [
  ['fewer operations', terms(['Decrypt', 'Encrypt', 'CreateGrant']), terms(['Decrypt']), true],
  ['one operation more', terms(['Decrypt', 'CreateGrant']), terms(['Decrypt', 'Encrypt']), false],
  ['the constraint left out', terms(['Decrypt'], equals({ a: '1' })), terms(['Decrypt']), false],
  [
    'the same constraint',
    terms(['Decrypt'], equals({ a: '1' })),
    terms(['Decrypt'], equals({ A: '1' })),
    true,
  ],
  [
    'more pairs than it must equal',
    terms(['Decrypt'], equals({ a: '1' })),
    terms(['Decrypt'], equals({ a: '1', b: '2' })),
    false,
  ],
  [
    'a subset where it must equal',
    terms(['Decrypt'], equals({ a: '1' })),
    terms(['Decrypt'], subset({ a: '1' })),
    false,
  ],
  [
    'a larger subset',
    terms(['Decrypt'], subset({ a: '1' })),
    terms(['Decrypt'], subset({ a: '1', b: '2' })),
    true,
  ],
  [
    'an equality that holds the subset',
    terms(['Decrypt'], subset({ a: '1' })),
    terms(['Decrypt'], equals({ a: '1', b: '2' })),
    true,
  ],
  [
    'another value',
    terms(['Decrypt'], subset({ a: '1' })),
    terms(['Decrypt'], subset({ a: '2' })),
    false,
  ],
  ['a constraint where none was', terms(['Decrypt']), terms(['Decrypt'], equals({ a: '1' })), true],
]

describe('a grant that lets grants be made', () => {
  it.each(CASES)('decides on %s', (_what, parent, child, expected) => {
    expect(covers(parent, child)).toBe(expected)
  })
})

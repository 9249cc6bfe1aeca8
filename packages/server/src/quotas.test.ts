import { describe, expect, it } from 'vitest'
import { quotasOf } from './quotas.ts'

describe('quotas', () => {
  it('are those of AWS unless the operator says otherwise', () => {
    const quotas = quotasOf(new Map([['lex-runtime.conversationsOnAlias', 500]]))
    expect(quotas['lex-runtime']).toEqual({ conversationsOnLatest: 2, conversationsOnAlias: 500 })
    expect(quotas['lex-models'].bots).toBe(250)
  })

  it('are refused by name when there is none of it', () => {
    expect(() => quotasOf(new Map([['lex-models.cats', 1]]))).toThrow('`lex-models.cats`')
  })
})

import { lintPolicy, servedCatalogue } from '@parley/policy'
import { describe, expect, it } from 'vitest'
import { listManagedPolicies } from './managed-policies.ts'

describe('the policies of AWS that every account may attach', () => {
  for (const { name, versions } of listManagedPolicies()) {
    it(`hold no error by our own lint: ${name}`, () => {
      const errors = versions
        .flatMap(({ document }) => lintPolicy(document, servedCatalogue()))
        .filter(({ type }) => type === 'ERROR')
      expect(errors).toEqual([])
    })
  }
})

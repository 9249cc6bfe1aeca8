import { parsePolicy } from '@parley/policy'
import { describe, expect, it } from 'vitest'
import { findManagedPolicy, listManagedPolicies } from './managed-policies.ts'

describe('the policies of AWS', () => {
  it.each(listManagedPolicies().map(policy => [policy.arn, policy] as const))(
    '%s is a valid document in its default version',
    (_, { versions, defaultVersion }) => {
      const document = versions.find(({ id }) => id === defaultVersion)?.document ?? ''
      expect(parsePolicy(document, 'identity').ok).toBe(true)
    },
  )

  it('have ids of their own', () => {
    const ids = listManagedPolicies().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^ANPA[A-Z2-7]{17}$/)
  })

  it('of Lex keep to what AWS documents of them', () => {
    const documentOf = (name: string) =>
      findManagedPolicy(`arn:aws:iam::aws:policy/${name}`)?.versions[0]?.document ?? ''
    const readOnly = documentOf('AmazonLexReadOnly')
    for (const absent of ['GetExport', 'GetImport', 'GetMigration', 'GetSession', 'PostText']) {
      expect(readOnly).not.toContain(`"lex:${absent}"`)
    }
    expect(JSON.parse(documentOf('AmazonLexFullAccess')).Statement).toHaveLength(11)
    expect(JSON.parse(documentOf('AmazonLexRunBotsOnly')).Statement[0].Action).toHaveLength(8)
  })
})

import type { AuditedCheck, AuditRecord } from './record.ts'

/** The record as an account may see it: its own requests, without other accounts' policies. */
export function visibleTo(account: string, record: AuditRecord): AuditRecord | undefined {
  const owner = record.caller?.account ?? record.account
  if (owner !== account) return undefined
  return { ...record, checks: record.checks.map(check => withoutForeignPolicies(account, check)) }
}

function withoutForeignPolicies(account: string, audited: AuditedCheck): AuditedCheck {
  const resourceAccount = audited.resourceAccount ?? audited.resource.split(':')[4] ?? ''
  if (resourceAccount === account || resourceAccount === '') return audited
  const { explanation: _, policy: __, statement: ___, context: ____, ...rest } = audited
  return { ...rest, resourceAccount }
}

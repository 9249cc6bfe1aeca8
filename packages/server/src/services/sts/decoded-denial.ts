import { principalIdOf } from '../../audit/event-identity.ts'
import type { AuditedCheck, AuditRecord } from '../../audit/record.ts'

/** A denial in the form that AWS decodes authorization messages to (spec/iam.md §7). */
export function decodedDenial({ caller }: AuditRecord, denied: AuditedCheck) {
  const isExplicit = denied.effect === 'explicit-deny'
  return {
    allowed: false,
    explicitDeny: isExplicit,
    matchedStatements: { items: isExplicit ? [matchedStatement(denied)] : [] },
    failures: { items: isExplicit ? [] : evidenceOf(denied) },
    context: {
      principal: { id: caller ? principalIdOf(caller) : '', arn: caller?.arn ?? '' },
      action: denied.action,
      resource: denied.resource,
      conditions: { items: conditionsOf(denied) },
    },
  }
}

const matchedStatement = ({ statement = '', policy = '' }: AuditedCheck) => ({
  statementId: statement,
  effect: 'DENY',
  policy,
})

/** Why nothing allowed it: what the policies in play say, and what is missing in them. */
const evidenceOf = ({ explanation = '' }: AuditedCheck) =>
  explanation
    .split('\n')
    .slice(1)
    .map(line => ({ reason: line.trim() }))

const conditionsOf = ({ context = {} }: AuditedCheck) =>
  Object.entries(context).map(([key, value]) => ({
    key,
    values: { items: [value].flat().map(one => ({ value: one })) },
  }))

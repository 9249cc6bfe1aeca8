import type { Report } from './lint.ts'
import { fits } from './lint-effort.ts'
import { actionsAsked } from './lint-statement.ts'
import type { PolicyDocument, PolicyKind, Statement } from './types.ts'

/** What is said about the document as a whole. */
export function lintDocument(
  { version, statements }: PolicyDocument,
  kind: PolicyKind,
  report: ReportOn,
): void {
  const whole = report(undefined)
  if (version === '2008-10-17') {
    whole(
      'WARNING',
      'MISSING_VERSION',
      'without version 2012-10-17 policy variables are plain text',
    )
  }
  const sids = statements.flatMap(({ sid }) => sid || [])
  for (const sid of new Set(sids.filter((sid, i) => sids.indexOf(sid) < i))) {
    whole('WARNING', 'UNIQUE_SIDS_RECOMMENDED', `several statements are called \`${sid}\``)
  }
  if (kind === 'resource') lintKeyPolicy(statements, whole)
  lintRepeated(statements, report)
  for (const [i, statement] of statements.entries()) {
    const denying = statements.findIndex(other => denies(other, statement))
    if (denying >= 0) {
      report(i)(
        'WARNING',
        'STATEMENT_WITHOUT_EFFECT',
        `statement ${denying} denies all that it allows`,
      )
    }
    if (kind === 'scp' && isDenialOfAll(statement)) {
      report(i)(
        'SECURITY_WARNING',
        'SCP_DENIES_EVERYTHING',
        'under it nobody of the account can do anything, its root included',
      )
    }
  }
}

/** Gives the report for a statement, or for the whole. */
export type ReportOn = (statement: number | undefined) => Report

function lintRepeated(statements: readonly Statement[], report: ReportOn): void {
  const seen = new Map<string, number>()
  for (const [i, { start, end, sid, ...said }] of statements.entries()) {
    const text = JSON.stringify(said)
    const first = seen.get(text)
    if (first === undefined) seen.set(text, i)
    else {
      report(i)(
        'SUGGESTION',
        'REDUNDANT_STATEMENT',
        `statement ${i} says what statement ${first} says`,
      )
    }
  }
}

/** A key that nobody may give another policy stays as it is for good (spec/surroundings.md §3). */
function lintKeyPolicy(statements: readonly Statement[], report: Report): void {
  const isOfKey = statements.every(({ action = [] }) => action.every(text => /^kms:/i.test(text)))
  const isOpen = statements.some(
    statement =>
      statement.effect === 'Allow' && actionsAsked(statement, ['kms:PutKeyPolicy']).length > 0,
  )
  if (!isOfKey || isOpen || statements.every(({ action }) => action === undefined)) return
  report(
    'SECURITY_WARNING',
    'KEY_POLICY_WITHOUT_ADMINISTRATOR',
    'no statement allows `kms:PutKeyPolicy`: as the policy of a key it could never be changed',
  )
}

/** Whether a denial without conditions covers everything that an Allow names. */
function denies(deny: Statement, allow: Statement): boolean {
  if (deny.effect !== 'Deny' || allow.effect !== 'Allow' || deny.condition?.length) return false
  const everybody = (deny.principal ?? []).every(
    ({ type, value }) => type === 'AWS' && value === '*',
  )
  if (deny.notPrincipal || !everybody || !deny.action || !allow.action) return false
  const covered = (wide: readonly string[], narrow: readonly string[]) =>
    narrow.every(text => wide.some(pattern => fits(pattern, text)))
  const lower = (texts: readonly string[]) => texts.map(text => text.toLowerCase())
  if (!covered(lower(deny.action), lower(allow.action))) return false
  if (deny.resource?.includes('*')) return true
  return Boolean(deny.resource && allow.resource && covered(deny.resource, allow.resource))
}

const isDenialOfAll = ({ effect, action, resource, condition }: Statement): boolean =>
  effect === 'Deny' &&
  action?.includes('*') === true &&
  resource?.includes('*') === true &&
  !condition?.length

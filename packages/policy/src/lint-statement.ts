import type { LintSubject, Report } from './lint.ts'
import { actionsOf } from './lint-actions.ts'
import { fits } from './lint-effort.ts'
import type { ConditionBlock, Statement } from './types.ts'

/** What is said about a statement's effect, principals and resources, and about all of it together. */
export function lintStatement(subject: LintSubject, report: Report): void {
  const { statement } = subject
  if (statement.sid === '') {
    report('SUGGESTION', 'EMPTY_SID_VALUE', 'an empty `Sid` names nothing', ['Sid'])
  }
  if (statement.effect === 'Deny') return
  if (statement.notPrincipal) {
    report('SECURITY_WARNING', 'ALLOW_WITH_NOT_PRINCIPAL', 'it allows everybody who is not listed')
  }
  if (statement.notAction && (subject.kind === 'identity' || subject.kind === 'resource')) {
    report(
      'SECURITY_WARNING',
      'ALLOW_WITH_NOT_ACTION',
      'it allows every action that is not listed, also future ones',
      ['NotAction'],
    )
  }
  lintRolePassing(subject, report, 'iam:PassRole', 'PASS_ROLE')
  lintRolePassing(subject, report, 'iam:CreateServiceLinkedRole', 'CREATE_SLR')
  lintCreation(subject, report)
}

/** Handing out any role is handing out its permissions. */
function lintRolePassing(
  { statement, kind }: LintSubject,
  report: Report,
  action: string,
  code: string,
): void {
  if (kind !== 'identity' && kind !== 'boundary' && kind !== 'session') return
  const listed = (statement.action ?? statement.notAction ?? []).find(text =>
    fits(text.toLowerCase(), action.toLowerCase()),
  )
  const speaks = statement.action ? listed !== undefined : listed === undefined
  if (!speaks) return
  const isWide = statement.action === undefined || /[*?]/.test(listed ?? '')
  const path = listed === undefined ? ['NotAction'] : ['Action', listed]
  const everywhere = statement.resource?.includes('*') === true
  const parts = [
    ...(statement.action === undefined ? ['NOT_ACTION'] : isWide ? ['STAR_IN_ACTION'] : []),
    ...(statement.notResource ? ['NOT_RESOURCE'] : everywhere ? ['STAR_IN_RESOURCE'] : []),
  ]
  const type = code === 'PASS_ROLE' ? 'SECURITY_WARNING' : 'WARNING'
  if (statement.notResource || everywhere) {
    report(
      type,
      NAMES.get(`${code} ${parts.join(' ')}`) ?? `${code}_WITH_STAR_IN_RESOURCE`,
      `it lets ${action} use any role`,
      path,
    )
  }
  const names = conditionsOn(statement, 'iam:passedtoservice').length > 0
  if (code === 'PASS_ROLE' && !names) {
    report(
      'SUGGESTION',
      'PASS_ROLE_WITHOUT_SERVICE',
      'it lets the role be passed to any service; `iam:PassedToService` would say which',
      path,
    )
  }
}

/** Access Analyzer joins the parts in its own order. */
const NAMES: ReadonlyMap<string, string> = new Map(
  ['PASS_ROLE', 'CREATE_SLR'].flatMap(code => [
    [`${code} NOT_RESOURCE`, `${code}_WITH_NOT_RESOURCE`],
    [`${code} STAR_IN_ACTION NOT_RESOURCE`, `${code}_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE`],
    [`${code} NOT_ACTION NOT_RESOURCE`, `${code}_WITH_NOT_ACTION_AND_NOT_RESOURCE`],
    [`${code} STAR_IN_RESOURCE`, `${code}_WITH_STAR_IN_RESOURCE`],
    [`${code} STAR_IN_ACTION STAR_IN_RESOURCE`, `${code}_WITH_STAR_IN_ACTION_AND_RESOURCE`],
    [`${code} NOT_ACTION STAR_IN_RESOURCE`, `${code}_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION`],
  ]),
)

/** What does not exist yet has no tags. */
function lintCreation(subject: LintSubject, report: Report): void {
  const { statement } = subject
  const asks = (statement.condition ?? []).filter(
    ({ key, operator }) =>
      /^[^:]+:resourcetag\//i.test(key) && !/ifexists$|not|null/i.test(operator),
  )
  if (asks.length === 0) return
  const created = actionsOf(subject).filter(({ entry }) => entry.creates)
  for (const { prefix, entry } of statement.action ? created : []) {
    report(
      'WARNING',
      'TAG_OF_RESOURCE_ON_CREATION',
      `\`${prefix}:${entry.name}\` makes its resource, which has no \`${asks[0]?.key}\` before: ask for \`aws:RequestTag\``,
      ['Condition', asks[0]?.operator ?? '', asks[0]?.key ?? ''],
    )
  }
}

export function conditionsOn({ condition = [] }: Statement, key: string): ConditionBlock[] {
  return condition.filter(block => block.key.toLowerCase() === key)
}

/** Those of the actions that an `Action` element covers, wildcards included. */
export function actionsAsked(
  { action = [] }: Statement,
  names: readonly string[],
): readonly string[] {
  const patterns = action.map(text => text.toLowerCase())
  return names.filter(name => patterns.some(pattern => fits(pattern, name.toLowerCase())))
}

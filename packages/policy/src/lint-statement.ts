import { matchesGlob } from './glob.ts'
import type { LintSubject, Report } from './lint.ts'
import { actionsOf } from './lint-actions.ts'
import type { ConditionBlock, PolicyDocument, Statement } from './types.ts'

/** What is said about the document as a whole. */
export function lintDocument({ version, statements }: PolicyDocument, report: Report): void {
  if (version === '2008-10-17') {
    report(
      'WARNING',
      'MISSING_VERSION',
      'without version 2012-10-17 policy variables are plain text',
    )
  }
  const seen = new Map<string, number>()
  for (const [i, { start, end, sid, ...said }] of statements.entries()) {
    const text = JSON.stringify(said)
    const first = seen.get(text)
    if (first === undefined) seen.set(text, i)
    else {
      report(
        'SUGGESTION',
        'REDUNDANT_STATEMENT',
        `statement ${i} says what statement ${first} says`,
      )
    }
  }
}

/** What is said about a statement's effect, principals and resources, and about all of it together. */
export function lintStatement(subject: LintSubject, report: Report): void {
  const { statement } = subject
  if (statement.sid === '') {
    report('SUGGESTION', 'EMPTY_SID_VALUE', 'an empty `Sid` names nothing')
  }
  lintResources(subject, report)
  if (statement.effect === 'Deny') return
  if (statement.notPrincipal) {
    report('SECURITY_WARNING', 'ALLOW_WITH_NOT_PRINCIPAL', 'it allows everybody who is not listed')
  }
  if (statement.notAction && (subject.kind === 'identity' || subject.kind === 'resource')) {
    report(
      'SECURITY_WARNING',
      'ALLOW_WITH_NOT_ACTION',
      'it allows every action that is not listed, also future ones',
    )
  }
  lintRolePassing(subject, report, 'iam:PassRole', 'PASS_ROLE')
  lintRolePassing(subject, report, 'iam:CreateServiceLinkedRole', 'CREATE_SLR')
  lintServicePrincipals(subject, report)
  lintCreation(subject, report)
}

function lintResources({ statement, document }: LintSubject, report: Report): void {
  const resources = statement.resource ?? statement.notResource ?? []
  for (const [i, text] of resources.entries()) {
    const head = text.split(':').slice(0, 5).join(':')
    if (document.version === '2008-10-17' && /\$\{[^}]*\}/.test(text)) {
      report(
        'ERROR',
        'VARIABLE_UNSUPPORTED_IN_VERSION',
        `\`${text}\` holds a variable, which needs version 2012-10-17`,
      )
    } else if (/\$\{[^}]*$/.test(text)) {
      report('ERROR', 'MISSING_BRACE_IN_VARIABLE', `a variable in \`${text}\` is not closed`)
    } else if (head.includes('${')) {
      report(
        'ERROR',
        'VARIABLE_UNSUPPORTED_IN_ELEMENT',
        `\`${text}\` holds a variable before its sixth part, where it is plain text`,
      )
    }
    if (/\$\{\}/.test(text))
      report('ERROR', 'EMPTY_VARIABLE', `\`${text}\` holds a variable without a name`)
    const covering = resources.find(
      (other, j) => j !== i && (other === text ? j < i : matchesGlob(other, text)),
    )
    if (covering)
      report('SUGGESTION', 'REDUNDANT_RESOURCE', `\`${covering}\` covers \`${text}\` already`)
    if (/^arn:[^:]*:lex:[^:]*:[^:]*:(?:bot|bot-alias)\//.test(text)) {
      report(
        'WARNING',
        'LEX_V2_ARN',
        `\`${text}\` is an ARN of Lex V2; bots of V1 are \`bot:NAME\``,
      )
    }
    if (statement.effect === 'Allow' && /^arn:[^:]*:lex:[^:]*:[^:]*:bot:\*$/.test(text)) {
      report(
        'SUGGESTION',
        'LEX_EVERY_BOT',
        `\`${text}\` is every bot, every version and every alias`,
      )
    }
  }
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
    matchesGlob(text.toLowerCase(), action.toLowerCase()),
  )
  const speaks = statement.action ? listed !== undefined : listed === undefined
  if (!speaks) return
  const isWide = statement.action === undefined || /[*?]/.test(listed ?? '')
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
    )
  }
  const names = conditionsOn(statement, 'iam:passedtoservice').length > 0
  if (code === 'PASS_ROLE' && !names) {
    report(
      'SUGGESTION',
      'PASS_ROLE_WITHOUT_SERVICE',
      'it lets the role be passed to any service; `iam:PassedToService` would say which',
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

/** A service acts for all its customers; who is meant must be said. */
function lintServicePrincipals({ statement, kind }: LintSubject, report: Report): void {
  const entries = statement.principal ?? []
  const guards = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']
  const isGuarded = guards.some(key => conditionsOn(statement, key).length > 0)
  if (entries.some(({ type }) => type === 'Service') && !isGuarded) {
    report(
      'SECURITY_WARNING',
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      'the service may be acting for another account; `aws:SourceArn` or `aws:SourceAccount` would tell',
    )
  }
  const isAccount = ({ type, value }: { type: string; value: string }) =>
    type === 'AWS' && /^(?:\d{12}|arn:[^:]*:iam::\d{12}:root)$/.test(value)
  const namesId = conditionsOn(statement, 'sts:externalid').length > 0
  if (kind === 'trust' && entries.some(isAccount) && !namesId) {
    report(
      'SUGGESTION',
      'TRUST_WITHOUT_EXTERNAL_ID',
      'an account is trusted without `sts:ExternalId`; if it is not your own, its other customers may use the role',
    )
  }
}

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
    )
  }
}

export function conditionsOn({ condition = [] }: Statement, key: string): ConditionBlock[] {
  return condition.filter(block => block.key.toLowerCase() === key)
}

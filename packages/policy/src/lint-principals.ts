import type { LintSubject, Report } from './lint.ts'
import { actionsAsked, conditionsOn } from './lint-statement.ts'
import type { PrincipalEntry, Statement } from './types.ts'

/** What is said about `Principal` and `NotPrincipal`. */
export function lintPrincipals(subject: LintSubject, report: Report): void {
  const { statement, kind } = subject
  const element = statement.principal ? 'Principal' : 'NotPrincipal'
  const entries = statement.principal ?? statement.notPrincipal ?? []
  for (const [i, entry] of entries.entries()) {
    const at: Report = (type, code, message) =>
      report(type, code, message, [element, entry.type, entry.value])
    lintEntry(entry, at)
    if (kind === 'trust') lintTrusted(entry, statement, at)
    const covering = entries.find((other, j) => j !== i && covers(other, entry, j < i))
    if (kind === 'trust' && covering) {
      at(
        'SUGGESTION',
        'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
        `\`${covering.value}\` covers \`${entry.value}\` already`,
      )
    }
  }
  if (statement.effect === 'Allow') lintServices(subject, report)
}

function covers(wide: PrincipalEntry, narrow: PrincipalEntry, isEarlier: boolean): boolean {
  if (wide.type !== narrow.type) return false
  if (wide.value === narrow.value) return isEarlier
  if (wide.type !== 'AWS') return false
  if (wide.value === '*') return true
  const account = accountOf(wide.value)
  // Both spellings of one account cover each other: the later one is too much.
  if (account === undefined) return false
  const other = accountOf(narrow.value)
  return other === undefined
    ? narrow.value.split(':')[4] === account
    : other === account && isEarlier
}

/** The account that an entry stands for whole. */
function accountOf(value: string): string | undefined {
  return /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
}

function lintEntry({ type, value }: PrincipalEntry, report: Report): void {
  if (type === 'AWS' && /^A(?:IDA|ROA)[A-Z0-9]{12,}$/.test(value)) {
    const [code, word] = value.startsWith('AIDA')
      ? ['INVALID_USER_REFERENCE', 'user']
      : ['INVALID_ROLE_REFERENCE', 'role']
    report('WARNING', code, `\`${value}\` is the id of a ${word} that is gone; name it by its ARN`)
  } else if (type === 'AWS' && !AWS_FORM.test(value)) {
    report(
      'ERROR',
      'INVALID_PRINCIPAL_FORMAT',
      `\`${value}\` is neither an account nor the ARN of a user, role or session`,
    )
  }
  if (type === 'Service' && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.test(value)) {
    report(
      'ERROR',
      'INVALID_SERVICE_PRINCIPAL_FORMAT',
      `\`${value}\` is no service: expected \`NAME.amazonaws.com\``,
    )
  }
  if (type === 'CanonicalUser' && !/^[0-9a-f]{64}$/.test(value)) {
    report('ERROR', 'INVALID_PRINCIPAL_FORMAT', `\`${value}\` is no canonical user id`)
  }
}

const AWS_FORM =
  /^(?:\*|\d{12}|arn:aws[a-z-]*:iam::\d{12}:(?:root|(?:user|role)\/.+)|arn:aws[a-z-]*:sts::\d{12}:(?:assumed-role|federated-user)\/.+)$/

function lintTrusted({ type, value }: PrincipalEntry, statement: Statement, report: Report): void {
  const isProvider = /^arn:aws[a-z-]*:iam::\d{12}:(?:saml|oidc)-provider\/.+$/.test(value)
  if (type === 'Federated' && !isProvider && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(value)) {
    report(
      'ERROR',
      'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
      `\`${value}\` is neither a provider's domain nor its ARN`,
    )
  }
  const fitting = fittingCall({ type, value })
  const calls = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']
  const asked = actionsAsked(
    statement,
    calls.map(call => `sts:${call}`),
  )
  if (asked.length > 0 && !asked.includes(fitting)) {
    report(
      'ERROR',
      'MISMATCHED_ACTION_FOR_PRINCIPAL',
      `\`${value}\` takes the role by \`${fitting}\`, which the statement does not name`,
    )
  }
  const anchors = ['sts:SetSourceIdentity', 'sts:TagSession']
  if (
    value === 'rolesanywhere.amazonaws.com' &&
    actionsAsked(statement, anchors).length < anchors.length
  ) {
    report(
      'ERROR',
      'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
      `\`${value}\` needs ${anchors.map(anchor => `\`${anchor}\``).join(' and ')} beside`,
    )
  }
  if (type === 'Federated' && statement.effect === 'Allow')
    lintWebIdentity(value, statement, report)
}

function fittingCall({ type, value }: PrincipalEntry): string {
  if (type !== 'Federated') return 'sts:AssumeRole'
  return value.includes(':saml-provider/')
    ? 'sts:AssumeRoleWithSAML'
    : 'sts:AssumeRoleWithWebIdentity'
}

/** Whoever has a token of the provider may take the role, unless a condition says which token. */
function lintWebIdentity(value: string, statement: Statement, report: Report): void {
  if (value.includes(':saml-provider/')) return
  const issuer = value.replace(/^arn:[^/]*:oidc-provider\//, '')
  const named = (claim: string) => conditionsOn(statement, `${issuer}:${claim}`.toLowerCase())
  if (issuer === 'token.actions.githubusercontent.com') {
    const repositories = named('sub').flatMap(({ values }) => values)
    if (repositories.length === 0) {
      report(
        'SECURITY_WARNING',
        'MISSING_GITHUB_REPO_CONDITION_KEY',
        `without \`${issuer}:sub\` every repository of GitHub may take the role`,
      )
    } else if (repositories.some(text => !/^repo:[^*?/]+\/[^*?:]+:[^*?]+$/.test(text))) {
      report(
        'WARNING',
        'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
        `\`${issuer}:sub\` leaves open which repository or branch`,
      )
    }
  } else if ((statement.condition ?? []).every(({ key }) => !isClaim(key, issuer))) {
    report(
      'SECURITY_WARNING',
      'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
      `no condition asks for a claim of \`${issuer}\`: everybody it knows may take the role`,
    )
  }
  if (named('aud').some(({ operator }) => /^for(?:allvalues|anyvalue):/i.test(operator))) {
    report(
      'SUGGESTION',
      'CONFIRM_AUDIENCE_CLAIM_TYPE',
      `\`${issuer}:aud\` has one value unless the token lists several audiences`,
    )
  }
}

const isClaim = (key: string, issuer: string) =>
  key.toLowerCase().startsWith(`${issuer.toLowerCase()}:`)

/** A service acts for all its customers; who is meant must be said. */
function lintServices({ statement, kind }: LintSubject, report: Report): void {
  const entries = statement.principal ?? []
  const guards = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths']
  const given = guards.filter(key => conditionsOn(statement, key).length > 0)
  const service = entries.find(({ type }) => type === 'Service')
  if (service && given.length === 0) {
    report(
      'SECURITY_WARNING',
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      'the service may be acting for another account; `aws:SourceArn` or `aws:SourceAccount` would tell',
      ['Principal', 'Service', service.value],
    )
  }
  const arns = conditionsOn(statement, 'aws:sourcearn').flatMap(({ values }) => values)
  if (
    service &&
    given.length === 1 &&
    arns.some(arn => !/^\d{12}$/.test(arn.split(':')[4] ?? ''))
  ) {
    report(
      'SUGGESTION',
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      '`aws:SourceArn` leaves the account open; `aws:SourceAccount` beside it would say which',
    )
  }
  const isAccount = ({ type, value }: PrincipalEntry) =>
    type === 'AWS' && accountOf(value) !== undefined
  const namesId = conditionsOn(statement, 'sts:externalid').length > 0
  if (kind === 'trust' && entries.some(isAccount) && !namesId) {
    report(
      'SUGGESTION',
      'TRUST_WITHOUT_EXTERNAL_ID',
      'an account is trusted without `sts:ExternalId`; if it is not your own, its other customers may use the role',
    )
  }
}

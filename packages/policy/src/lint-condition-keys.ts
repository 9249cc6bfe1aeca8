import { type Catalogue, type KeyType, keyTypeOf } from './catalogue.ts'
import type { LintSubject, Report } from './lint.ts'
import { within } from './lint-conditions.ts'
import { REGION } from './lint-resources.ts'
import { actionsAsked, conditionsOn } from './lint-statement.ts'
import { type OperatorName, splitOperator } from './operators.ts'
import type { ConditionBlock, Statement } from './types.ts'

/** What is said about condition keys: whether they exist, are of the operator's type, and can be present. */
export function lintConditionKeys(subject: LintSubject, report: Report): void {
  for (const block of subject.statement.condition ?? []) {
    const name = splitOperator(block.operator)
    const at = within(report, block)
    const type = keyTypeOf(block.key, subject.catalogue)
    if (type) lintType(block, name, type, at)
    else lintUnknown(block.key, subject.catalogue, at)
    lintAbsence(subject.statement, block, name, at)
    lintPresence(subject, block, name, at)
    lintTagKeys(subject, block.key, at)
    lintNames(block, name, at)
  }
}

function lintUnknown(key: string, { services }: Catalogue, report: Report): void {
  const prefix = key.slice(0, key.indexOf(':')).toLowerCase()
  if (/^aws:(?:request|resource|principal)tag$/i.test(key)) {
    missingTag(key, report)
  } else if (key.toLowerCase() === 'aws:arn') {
    report(
      'ERROR',
      'UNSUPPORTED_GLOBAL_CONDITION_KEY',
      `\`${key}\` is not supported; \`aws:PrincipalArn\` and \`aws:SourceArn\` are`,
    )
  } else if (!/^[^:\s]+:\S/.test(key)) {
    report('ERROR', 'INVALID_CONDITION_KEY_FORMAT', `\`${key}\` is not \`SERVICE:NAME\``)
  } else if (prefix === 'aws') {
    report('ERROR', 'INVALID_GLOBAL_CONDITION_KEY', `the key \`${key}\` does not exist`)
  } else if (services.has(prefix)) {
    report(
      'ERROR',
      'INVALID_SERVICE_CONDITION_KEY',
      `the service \`${prefix}\` has no key \`${key}\``,
    )
  }
}

const missingTag = (key: string, report: Report) =>
  report(
    'ERROR',
    'MISSING_TAG_KEY_IN_CONDITION',
    `\`${key}\` must name a tag: \`${key.replace(/\/$/, '')}/team\``,
  )

function lintType(
  { key, operator }: ConditionBlock,
  { base, set }: OperatorName,
  type: KeyType,
  report: Report,
): void {
  if (/^aws:(?:request|resource|principal)tag\/$/i.test(key)) missingTag(key, report)
  if (isMismatch(base, type)) {
    report(
      'WARNING',
      `TYPE_MISMATCH${MISMATCHES[type.type]}`,
      `\`${key}\` is of type ${type.type}; \`${operator}\` compares something else`,
    )
  }
  if (!type.many && set === 'all') {
    report(
      'SECURITY_WARNING',
      'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      `\`${key}\` has one value; with \`ForAllValues\` an absent key passes`,
    )
  }
  if (type.many && !set && base !== 'null') {
    report(
      'ERROR',
      'MISSING_QUALIFIER',
      `\`${key}\` has many values: \`${operator}\` needs \`ForAllValues:\` or \`ForAnyValue:\``,
    )
  }
  if (key.toLowerCase() === 'aws:sourceowner') {
    report(
      'WARNING',
      'DEPRECATED_GLOBAL_CONDITION_KEY',
      `\`${key}\` is the old form of \`aws:SourceAccount\``,
    )
  }
}

const MISMATCHES: Readonly<Record<KeyType['type'], string>> = {
  String: '_STRING',
  Numeric: '_NUMBER',
  Date: '_DATE',
  Bool: '_BOOLEAN',
  Ip: '_IP_RANGE',
  Arn: '',
  Binary: '',
}

/** Text compares with everything but what has an order or a range; other operators with their own type. */
function isMismatch(base: string, { type }: KeyType): boolean {
  if (base === 'null') return false
  if (base.startsWith('string')) return type === 'Numeric' || type === 'Date' || type === 'Ip'
  if (base.startsWith('numeric')) return type !== 'Numeric' && type !== 'Date'
  if (base.startsWith('date')) return type !== 'Date'
  if (base.startsWith('bool')) return type !== 'Bool'
  if (base.startsWith('binary')) return type !== 'Binary'
  if (base.startsWith('arn')) return type !== 'Arn' && type !== 'String'
  return type !== 'Ip'
}

/** An absent key passes `ForAllValues`, and says nothing where another key was meant beside it. */
function lintAbsence(
  statement: Statement,
  { key, operator }: ConditionBlock,
  { base, set }: OperatorName,
  report: Report,
): void {
  if (statement.effect === 'Deny') return
  const isGuarded = conditionsOn(statement, key.toLowerCase()).some(
    other => /null$/i.test(other.operator) && other.values.includes('false'),
  )
  if (set === 'all' && base !== 'null' && !isGuarded) {
    report(
      'SECURITY_WARNING',
      'FORALLVALUES_WITHOUT_NULL',
      `\`${operator} ${key}\` passes when the key is absent; add \`Null\` \`false\``,
    )
  }
  const pairs = PAIRS.get(key.toLowerCase()) ?? []
  const isPaired = pairs.some(pair => conditionsOn(statement, pair.toLowerCase()).length > 0)
  if (pairs.length > 0 && !isPaired) {
    report(
      'SECURITY_WARNING',
      'MISSING_PAIRED_CONDITION_KEYS',
      `private addresses repeat: beside \`${key}\` say which network, by \`${pairs.join('` or `')}\``,
    )
  }
}

const PAIRS: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:vpcsourceip', ['aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceVpcArn']],
  ['aws:ec2instancesourceprivateipv4', ['aws:Ec2InstanceSourceVpc']],
])

/** A key that is never present where the statement is asked. */
function lintPresence(
  { statement, document, catalogue, kind }: LintSubject,
  { key }: ConditionBlock,
  { base, set, ifExists }: OperatorName,
  report: Report,
): void {
  const needsKey = !ifExists && set !== 'all' && !base.includes('not') && base !== 'null'
  if (!needsKey || statement.effect === 'Deny') return
  const lower = key.toLowerCase()
  const service = catalogue.services.get(lower.slice(0, lower.indexOf(':')))
  const only = service?.keyActions?.get(lower)
  const vain = (statement.action ?? []).filter(text => {
    const action = text.toLowerCase()
    return only && !/[*?]/.test(action) && !only.has(action)
  })
  if (vain.length > 0) {
    report(
      'ERROR',
      'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
      `\`${key}\` is never present in \`${vain.join('`, `')}\``,
    )
  }
  const principals = statement.principal ?? []
  if (
    principals.length > 0 &&
    principals.every(({ type }) => type === 'Service') &&
    NOT_OF_SERVICES.test(key)
  ) {
    report(
      'ERROR',
      'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      `a service has no \`${key}\``,
    )
  }
  const action = kind === 'trust' ? neededBy(lower) : undefined
  const grants = document.statements.filter(({ effect }) => effect === 'Allow')
  if (action && grants.every(other => actionsAsked(other, [action]).length === 0)) {
    report(
      'ERROR',
      'MISSING_ACTION_FOR_CONDITION_KEY',
      `\`${key}\` needs \`${action}\`, which no statement allows`,
    )
  }
}

const NOT_OF_SERVICES =
  /^aws:(?:PrincipalArn|PrincipalTag\/.*|PrincipalOrgID|PrincipalOrgPaths|username|MultiFactorAuth.*|SourceIdentity)$/i

function neededBy(key: string): string | undefined {
  if (key === 'sts:sourceidentity') return 'sts:SetSourceIdentity'
  return /^(?:sts:transitivetagkeys|aws:tagkeys|aws:requesttag\/.*)$/.test(key)
    ? 'sts:TagSession'
    : undefined
}

/** Services whose resources have no tags. */
function lintTagKeys({ statement, catalogue }: LintSubject, key: string, report: Report): void {
  if (!/^aws:(?:(?:resource|request)tag\/.*|tagkeys)$/i.test(key)) return
  const actions = statement.action ?? statement.notAction ?? []
  const prefixes = new Set(actions.map(text => text.split(':')[0]?.toLowerCase() ?? ''))
  const without = [...prefixes].filter(prefix => catalogue.services.get(prefix)?.withoutTags)
  if (without.length === 0) return
  const verb = statement.effect === 'Allow' ? 'ALLOW' : 'DENY'
  report(
    verb === 'ALLOW' ? 'SUGGESTION' : 'SECURITY_WARNING',
    `${verb}${statement.action ? '' : '_NOT_ACTION'}_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`,
    `the service \`${without.join('`, `')}\` has no tags, so that \`${key}\` is never present`,
  )
}

/** Names that have a form: regions, networks, endpoints. */
function lintNames({ key, values }: ConditionBlock, { base }: OperatorName, report: Report): void {
  const [code, form] = FORMS.get(key.toLowerCase()) ?? []
  if (!code || !form || !base.startsWith('string')) return
  for (const value of values) {
    if (form.test(value) || /[*?]|\$\{/.test(value)) continue
    report('ERROR', code, `\`${value}\` is not of the form of \`${key}\``, [value])
  }
}

const FORMS: ReadonlyMap<string, readonly [code: string, form: RegExp]> = new Map([
  ['aws:requestedregion', ['INVALID_REGION', REGION]],
  ['aws:sourcevpc', ['INVALID_VPC_FORMAT', /^vpc-[0-9a-f]{8,17}$/]],
  ['aws:sourcevpce', ['INVALID_VPCE_FORMAT', /^vpce-[0-9a-f]{8,17}$/]],
])

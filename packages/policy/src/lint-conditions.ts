import { parseNetwork } from './address.ts'
import { type KeyType, keyTypeOf } from './catalogue.ts'
import { parseDate } from './date.ts'
import { parseDecimal } from './decimal.ts'
import type { LintSubject, Report } from './lint.ts'
import { conditionsOn } from './lint-statement.ts'
import { type OperatorName, splitOperator } from './operators.ts'
import type { ConditionBlock } from './types.ts'

/** What is said about each operator with its key and values. */
export function lintConditions(subject: LintSubject, report: Report): void {
  for (const block of subject.statement.condition ?? []) {
    const name = splitOperator(block.operator)
    lintOperator(block, name, report)
    lintKey(subject, block, name, report)
    lintValues(subject, block, name, report)
  }
}

function lintOperator(
  { operator, values, key }: ConditionBlock,
  { base, set }: OperatorName,
  report: Report,
): void {
  const canonical = CANONICAL.get(base)
  const written = operator.replace(/^For(?:All|Any)Values?:/, '').replace(/IfExists$/, '')
  if (canonical !== undefined && written !== canonical) {
    report('ERROR', 'INVALID_CONDITION_OPERATOR', `\`${operator}\` is written \`${canonical}\``)
  }
  if (base === 'null' && set) {
    report('SUGGESTION', 'NULL_WITH_QUALIFIER', '`Null` needs no `ForAllValues` or `ForAnyValue`')
  }
  if (values.length === 0) {
    report('SUGGESTION', 'EMPTY_ARRAY_CONDITION', `\`${operator} ${key}\` names no value`)
  }
}

/** Every operator as the language writes it, by its lower-case name. */
const CANONICAL: ReadonlyMap<string, string> = new Map(
  [
    ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    ...['StringLike', 'StringNotLike', 'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
    ...['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    ...['Numeric', 'Date'].flatMap(type =>
      ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(
        order => type + order,
      ),
    ),
  ].map(name => [name.toLowerCase(), name]),
)

function lintKey(
  { statement, catalogue }: LintSubject,
  { key, operator }: ConditionBlock,
  { base, set }: OperatorName,
  report: Report,
): void {
  const prefix = key.slice(0, key.indexOf(':')).toLowerCase()
  const type = keyTypeOf(key, catalogue)
  if (/^aws:(?:request|resource|principal)tag\/?$/i.test(key)) {
    report(
      'ERROR',
      'MISSING_TAG_KEY_IN_CONDITION',
      `\`${key}\` must name a tag: \`${key.replace(/\/$/, '')}/team\``,
    )
  } else if (!type && prefix === 'aws') {
    report('ERROR', 'INVALID_GLOBAL_CONDITION_KEY', `the key \`${key}\` does not exist`)
  } else if (!type && catalogue.services.has(prefix)) {
    report(
      'ERROR',
      'INVALID_SERVICE_CONDITION_KEY',
      `the service \`${prefix}\` has no key \`${key}\``,
    )
  }
  if (type && isMismatch(base, type)) {
    report(
      'WARNING',
      `TYPE_MISMATCH_${type.type.toUpperCase()}`,
      `\`${key}\` is of type ${type.type}; \`${operator}\` compares something else`,
    )
  }
  if (type && !type.many && set === 'all') {
    report(
      'SECURITY_WARNING',
      'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      `\`${key}\` has one value; with \`ForAllValues\` an absent key passes`,
    )
  }
  const isGuarded = conditionsOn(statement, key.toLowerCase()).some(
    other => /null$/i.test(other.operator) && other.values.includes('false'),
  )
  if (set === 'all' && base !== 'null' && statement.effect === 'Allow' && !isGuarded) {
    report(
      'SECURITY_WARNING',
      'FORALLVALUES_WITHOUT_NULL',
      `\`${operator} ${key}\` passes when the key is absent; add \`Null\` \`false\``,
    )
  }
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

function lintValues(
  { document }: LintSubject,
  { operator, key, values }: ConditionBlock,
  { base }: OperatorName,
  report: Report,
): void {
  const hasVariables = /^(?:string|arn|bool)/.test(base)
  for (const value of new Set(values)) {
    const isVariable = /\$\{[^}]*\}/.test(value)
    if (/\$\{[^}]*$/.test(value)) {
      report('ERROR', 'MISSING_BRACE_IN_VARIABLE', `a variable in \`${value}\` is not closed`)
    } else if (isVariable && !hasVariables) {
      report(
        'ERROR',
        'INVALID_VARIABLE_FOR_OPERATOR',
        `\`${operator}\` takes no variables: \`${value}\` is plain text`,
      )
    } else if (isVariable && document.version === '2008-10-17') {
      report(
        'ERROR',
        'VARIABLE_UNSUPPORTED_IN_VERSION',
        `\`${value}\` holds a variable, which needs version 2012-10-17`,
      )
    } else if (!isReadable(base, value)) {
      report(
        'ERROR',
        'DATA_TYPE_MISMATCH',
        `\`${operator} ${key}\` cannot read \`${value}\`, so it never holds`,
      )
    }
    if (
      /^string(?:not)?equals(?:ignorecase)?$/.test(base) &&
      /[*?]/.test(value.replaceAll(/\$\{[^}]*\}/g, ''))
    ) {
      report(
        'WARNING',
        'WILDCARD_WITHOUT_LIKE_OPERATOR',
        `in \`${operator}\` the wildcard of \`${value}\` is a plain character`,
      )
    }
    if (base.endsWith('ipaddress')) lintNetwork(key, base, value, report)
  }
  if (new Set(values).size < values.length) {
    report('SUGGESTION', 'REDUNDANT_CONDITION_VALUE', `\`${operator} ${key}\` names a value twice`)
  }
}

function isReadable(base: string, value: string): boolean {
  if (base.startsWith('numeric')) return parseDecimal(value) !== undefined
  if (base.startsWith('date')) return parseDate(value) !== undefined
  if (base.endsWith('ipaddress')) return parseNetwork(value) !== undefined
  if (base.startsWith('arn')) return value.split(':').length >= 6
  return base !== 'bool' || /^(?:true|false)$/i.test(value) || value.includes('${')
}

const PRIVATE = /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/

function lintNetwork(key: string, base: string, value: string, report: Report): void {
  const network = parseNetwork(value)
  if (key.toLowerCase() === 'aws:sourceip' && PRIVATE.test(value)) {
    const code = base === 'ipaddress' ? 'PRIVATE_IP_ADDRESS' : 'PRIVATE_NOT_IP_ADDRESS'
    report('ERROR', code, `\`${value}\` is private; \`${key}\` is the address seen from outside`)
  }
  if (!network || !value.includes('/')) return
  const word =
    network.words[Math.min(network.words.length - 1, Math.floor(network.prefix / 32))] ?? 0
  const hostBits = 32 - (network.prefix % 32)
  if (network.prefix < network.bits && hostBits < 32 && word % 2 ** hostBits !== 0) {
    report(
      'SUGGESTION',
      'IMPROVE_IP_RANGE',
      `\`${value}\` has bits beyond its prefix, which do not count`,
    )
  }
}

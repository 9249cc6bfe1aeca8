import { parseNetwork } from './address.ts'
import { parseDate } from './date.ts'
import { parseDecimal } from './decimal.ts'
import type { LintSubject, Report } from './lint.ts'
import { hasVariable, isUnclosed, lintVariableText, withoutVariables } from './lint-variables.ts'
import { type OperatorName, splitOperator } from './operators.ts'
import type { ConditionBlock } from './types.ts'

/** What is said about each operator with its key and values. */
export function lintConditions(subject: LintSubject, report: Report): void {
  for (const block of subject.statement.condition ?? []) {
    const name = splitOperator(block.operator)
    const at = within(report, block)
    lintOperator(block, name, at)
    lintValues(subject, block, name, at)
    lintLists(block, name, at)
    if (name.base.endsWith('ipaddress')) lintAddresses(block, name.base, at)
  }
}

/** Reports on an operator, its key, and the values that it is told. */
export const within =
  (report: Report, { operator, key }: ConditionBlock): Report =>
  (type, code, message, path = []) =>
    report(type, code, message, ['Condition', operator, key, ...path])

function lintOperator(
  { operator, values, key }: ConditionBlock,
  { base, set, ifExists }: OperatorName,
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
    const suffix = set ? (set === 'all' ? '_FORALLVALUES' : '_FORANYVALUE') : ''
    const code = `EMPTY_ARRAY_CONDITION${suffix || (ifExists ? '_IFEXISTS' : '')}`
    report('SUGGESTION', code, `\`${operator} ${key}\` names no value`)
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

function lintValues(
  { document }: LintSubject,
  { operator, key, values }: ConditionBlock,
  { base }: OperatorName,
  within: Report,
): void {
  const hasVariables = /^(?:string|arn|bool)/.test(base)
  for (const value of new Set(values)) {
    const report: Report = (type, code, message) => within(type, code, message, [value])
    if (hasVariables) lintVariableText(value, report)
    if (base.startsWith('date') && /^\d+$/.test(value)) {
      report('WARNING', 'INVALID_DATE_VALUE', `\`${value}\` is a number of seconds since 1970`)
    }
    const isVariable = hasVariable(value)
    if (isUnclosed(value)) {
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
      /[*?]/.test(withoutVariables(value, ''))
    ) {
      report(
        'WARNING',
        'WILDCARD_WITHOUT_LIKE_OPERATOR',
        `in \`${operator}\` the wildcard of \`${value}\` is a plain character`,
      )
    }
    if (base.endsWith('ipaddress')) lintNetwork(value, report)
  }
}

/** What is said about the values together. */
function lintLists(
  { operator, key, values }: ConditionBlock,
  { base }: OperatorName,
  report: Report,
): void {
  if (new Set(values).size < values.length) {
    report('SUGGESTION', 'REDUNDANT_CONDITION_VALUE', `\`${operator} ${key}\` names a value twice`)
  }
  if (values.length < 2) return
  if (base === 'bool' || base === 'null') {
    report(
      'ERROR',
      'INVALID_CONDITION_MULTIPLE_BOOLEAN',
      `\`${operator} ${key}\` takes one value, \`true\` or \`false\``,
    )
  }
  if (/^numeric(?:less|greater)than/.test(base)) {
    report(
      'SUGGESTION',
      'REDUNDANT_CONDITION_VALUE_NUM',
      `of several values of \`${operator} ${key}\` only the widest counts`,
    )
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

/** Nobody comes from a private address as the server sees it, unless through an endpoint. */
function lintAddresses({ key, values }: ConditionBlock, base: string, report: Report): void {
  if (key.toLowerCase() !== 'aws:sourceip') return
  const strange = values.filter(value => PRIVATE.test(value))
  const [first] = strange
  if (first === undefined) return
  const code = base === 'ipaddress' ? 'PRIVATE_IP_ADDRESS' : 'PRIVATE_NOT_IP_ADDRESS'
  const all = strange.length === values.length
  report(
    all ? 'ERROR' : 'SUGGESTION',
    all ? code : `${code}_SUBSET`,
    `\`${strange.join('`, `')}\` is private; \`${key}\` is the address seen from outside`,
    [first],
  )
}

function lintNetwork(value: string, report: Report): void {
  const network = parseNetwork(value)
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

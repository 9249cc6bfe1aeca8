import type { Member, Node } from './json.ts'
import type { NodeReport } from './lint-grammar.ts'
import { elementOf, itemsOf, textOf } from './nodes.ts'
import { isOperator } from './operators.ts'
import type { PolicyKind } from './types.ts'

const TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser']

/** Whether the kind of policy has principals, and the form of those that it has. */
export function lintPrincipalGrammar(statement: Node, kind: PolicyKind, report: NodeReport): void {
  const not = elementOf(statement, 'NotPrincipal')
  const node = elementOf(statement, 'Principal') ?? not
  const isTaken = kind === 'resource' || kind === 'endpoint' || kind === 'trust' || kind === 'rcp'
  if (!isTaken) {
    if (!node) return
    const code = kind === 'scp' ? 'SCP_SYNTAX_ERROR_PRINCIPAL' : 'UNSUPPORTED_PRINCIPAL'
    report('ERROR', code, `a policy of kind \`${kind}\` names no principals`, node)
    return
  }
  if (!node) {
    report('ERROR', 'MISSING_PRINCIPAL', 'a statement needs a `Principal`', statement)
    return
  }
  if (kind === 'trust' && not) {
    const message = 'a trust policy takes no `NotPrincipal`'
    report('ERROR', 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', message, not)
  }
  if (kind !== 'trust' && not && textOf(elementOf(statement, 'Effect')) === 'Allow') {
    const message = 'it allows everybody who is not listed'
    report('SECURITY_WARNING', 'ALLOW_WITH_NOT_PRINCIPAL', message, not)
  }
  if (kind === 'trust' && node.kind === 'string' && node.text === '*') {
    const message = 'in a trust policy everybody is written `{"AWS": "*"}`'
    report('ERROR', 'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', message, node)
  } else if (node.kind === 'object') {
    if (node.members.length === 0) {
      report('SUGGESTION', 'EMPTY_OBJECT_PRINCIPAL', 'it names nobody', node)
    }
    for (const member of node.members) lintPrincipalMember(member, report)
  } else if (textOf(node) !== '*') {
    report('ERROR', 'DATA_TYPE_MISMATCH', 'principals are `"*"` or an object', node)
  }
}

function lintPrincipalMember({ name, value }: Member, report: NodeReport): void {
  if (!TYPES.includes(name)) {
    const message = `\`${name}\` is none of ${TYPES.map(type => `\`${type}\``).join(', ')}`
    report('ERROR', 'INVALID_PRINCIPAL_KEY', message, value)
    return
  }
  const items = itemsOf(value)
  if (items.length === 0) {
    report('SUGGESTION', 'EMPTY_ARRAY_PRINCIPAL', `\`${name}\` names nobody`, value)
  }
  for (const item of items) {
    if (item.kind !== 'string') {
      report('ERROR', 'DATA_TYPE_MISMATCH', `\`${name}\` is a text or a list of texts`, item)
    } else if (/[*?]/.test(item.text) && !(name === 'AWS' && item.text === '*')) {
      report(
        'ERROR',
        'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
        `\`${item.text}\`: a principal is named whole`,
        item,
      )
    }
  }
}

/** The form of conditions: operators, keys, lists of values. */
export function lintConditionGrammar(statement: Node, report: NodeReport): void {
  const condition = elementOf(statement, 'Condition')
  if (!condition) return
  if (condition.kind !== 'object') {
    report('ERROR', 'DATA_TYPE_MISMATCH', '`Condition` is an object', condition)
    return
  }
  if (condition.members.length === 0) {
    report('SUGGESTION', 'EMPTY_OBJECT_CONDITION', 'it asks for nothing', condition)
  }
  for (const { name, value: block } of condition.members) {
    if (block.kind !== 'object') {
      report('ERROR', 'DATA_TYPE_MISMATCH', `\`${name}\` holds keys with values`, block)
      continue
    }
    lintOperatorName(name, block, report)
    lintSameKeys(block.members, report)
    for (const { value } of block.members) lintValueTypes(value, report)
    if (block.members.length === 0) {
      report('SUGGESTION', 'EMPTY_OBJECT_CONDITION', `\`${name}\` asks for nothing`, block)
    }
  }
}

function lintOperatorName(name: string, block: Node, report: NodeReport): void {
  if (/(?:^|:)nullifexists$/i.test(name)) {
    report('ERROR', 'NULL_WITH_IF_EXISTS', '`Null` is asked of absent keys anyway', block)
  } else if (!isOperator(name)) {
    report('ERROR', 'INVALID_CONDITION_OPERATOR', `there is no operator \`${name}\``, block)
  }
}

function lintSameKeys(members: readonly Member[], report: NodeReport): void {
  const seen = new Map<string, string>()
  for (const { name, value } of members) {
    const first = seen.get(name.toLowerCase())
    if (first === undefined) seen.set(name.toLowerCase(), name)
    else {
      report(
        'ERROR',
        'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
        `\`${name}\` and \`${first}\` are one key`,
        value,
      )
    }
  }
}

function lintValueTypes(value: Node, report: NodeReport): void {
  const items = itemsOf(value)
  const strange = items.find(item => !('text' in item))
  if (strange) {
    report('ERROR', 'DATA_TYPE_MISMATCH', 'values are texts, numbers or booleans', strange)
  } else if (new Set(items.map(item => item.kind)).size > 1) {
    report('ERROR', 'INVALID_CONDITION_DATA_TYPE', 'the values are of different types', value)
  }
}

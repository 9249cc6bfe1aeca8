import type { Node } from './json.ts'
import type { LintFinding } from './lint.ts'
import { lintConditionGrammar, lintPrincipalGrammar } from './lint-grammar-parts.ts'
import { elementOf, itemsOf, statementNodes, textOf, textsOf } from './nodes.ts'
import { actionProblem, resourceProblem } from './resource-text.ts'
import { isVersion } from './syntax.ts'
import type { PolicyKind } from './types.ts'

/** What is said about a place in the text; the number is the statement's. */
export type NodeReport = (
  type: LintFinding['type'],
  code: string,
  message: string,
  at: Node,
) => void

/**
 * What the language forbids, all of it at once and by the names of Access Analyzer, where the parser stops at the
 * first with the sentence of the service (spec/iam.md §1.1, §1.3, §9).
 */
export function lintGrammar(root: Node, kind: PolicyKind, report: Reporter): void {
  const whole = report(undefined)
  if (root.kind !== 'object') {
    whole('ERROR', 'DATA_TYPE_MISMATCH', 'a policy is a JSON object', root)
    return
  }
  lintNames(root, ['Version', 'Id', 'Statement'], whole)
  const version = elementOf(root, 'Version')
  if (version && !isVersion(version)) {
    whole(
      'ERROR',
      'INVALID_VERSION',
      `\`${textOf(version)}\` is no version: expected \`2012-10-17\` or \`2008-10-17\``,
      version,
    )
  }
  const statements = statementNodes(root)
  if (statements.length === 0) {
    whole('ERROR', 'MISSING_STATEMENT', 'a policy has at least one statement', root)
  }
  lintSids(statements, kind, report)
  for (const [index, statement] of statements.entries()) {
    lintStatementGrammar(statement, kind, report(index))
  }
}

/** Gives the report for a statement, or for the whole. */
export type Reporter = (statement: number | undefined) => NodeReport

function lintSids(statements: readonly Node[], kind: PolicyKind, report: Reporter): void {
  const mustBeUnique = kind !== 'scp' && kind !== 'rcp'
  const seen = new Set<string>()
  for (const [index, statement] of statements.entries()) {
    const at = elementOf(statement, 'Sid')
    const sid = textOf(at)
    if (at === undefined || sid === '') continue
    if (seen.has(sid) && mustBeUnique) {
      report(index)('ERROR', 'UNIQUE_SIDS_REQUIRED', `\`${sid}\` is the \`Sid\` of another`, at)
    }
    seen.add(sid)
    if (isIdentity(kind) && !/^[A-Za-z0-9]*$/.test(sid)) {
      report(index)('ERROR', 'UNSUPPORTED_SID', `\`${sid}\` may hold letters and digits only`, at)
    }
  }
}

export const isIdentity = (kind: PolicyKind) =>
  kind === 'identity' || kind === 'boundary' || kind === 'session'

const ELEMENTS = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
]

function lintStatementGrammar(statement: Node, kind: PolicyKind, report: NodeReport): void {
  if (statement.kind !== 'object') {
    report('ERROR', 'DATA_TYPE_MISMATCH', 'a statement is a JSON object', statement)
    return
  }
  lintNames(statement, ELEMENTS, report)
  for (const name of ['Action', 'Resource', 'Principal']) {
    const not = elementOf(statement, `Not${name}`)
    if (!elementOf(statement, name) || !not) continue
    report(
      'ERROR',
      'UNSUPPORTED_ELEMENT_COMBINATION',
      `\`${name}\` and \`Not${name}\` exclude each other`,
      not,
    )
  }
  lintEffect(statement, report)
  lintTexts(statement, 'Action', { report, problem: actionFinding })
  lintTexts(statement, 'Resource', { report, problem: resourceFinding })
  lintMissing(statement, kind, report)
  lintPrincipalGrammar(statement, kind, report)
  lintConditionGrammar(statement, report)
}

/** Elements that nobody knows. */
function lintNames(node: Node, known: readonly string[], report: NodeReport): void {
  for (const { name, value } of node.kind === 'object' ? node.members : []) {
    if (known.includes(name)) continue
    const meant = known.find(other => other.toLowerCase() === name.toLowerCase())
    const hint = meant ? `; it is written \`${meant}\`` : ''
    report('ERROR', 'INVALID_POLICY_ELEMENT', `there is no element \`${name}\`${hint}`, value)
  }
}

function lintEffect(statement: Node, report: NodeReport): void {
  const effect = elementOf(statement, 'Effect')
  if (!effect) {
    report('ERROR', 'MISSING_EFFECT', 'a statement needs an `Effect`', statement)
  } else if (effect.kind !== 'string') {
    report('ERROR', 'DATA_TYPE_MISMATCH', '`Effect` is a text', effect)
  } else if (effect.text !== 'Allow' && effect.text !== 'Deny') {
    report(
      'ERROR',
      'INVALID_EFFECT',
      `\`${effect.text}\` is no effect: expected \`Allow\` or \`Deny\``,
      effect,
    )
  }
}

type Found = readonly [type: 'ERROR' | 'SUGGESTION', code: string, message: string]

function lintTexts(
  statement: Node,
  element: 'Action' | 'Resource',
  {
    report,
    problem,
  }: { readonly report: NodeReport; readonly problem: (text: string) => Found | undefined },
): void {
  for (const name of [element, `Not${element}`]) {
    const node = elementOf(statement, name)
    if (!node) continue
    const items = itemsOf(node)
    if (items.length === 0) {
      report(
        'SUGGESTION',
        `EMPTY_ARRAY_${element.toUpperCase()}`,
        `\`${name}\` names nothing`,
        node,
      )
    }
    for (const item of items) {
      if (item.kind !== 'string') {
        report('ERROR', 'DATA_TYPE_MISMATCH', `\`${name}\` is a text or a list of texts`, item)
        continue
      }
      const found = problem(item.text)
      if (found) report(...found, item)
    }
  }
}

function actionFinding(text: string): Found | undefined {
  const message = actionProblem(text)
  if (message === undefined) return undefined
  if (text.includes('${')) {
    return ['ERROR', 'VARIABLE_UNSUPPORTED_IN_ELEMENT', `\`${text}\`: actions have no variables`]
  }
  if (/^[^:]*[*?][^:]*:/.test(text)) {
    return ['SUGGESTION', 'WILDCARD_IN_SERVICE_NAME', `\`${text}\` leaves the service open`]
  }
  return ['ERROR', 'INVALID_ACTION', message]
}

function resourceFinding(text: string): Found | undefined {
  const message = resourceProblem(text)
  if (message === undefined) return undefined
  const [prefix, partition = ''] = text.split(':')
  if (prefix !== 'arn') return ['ERROR', 'INVALID_ARN_PREFIX', message]
  if (!/^(?:aws(?:-[a-z-]+)?|\*)$/.test(partition)) return ['ERROR', 'INVALID_PARTITION', message]
  if (message.includes('region')) return ['ERROR', 'ARN_REGION_NOT_ALLOWED', message]
  const isService = message.includes('vendor')
  return ['ERROR', isService ? 'INVALID_SERVICE' : 'INVALID_ARN_RESOURCE', message]
}

function lintMissing(statement: Node, kind: PolicyKind, report: NodeReport): void {
  const texts = (name: string) =>
    textsOf(elementOf(statement, name) ?? elementOf(statement, `Not${name}`))
  const actions = texts('Action')
  if (actions === undefined) {
    report('ERROR', 'MISSING_ACTION', 'a statement needs `Action` or `NotAction`', statement)
  }
  const resource = elementOf(statement, 'Resource') ?? elementOf(statement, 'NotResource')
  if (kind === 'trust') {
    const foreign = (actions ?? []).filter(action => !/^sts:/i.test(action))
    for (const action of foreign) {
      report(
        'ERROR',
        'UNSUPPORTED_ACTION_IN_POLICY',
        `\`${action}\` is not of STS: a trust policy speaks of nothing else`,
        elementOf(statement, 'Action') ?? statement,
      )
    }
    if (resource) {
      const message = 'a trust policy has no resources: its role is the resource'
      report('ERROR', 'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', message, resource)
    }
  } else if (!resource && kind !== 'resource' && kind !== 'endpoint') {
    report('ERROR', 'MISSING_RESOURCE', 'a statement needs `Resource` or `NotResource`', statement)
  }
}

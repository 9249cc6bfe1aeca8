import { type Node, positionOf, readJson } from './json.ts'
import { LIMITS } from './limits.ts'
import { elementOf, statementNodes, textsOf } from './nodes.ts'
import { RCP_CHECKS, RESOURCE_CHECKS, SCP_CHECKS } from './resource-rules.ts'
import type { Result } from './result.ts'
import { type Check, IDENTITY_CHECKS, SYNTAX_ERRORS } from './rules.ts'
import { TRUST_CHECKS } from './trust-rules.ts'
import type {
  ConditionBlock,
  PolicyDocument,
  PolicyIssue,
  PolicyKind,
  PrincipalElement,
  PrincipalEntry,
  Statement,
} from './types.ts'

/**
 * Reads a policy document. A language error is a value: AWS's message, and where it stands. The order of
 * the checks is the order in which AWS reports them (spec/iam.md §1.5).
 * @example
 * parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"lex:*","Resource":"*"}}', 'identity')
 */
export function parsePolicy(text: string, kind: PolicyKind): Result<PolicyDocument, PolicyIssue[]> {
  if (text.length > LIMITS.documentChars) {
    return refuse({ code: 'MalformedPolicyDocument', message: SYNTAX_ERRORS, position: BEGINNING })
  }
  const strange = text.search(/[^\t\n\r\u0020-\u00ff]/)
  if (strange >= 0) {
    const position = positionOf(text, strange)
    return refuse({ code: 'InvalidCharacters', message: ONLY_ASCII, position })
  }
  const json = readJson(text)
  if (!json.ok) {
    const message = kind === 'trust' ? 'This policy contains invalid Json' : SYNTAX_ERRORS
    return refuse({ code: 'MalformedPolicyDocument', message, position: json.error.position })
  }
  for (const check of checksOf(kind)) {
    const found = check(json.value)
    if (found === undefined) continue
    const { code = 'MalformedPolicyDocument', message, at = json.value } = found
    return refuse({ code, message, position: at.start })
  }
  return { ok: true, value: documentOf(json.value) }
}

const ONLY_ASCII =
  'The specified value for policyDocument is invalid. It must contain only printable ASCII characters.'
const BEGINNING = { line: 1, column: 1 }

const refuse = (issue: PolicyIssue): Result<PolicyDocument, PolicyIssue[]> => ({
  ok: false,
  error: [issue],
})

function checksOf(kind: PolicyKind): readonly Check[] {
  switch (kind) {
    case 'identity':
    case 'boundary':
    case 'session':
      return IDENTITY_CHECKS
    case 'scp':
      return SCP_CHECKS
    case 'rcp':
      return RCP_CHECKS
    case 'trust':
      return TRUST_CHECKS
    case 'resource':
    case 'endpoint':
      return RESOURCE_CHECKS
  }
}

function documentOf(root: Node): PolicyDocument {
  const id = elementOf(root, 'Id')
  const version = textsOf(elementOf(root, 'Version'))?.[0]
  return Object.freeze({
    version: version === '2012-10-17' ? version : '2008-10-17',
    ...(id?.kind === 'string' && { id: id.text }),
    statements: statementNodes(root).map(statementOf),
  })
}

function statementOf(node: Node): Statement {
  const sid = textsOf(elementOf(node, 'Sid'))?.[0]
  const action = textsOf(elementOf(node, 'Action'))
  const notAction = textsOf(elementOf(node, 'NotAction'))
  const resource = textsOf(elementOf(node, 'Resource'))
  const notResource = textsOf(elementOf(node, 'NotResource'))
  const principal = principalsOf(elementOf(node, 'Principal'))
  const notPrincipal = principalsOf(elementOf(node, 'NotPrincipal'))
  const condition = conditionsOf(elementOf(node, 'Condition'))
  return Object.freeze({
    ...(sid !== undefined && { sid }),
    effect: textsOf(elementOf(node, 'Effect'))?.[0] === 'Allow' ? 'Allow' : 'Deny',
    ...(principal && { principal }),
    ...(notPrincipal && { notPrincipal }),
    ...(action && { action }),
    ...(notAction && { notAction }),
    ...(resource && { resource }),
    ...(notResource && { notResource }),
    ...(condition && { condition }),
    start: node.start,
    end: node.end,
  })
}

function principalsOf(node: Node | undefined): PrincipalElement | undefined {
  if (node === undefined) return undefined
  if (node.kind !== 'object') return [{ type: 'AWS', value: '*' }]
  return node.members.flatMap(({ name, value }) =>
    (textsOf(value) ?? []).map(text => ({ type: typeOf(name), value: text })),
  )
}

function typeOf(name: string): PrincipalEntry['type'] {
  return name === 'Service' || name === 'Federated' || name === 'CanonicalUser' ? name : 'AWS'
}

function conditionsOf(node: Node | undefined): ConditionBlock[] | undefined {
  if (node?.kind !== 'object') return undefined
  return node.members.flatMap(({ name: operator, value: block }) =>
    block.kind === 'object'
      ? block.members.map(({ name: key, value }) => ({
          operator,
          key,
          values: textsOf(value) ?? [],
        }))
      : [],
  )
}

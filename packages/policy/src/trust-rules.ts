import type { Node } from './json.ts'
import { elementOf, isTexts, itemsOf, statementNodes, textOf, textsOf } from './nodes.ts'
import { principalProblem } from './principal-text.ts'
import { type Check, eachStatement, type Finding, uniqueSids } from './rules.ts'
import { brokenSyntax, isVersion } from './syntax.ts'

/** Trust policies of roles (spec/iam.md §1.5). */
export const TRUST_CHECKS: readonly Check[] = [
  root => {
    const at = elementOf(root, 'Version')
    if (at === undefined || isVersion(at)) return undefined
    return { message: 'The policy must contain a valid version string', at }
  },
  root =>
    root.kind === 'object' && statementNodes(root).length > 0
      ? undefined
      : { message: 'Could not parse the policy: Statement is empty!' },
  eachStatement(statement => {
    const at = elementOf(statement, 'Effect')
    if (at === undefined) return { message: 'Missing required field Effect' }
    const text = textOf(at)
    return text === 'Allow' || text === 'Deny'
      ? undefined
      : { message: `Invalid effect: ${text}`, at }
  }),
  eachStatement(trustPrincipal),
  eachStatement(statement => {
    const action = elementOf(statement, 'Action') ?? elementOf(statement, 'NotAction')
    if (!(textsOf(action)?.length ?? 0)) return { message: 'Missing required field Action' }
    const at = itemsOf(action).find(item => !/^sts:/i.test(textOf(item)))
    return at && { message: 'AssumeRole policy may only specify STS AssumeRole actions.', at }
  }),
  eachStatement(statement => {
    if (elementOf(statement, 'Resource')) return { message: 'Has prohibited field Resource' }
    return elementOf(statement, 'NotResource')
      ? { message: 'AssumeRole policy must not contain resources.' }
      : undefined
  }),
  uniqueSids('The Statement Ids in the policy are not unique'),
  root => {
    const at = brokenSyntax(root)
    return at && { message: 'Syntax error in policy.', at }
  },
]

function trustPrincipal(statement: Node): Finding | undefined {
  if (elementOf(statement, 'NotPrincipal')) {
    return textOf(elementOf(statement, 'Effect')) === 'Allow'
      ? { message: 'Allow with NotPrincipal is not allowed.' }
      : { message: 'AssumeRole policy must not contain NotPrincipal field.' }
  }
  const at = elementOf(statement, 'Principal')
  if (at === undefined) return { message: 'Missing required field Principal' }
  if (at.kind !== 'object') {
    return { message: 'AssumeRolepolicy contained an invalid principal: "STAR":"*".', at }
  }
  if (at.members.length === 0) {
    return { message: 'Missing required field Principal cannot be empty!', at }
  }
  for (const { name, value } of at.members) {
    const found = trustedEntry(name, value, statement)
    if (found) return found
  }
  return undefined
}

function trustedEntry(name: string, at: Node, statement: Node): Finding | undefined {
  if (!SHOWN.has(name)) {
    return { code: 'InvalidPrincipal', message: `Invalid principal in policy: "${name}"`, at }
  }
  if (!isTexts(at)) return { message: 'Syntax error in policy.', at }
  for (const item of itemsOf(at)) {
    const value = textOf(item)
    if (!principalProblem(name, value)) continue
    const message = `Invalid principal in policy: "${SHOWN.get(name)}":"${value}"`
    return { code: 'InvalidPrincipal', message, at: item }
  }
  const cognito = textsOf(at)?.includes('cognito-identity.amazonaws.com') ?? false
  return name === 'Federated' && cognito && !elementOf(statement, 'Condition')
    ? { message: 'A condition block must be present for the Cognito provider', at }
    : undefined
}

/** The types of principals a role may trust, as messages print them. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['AWS', 'AWS'],
  ['Service', 'SERVICE'],
  ['Federated', 'Federated'],
])

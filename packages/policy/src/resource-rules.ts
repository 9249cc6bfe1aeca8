import type { Node } from './json.ts'
import { elementOf, itemsOf, statementNodes, textOf } from './nodes.ts'
import { principalProblem } from './principal-text.ts'
import { actionProblem } from './resource-text.ts'
import {
  type Check,
  eachStatement,
  eachText,
  type Finding,
  legacyParsing,
  needs,
  syntax,
  uniqueSids,
  version,
} from './rules.ts'

/** Policies of resources and of endpoints: a principal is required, `NotPrincipal` only denies. */
export const RESOURCE_CHECKS: readonly Check[] = [
  syntax,
  eachStatement(statement => {
    if (elementOf(statement, 'NotPrincipal')) {
      return isDeny(statement) ? undefined : { message: 'Allow with NotPrincipal is not allowed.' }
    }
    return elementOf(statement, 'Principal')
      ? undefined
      : { message: 'Missing required field Principal' }
  }),
  eachStatement(namedPrincipals),
  eachStatement(legacyParsing),
  uniqueSids('Statement IDs (SID) in a single policy must be unique.'),
  needs('Action', 'Policy statement must contain actions.'),
  eachText(['Action', 'NotAction'], actionProblem),
]

const isDeny = (statement: Node) => textOf(elementOf(statement, 'Effect')) === 'Deny'

function namedPrincipals(statement: Node): Finding | undefined {
  const node = elementOf(statement, 'Principal') ?? elementOf(statement, 'NotPrincipal')
  for (const { name, value } of node?.kind === 'object' ? node.members : []) {
    const at = itemsOf(value).find(item => principalProblem(name, textOf(item)))
    if (at) return { code: 'InvalidPrincipal', message: 'Invalid principal in policy', at }
  }
  return undefined
}

const NOT_OF_THIS_TYPE =
  'The provided policy document does not meet the requirements of the specified policy type.'

/** Service control policies: the whole language of identity policies, under one message (§1.2, §1.3). */
export const SCP_CHECKS: readonly Check[] = underOneMessage([
  syntax,
  version,
  eachStatement(legacyParsing),
  needs('Action', NOT_OF_THIS_TYPE),
  needs('Resource', NOT_OF_THIS_TYPE),
  eachText(['Action', 'NotAction'], actionProblem),
  eachStatement(statement =>
    elementOf(statement, 'Principal') || elementOf(statement, 'NotPrincipal')
      ? { message: NOT_OF_THIS_TYPE }
      : undefined,
  ),
])

/** Resource control policies: everybody is meant, and what customers write only denies. */
export const RCP_CHECKS: readonly Check[] = underOneMessage([
  syntax,
  version,
  eachStatement(legacyParsing),
  needs('Action', NOT_OF_THIS_TYPE),
  needs('Resource', NOT_OF_THIS_TYPE),
  eachText(['Action', 'NotAction'], actionProblem),
  root => (isFullAccess(root) ? undefined : eachStatement(restriction)(root)),
])

function restriction(statement: Node): Finding | undefined {
  const isLegal =
    isDeny(statement) &&
    isEverybody(elementOf(statement, 'Principal')) &&
    elementOf(statement, 'NotAction') === undefined &&
    itemsOf(elementOf(statement, 'Action')).every(action => textOf(action) !== '*')
  return isLegal ? undefined : { message: NOT_OF_THIS_TYPE }
}

/** RCPFullAWSAccess, the only resource control policy that allows. */
function isFullAccess(root: Node): boolean {
  const [statement, ...others] = statementNodes(root)
  if (!statement || others.length > 0 || isDeny(statement)) return false
  return (
    isEverybody(elementOf(statement, 'Principal')) &&
    elementOf(statement, 'Condition') === undefined &&
    ['Action', 'Resource'].every(name => {
      const items = itemsOf(elementOf(statement, name))
      return items.length === 1 && textOf(items[0]) === '*'
    })
  )
}

/** `"*"`, or `{"AWS": "*"}`, which means the same. */
function isEverybody(node: Node | undefined): boolean {
  if (node?.kind === 'string') return node.text === '*'
  if (node?.kind !== 'object' || node.members.length !== 1) return false
  const items = itemsOf(node.members[0]?.name === 'AWS' ? node.members[0].value : undefined)
  return items.length === 1 && textOf(items[0]) === '*'
}

function underOneMessage(checks: readonly Check[]): Check[] {
  return checks.map(check => root => {
    const found = check(root)
    return found && { ...found, message: NOT_OF_THIS_TYPE }
  })
}

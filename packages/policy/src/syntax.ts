import type { Node } from './json.ts'
import { elementOf, isTexts, statementNodes, textsOf } from './nodes.ts'
import { isOperator } from './operators.ts'

/** The grammar of a document (spec/iam.md §1.1). @returns the node that breaks it */
export function brokenSyntax(root: Node): Node | undefined {
  if (root.kind !== 'object') return root
  for (const { name, value } of root.members) {
    if (!['Version', 'Id', 'Statement'].includes(name)) return value
    if (name === 'Id' && value.kind !== 'string') return value
    if (name === 'Version' && !isVersion(value)) return value
  }
  const statements = statementNodes(root)
  if (statements.length === 0) return root
  for (const statement of statements) {
    const broken = brokenStatement(statement)
    if (broken) return broken
  }
  return undefined
}

export const isVersion = (node: Node): boolean =>
  node.kind === 'string' && (node.text === '2008-10-17' || node.text === '2012-10-17')

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

function brokenStatement(statement: Node): Node | undefined {
  if (statement.kind !== 'object' || !elementOf(statement, 'Effect')) return statement
  for (const pair of ['Action', 'Resource', 'Principal']) {
    if (elementOf(statement, pair) && elementOf(statement, `Not${pair}`)) return statement
  }
  for (const { name, value } of statement.members) {
    if (!ELEMENTS.has(name) || !isWellFormed(name, value)) return value
  }
  return undefined
}

const TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])

function isWellFormed(name: string, value: Node): boolean {
  switch (name) {
    case 'Sid':
    case 'Effect':
      return value.kind === 'string'
    case 'Principal':
    case 'NotPrincipal':
      if (value.kind === 'string') return value.text === '*'
      return (
        value.kind === 'object' &&
        value.members.every(({ name: type, value }) => TYPES.has(type) && isTexts(value))
      )
    case 'Condition':
      return isCondition(value)
    default:
      return isTexts(value)
  }
}

function isCondition(node: Node): boolean {
  if (node.kind !== 'object') return false
  return node.members.every(({ name, value: block }) => {
    if (block.kind !== 'object') return false
    const keys = new Set(block.members.map(member => member.name.toLowerCase()))
    if (keys.size < block.members.length) return false
    if (block.members.length > 0 && !isOperator(name)) return false
    return block.members.every(member => textsOf(member.value) !== undefined)
  })
}

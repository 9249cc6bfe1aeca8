import { parseDate } from './date.ts'
import type { Node } from './json.ts'
import { elementOf, itemsOf, statementNodes, textOf, textsOf } from './nodes.ts'
import { actionProblem, resourceProblem } from './resource-text.ts'
import { brokenSyntax } from './syntax.ts'
import type { PolicyIssue } from './types.ts'

/** The rules a document must obey, in the order AWS reports them (spec/iam.md §1.3, §1.5). */
export type Check = (root: Node) => Finding | undefined

export interface Finding {
  readonly code?: PolicyIssue['code']
  readonly message: string
  readonly at?: Node
}

export const SYNTAX_ERRORS = 'Syntax errors in policy.'

/** The grammar, which every kind of policy shares. */
export function syntax(root: Node): Finding | undefined {
  const at = brokenSyntax(root)
  return at && { message: SYNTAX_ERRORS, at }
}

export function version(root: Node): Finding | undefined {
  if (textOf(elementOf(root, 'Version')) === '2012-10-17') return undefined
  return { message: 'Policy document must be version 2012-10-17 or greater.' }
}

/** Identity, managed, boundary and session policies. */
export const IDENTITY_CHECKS: readonly Check[] = [
  syntax,
  version,
  eachStatement(legacyParsing),
  alphanumericSids,
  uniqueSids('Statement IDs (SID) in a single policy must be unique.'),
  needs('Action', 'Policy statement must contain actions.'),
  eachText(['Resource', 'NotResource'], resourceProblem),
  eachText(['Action', 'NotAction'], actionProblem),
  needs('Resource', 'Policy statement must contain resources.'),
  eachStatement(statement =>
    elementOf(statement, 'Principal') || elementOf(statement, 'NotPrincipal')
      ? { message: 'Policy document should not specify a principal.' }
      : undefined,
  ),
]

export function eachStatement(check: (statement: Node) => Finding | undefined): Check {
  return root => {
    for (const statement of statementNodes(root)) {
      const found = check(statement)
      if (found) return { at: statement, ...found }
    }
    return undefined
  }
}

export function eachText(
  names: readonly string[],
  problem: (text: string) => string | undefined,
): Check {
  return eachStatement(statement => {
    for (const name of names) {
      for (const at of itemsOf(elementOf(statement, name))) {
        const message = 'text' in at ? problem(at.text) : undefined
        if (message !== undefined) return { message, at }
      }
    }
    return undefined
  })
}

export function needs(name: 'Action' | 'Resource', message: string): Check {
  return eachStatement(statement => {
    const texts = textsOf(elementOf(statement, name) ?? elementOf(statement, `Not${name}`))
    return texts === undefined || texts.length === 0 ? { message } : undefined
  })
}

function alphanumericSids(root: Node): Finding | undefined {
  for (const statement of statementNodes(root)) {
    const at = elementOf(statement, 'Sid')
    if (at && !/^[A-Za-z0-9]*$/.test(textOf(at))) return { message: SID_CHARACTERS, at }
  }
  return undefined
}

const SID_CHARACTERS =
  'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*'

/** The empty one does not count. */
export function uniqueSids(message: string): Check {
  return root => {
    const seen = new Set<string>()
    for (const statement of statementNodes(root)) {
      const at = elementOf(statement, 'Sid')
      const sid = textOf(at)
      if (sid === '') continue
      if (seen.has(sid)) return { message, ...(at && { at }) }
      seen.add(sid)
    }
    return undefined
  }
}

export function legacyParsing(statement: Node): Finding | undefined {
  const failed = { message: 'The policy failed legacy parsing' }
  const effect = elementOf(statement, 'Effect')
  if (!['Allow', 'Deny'].includes(textOf(effect))) return failed
  for (const name of ['Resource', 'NotResource']) {
    for (const text of textsOf(elementOf(statement, name)) ?? []) {
      if (/^arn:[^:]*::/.test(text) || (text.includes('::') && text.split(':').length < 6)) {
        return failed
      }
    }
  }
  const condition = elementOf(statement, 'Condition')
  for (const { name, value } of condition?.kind === 'object' ? condition.members : []) {
    if (!/(^|:)date/i.test(name) || value.kind !== 'object') continue
    const dates = value.members.flatMap(member => textsOf(member.value) ?? [])
    if (dates.some(date => parseDate(date) === undefined)) return failed
  }
  return undefined
}

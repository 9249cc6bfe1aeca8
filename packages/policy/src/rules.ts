import { cutPattern } from './arn.ts'
import { parseDate } from './date.ts'
import type { Node } from './json.ts'
import { isOperator } from './operators.ts'
import type { PolicyIssue } from './types.ts'

/** The rules a document must obey, in the order AWS reports them (spec/iam.md §1.3, §1.5). */
export type Check = (root: Node) => Finding | undefined

export interface Finding {
  readonly code?: PolicyIssue['code']
  readonly message: string
  readonly at?: Node
}

const SYNTAX: Finding = { message: 'Syntax errors in policy.' }
const VERSIONS = ['2008-10-17', '2012-10-17']
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

/** Identity, managed, boundary and session policies; control policies add nothing a caller may see. */
export const IDENTITY_CHECKS: readonly Check[] = [
  syntax,
  root =>
    textsOf(elementOf(root, 'Version'))?.[0] === '2012-10-17'
      ? undefined
      : { message: 'Policy document must be version 2012-10-17 or greater.' },
  eachStatement(legacyParsing),
  sids('Statement IDs (SID) in a single policy must be unique.'),
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

/** Policies of resources: a principal is required, `NotPrincipal` only denies. */
export const RESOURCE_CHECKS: readonly Check[] = [
  syntax,
  eachStatement(statement => {
    const denies = textsOf(elementOf(statement, 'Effect'))?.[0] === 'Deny'
    if (elementOf(statement, 'NotPrincipal')) {
      return denies ? undefined : { message: 'Allow with NotPrincipal is not allowed.' }
    }
    return elementOf(statement, 'Principal')
      ? undefined
      : { message: 'Missing required field Principal' }
  }),
  eachStatement(legacyParsing),
  sids('Statement IDs (SID) in a single policy must be unique.'),
  needs('Action', 'Policy statement must contain actions.'),
  eachText(['Action', 'NotAction'], actionProblem),
]

/** Trust policies of roles. */
export const TRUST_CHECKS: readonly Check[] = [
  root => {
    const version = elementOf(root, 'Version')
    if (version === undefined || VERSIONS.includes(textsOf(version)?.[0] ?? '')) return undefined
    return { message: 'The policy must contain a valid version string', at: version }
  },
  root =>
    root.kind === 'object' && statementNodes(root).length > 0
      ? undefined
      : { message: 'Could not parse the policy: Statement is empty!' },
  eachStatement(statement => {
    const effect = elementOf(statement, 'Effect')
    if (effect === undefined) return { message: 'Missing required field Effect' }
    const text = textsOf(effect)?.[0] ?? ''
    return text === 'Allow' || text === 'Deny'
      ? undefined
      : { message: `Invalid effect: ${text}`, at: effect }
  }),
  eachStatement(trustPrincipal),
  eachStatement(statement => {
    const action = elementOf(statement, 'Action') ?? elementOf(statement, 'NotAction')
    if (!(textsOf(action)?.length ?? 0)) return { message: 'Missing required field Action' }
    return textsOf(action)?.every(text => /^sts:/i.test(text))
      ? undefined
      : { message: 'AssumeRole policy may only specify STS AssumeRole actions.' }
  }),
  eachStatement(statement => {
    if (elementOf(statement, 'Resource')) return { message: 'Has prohibited field Resource' }
    return elementOf(statement, 'NotResource')
      ? { message: 'AssumeRole policy must not contain resources.' }
      : undefined
  }),
  sids('The Statement Ids in the policy are not unique'),
  root => (syntax(root) ? { message: 'Syntax error in policy.' } : undefined),
]

/** A member of an object, by its exact name. */
export function elementOf(node: Node, name: string): Node | undefined {
  return node.kind === 'object'
    ? node.members.find(member => member.name === name)?.value
    : undefined
}

/** The statements, whether one or a list. */
export function statementNodes(root: Node): readonly Node[] {
  const node = elementOf(root, 'Statement')
  if (node === undefined) return []
  return node.kind === 'array' ? node.items : [node]
}

/** The texts of one scalar or of a list of scalars; undefined for anything else. */
export function textsOf(node: Node | undefined): readonly string[] | undefined {
  if (node === undefined) return undefined
  const items = node.kind === 'array' ? node.items : [node]
  const texts: string[] = []
  for (const item of items) {
    if (!('text' in item)) return undefined
    texts.push(item.text)
  }
  return texts
}

function eachStatement(check: (statement: Node) => Finding | undefined): Check {
  return root => {
    for (const statement of statementNodes(root)) {
      const found = check(statement)
      if (found) return { at: statement, ...found }
    }
    return undefined
  }
}

function eachText(names: readonly string[], problem: (text: string) => string | undefined): Check {
  return eachStatement(statement => {
    for (const name of names) {
      const at = elementOf(statement, name)
      for (const text of textsOf(at) ?? []) {
        const message = problem(text)
        if (message !== undefined) return { message, ...(at && { at }) }
      }
    }
    return undefined
  })
}

function needs(name: 'Action' | 'Resource', message: string): Check {
  return eachStatement(statement => {
    const texts = textsOf(elementOf(statement, name) ?? elementOf(statement, `Not${name}`))
    return texts === undefined || texts.length === 0 ? { message } : undefined
  })
}

function sids(message: string): Check {
  return root => {
    const seen = new Set<string>()
    for (const statement of statementNodes(root)) {
      const node = elementOf(statement, 'Sid')
      const sid = textsOf(node)?.[0] ?? ''
      if (sid === '') continue
      if (seen.has(sid)) return { message, ...(node && { at: node }) }
      seen.add(sid)
    }
    return undefined
  }
}

function syntax(root: Node): Finding | undefined {
  if (root.kind !== 'object') return { ...SYNTAX, at: root }
  for (const { name, value } of root.members) {
    if (!['Version', 'Id', 'Statement'].includes(name)) return { ...SYNTAX, at: value }
    if (name === 'Id' && value.kind !== 'string') return { ...SYNTAX, at: value }
    if (name === 'Version' && (value.kind !== 'string' || !VERSIONS.includes(value.text))) {
      return { ...SYNTAX, at: value }
    }
  }
  const statements = statementNodes(root)
  if (statements.length === 0) return SYNTAX
  for (const statement of statements) {
    const found = statementSyntax(statement)
    if (found) return { ...SYNTAX, at: found }
  }
  return undefined
}

/** The node that breaks the grammar. */
function statementSyntax(statement: Node): Node | undefined {
  if (statement.kind !== 'object' || !elementOf(statement, 'Effect')) return statement
  for (const pair of ['Action', 'Resource', 'Principal']) {
    if (elementOf(statement, pair) && elementOf(statement, `Not${pair}`)) return statement
  }
  for (const { name, value } of statement.members) {
    if (!ELEMENTS.has(name) || !isWellFormed(name, value)) return value
  }
  return undefined
}

function isWellFormed(name: string, value: Node): boolean {
  switch (name) {
    case 'Sid':
    case 'Effect':
      return value.kind === 'string'
    case 'Principal':
    case 'NotPrincipal':
      if (value.kind === 'string') return value.text === '*'
      return value.kind === 'object' && value.members.every(member => isTexts(member.value))
    case 'Condition':
      return isCondition(value)
    default:
      return isTexts(value)
  }
}

const isTexts = (node: Node): boolean =>
  (node.kind === 'array' ? node.items : [node]).every(item => item.kind === 'string')

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

function legacyParsing(statement: Node): Finding | undefined {
  const failed = { message: 'The policy failed legacy parsing' }
  const effect = elementOf(statement, 'Effect')
  if (!['Allow', 'Deny'].includes(textsOf(effect)?.[0] ?? '')) return failed
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

const PARTITION = /^(?:aws(?:-[a-z-]+)?|\*)$/
const IAM_PATH =
  /^(?:\*|(?:user|federated-user|role|group|instance-profile|mfa|server-certificate|policy|sms-mfa|saml-provider|oidc-provider|report|access-report)\/|root$|\$\{)/

function resourceProblem(text: string): string | undefined {
  if (/^\*+$/.test(text)) return undefined
  if (!text.includes(':')) return `Resource ${text} must be in ARN format or "*".`
  const [, partition = '*', service = '', region = '*', account = '*', path] = cutPattern(
    text,
    true,
  )
  if (!PARTITION.test(partition)) {
    const printed = ['arn', partition, service || '*', region, account, path ?? '*'].join(':')
    return `Partition "${partition}" is not valid for resource "${printed}".`
  }
  if (service === '') return 'Resource vendor must be fully qualified and cannot contain regexes.'
  if (path === undefined) return undefined
  if (service === 'iam' && region !== '' && region !== '*') {
    return 'IAM resource ARN cannot contain region information.'
  }
  if (service === 's3' && region !== '' && region !== '*' && !path.startsWith('accesspoint/')) {
    return 'Resource ARN can not contain region information.'
  }
  if (service === 'iam' && !IAM_PATH.test(path)) {
    return 'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.'
  }
  return undefined
}

function actionProblem(text: string): string | undefined {
  if (text === '*') return undefined
  const [vendor = '', ...rest] = text.split(':')
  if (rest.length === 0) {
    return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'
  }
  if (rest.length > 1) return 'Actions/Condition can contain only one colon.'
  return /^[A-Za-z0-9.-]+$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`
}

function trustPrincipal(statement: Node): Finding | undefined {
  if (elementOf(statement, 'NotPrincipal')) {
    return textsOf(elementOf(statement, 'Effect'))?.[0] === 'Allow'
      ? { message: 'Allow with NotPrincipal is not allowed.' }
      : { message: 'AssumeRole policy must not contain NotPrincipal field.' }
  }
  const principal = elementOf(statement, 'Principal')
  if (principal === undefined) return { message: 'Missing required field Principal' }
  if (principal.kind !== 'object') {
    return {
      message: 'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
      at: principal,
    }
  }
  if (principal.members.length === 0) {
    return { message: 'Missing required field Principal cannot be empty!', at: principal }
  }
  for (const { name, value } of principal.members) {
    if (!['AWS', 'Service', 'Federated'].includes(name)) {
      return { message: `Invalid principal in policy: "${name}"`, at: value }
    }
    if (!isTexts(value)) return { message: 'Syntax error in policy.', at: value }
    const cognito = textsOf(value)?.includes('cognito-identity.amazonaws.com') ?? false
    if (name === 'Federated' && cognito && !elementOf(statement, 'Condition')) {
      return { message: 'A condition block must be present for the Cognito provider', at: value }
    }
  }
  return undefined
}

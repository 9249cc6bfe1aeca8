import { compilePolicy } from '../src/compile.ts'
import type { PolicySet } from '../src/decide.ts'
import { parsePolicy } from '../src/parse.ts'
import type {
  AuthorizationRequest,
  ContextValue,
  PolicyKind,
  Principal,
  ResourceRef,
} from '../src/types.ts'

/** The short notation of the evaluation cases (spec/iam.md §10), turned into documents and requests. */
export interface Case {
  readonly case: number
  readonly policies: string
  readonly request: string
  readonly expect: 'allow' | 'implicit' | 'explicit'
  readonly by: string
  readonly rule: string
}

const OWNER = '111111111111'
const MACROS = new Map([
  ['U', `arn:aws:iam::${OWNER}:user/alice`],
  ['R', `arn:aws:iam::${OWNER}:role/app`],
  ['RS', `arn:aws:sts::${OWNER}:assumed-role/app/s1`],
  ['F', `arn:aws:sts::${OWNER}:federated-user/alice`],
  ['ROOT', `arn:aws:iam::${OWNER}:root`],
  ['XU', 'arn:aws:iam::222222222222:user/xav'],
  ['XR', 'arn:aws:iam::222222222222:role/xapp'],
  ['XRS', 'arn:aws:sts::222222222222:assumed-role/xapp/s1'],
  ['XROOT', 'arn:aws:iam::222222222222:root'],
  ['LEX', 'lex.amazonaws.com'],
  ['BOT', `arn:aws:lex:us-east-1:${OWNER}:bot:OrderFlowers`],
  ['B', 'arn:aws:s3:::b'],
  ['O', 'arn:aws:s3:::b/k'],
  ['K', `arn:aws:kms:us-east-1:${OWNER}:key/k1`],
  ['T', `arn:aws:iam::${OWNER}:role/target`],
])
const expand = (token: string) => MACROS.get(token) ?? token

interface StatementJson {
  [element: string]: unknown
}

/** The documents of a case, as a service would hand them to be parsed. */
export interface CaseDocuments {
  readonly identity: readonly CaseDocument[]
  readonly resource: readonly CaseDocument[]
  readonly endpoint: readonly CaseDocument[]
  readonly boundary?: CaseDocument
  readonly session?: readonly CaseDocument[]
  readonly scp: readonly (readonly CaseDocument[])[]
  readonly rcp: readonly (readonly CaseDocument[])[]
}

export interface CaseDocument {
  readonly kind: PolicyKind
  readonly document: {
    readonly Version: '2008-10-17' | '2012-10-17'
    readonly Statement: readonly (StatementJson & { readonly Effect: string })[]
  }
}

export function documentsOf({ policies, request }: Case): CaseDocuments {
  const slots = new Map(
    [...policies.matchAll(/(ID|RP|PB|SP|SCP|RCP|BPA|VPCE)\{((?:\$\{[^}]*\}|[^}])*)\}/g)].map(
      ([, slot = '', body = '']) => [slot, body],
    ),
  )
  const isTrust = /^\S+ sts:/.test(request)
  const all = (slot: string, kind: PolicyKind) => {
    const body = slots.get(slot)
    return body === undefined ? [] : [documentOf(body, kind)]
  }
  const levels = (slot: string, kind: PolicyKind) =>
    (slots.get(slot) ?? '')
      .split(/\|(?=[AD] )/)
      .filter(Boolean)
      .map(level => (kind === 'rcp' ? rcpLevel(level) : [documentOf(level, kind)]))
  const [boundary] = all('PB', 'boundary')
  const session = all('SP', 'session')
  return {
    identity: all('ID', 'identity'),
    resource: all('RP', isTrust ? 'trust' : 'resource'),
    endpoint: all('VPCE', 'endpoint'),
    ...(boundary && { boundary }),
    ...(session.length > 0 && { session }),
    scp: levels('SCP', 'scp'),
    rcp: levels('RCP', 'rcp'),
  }
}

export function policySetOf(one: Case): PolicySet {
  const { identity, resource, endpoint, boundary, session, scp, rcp } = documentsOf(one)
  const all = (documents: readonly CaseDocument[]) => documents.map(compiled)
  return {
    identity: all(identity),
    resource: all(resource),
    endpoint: all(endpoint),
    ...(boundary && { boundary: compiled(boundary) }),
    ...(session && { session: all(session) }),
    scp: scp.map(all),
    rcp: rcp.map(all),
  }
}

function compiled({ kind, document }: CaseDocument) {
  const text = JSON.stringify({ ...document, Version: '2012-10-17' })
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error[0]?.message}`)
  // A stored document of the old version is evaluated although a new one would be refused.
  return compilePolicy({ ...parsed.value, version: document.Version }, { kind, name: kind })
}

export function requestOf({ policies, request }: Case): AuthorizationRequest {
  const [, caller = '', action = '', resource = '', context = ''] =
    /^(\S+) (\S+) (\S+)(?: \{(.*)\})?$/.exec(request) ?? []
  return {
    principal: principalOf(expand(caller)),
    action,
    resource: {
      ...resourceOf(expand(resource), action),
      ...(policies.includes('BPA{on}') && / by \*(?:[;}]|$)/.test(policies)
        ? { publicAccess: 'restricted' as const }
        : {}),
    },
    context: contextOf(context),
  }
}

/** What allows is RCPFullAWSAccess, a policy of its own; what customers write only denies. */
function rcpLevel(body: string): CaseDocument[] {
  const statements = body.split('; ')
  return ['A ', 'D ']
    .map(effect => statements.filter(statement => statement.startsWith(effect)).join('; '))
    .filter(Boolean)
    .map(part => documentOf(part, 'rcp'))
}

function documentOf(body: string, kind: PolicyKind): CaseDocument {
  const Version = body.startsWith('v08 ') ? '2008-10-17' : '2012-10-17'
  const statements = body.replace(/^v08 /, '').split('; ').map(statementOf)
  // Resource control policies speak about everybody; the notation leaves that out.
  const Statement = kind === 'rcp' ? statements.map(all => ({ ...all, Principal: '*' })) : statements
  return { kind, document: { Version, Statement } }
}

function statementOf(text: string): StatementJson & { readonly Effect: string } {
  const [head = '', condition] = text.split(' if ')
  const [, effect, actions = '', resources, principals] =
    /^([AD]) (\S+)(?: @ (.+?))?(?: by (.+))?$/.exec(head) ?? []
  return {
    Effect: effect === 'A' ? 'Allow' : 'Deny',
    ...element('Action', actions, list => list),
    ...(resources && element('Resource', resources, list => list.map(expand))),
    ...(principals && element('Principal', principals, principalMap)),
    ...(condition && { Condition: conditionOf(condition) }),
  }
}

function element(name: string, text: string, read: (list: string[]) => unknown): StatementJson {
  const negated = text.startsWith('!')
  return { [negated ? `Not${name}` : name]: read(splitList(negated ? text.slice(1) : text)) }
}

/** Commas inside `${…}` separate nothing. */
const splitList = (text: string) => text.match(/(?:\$\{[^}]*\}|[^,])+/g) ?? []

function principalMap(list: string[]): unknown {
  const services = list.filter(one => one.startsWith('svc:')).map(one => expand(one.slice(4)))
  const others = list.filter(one => !one.startsWith('svc:')).map(expand)
  return {
    ...(services.length > 0 && { Service: services }),
    ...(others.length > 0 && { AWS: others }),
  }
}

function conditionOf(text: string): unknown {
  const condition: Record<string, Record<string, string[]>> = {}
  for (const part of text.split(' & ')) {
    const [, operator = '', key = '', value = ''] = /^(\S+) ([^=]+)=(.*)$/.exec(part) ?? []
    condition[operator] = { ...condition[operator], [key]: value.split('|').map(expand) }
  }
  return condition
}

function contextOf(text: string): Map<string, ContextValue> {
  const context = new Map<string, ContextValue>()
  for (const [, key = '', value = ''] of text.matchAll(/([^=,]+)=(\[[^\]]*\]|[^,]*)/g)) {
    const list = /^\[(.*)\]$/.exec(value)?.[1]
    const one = list === undefined ? value : list.split(',').filter(Boolean)
    context.set(key.toLowerCase(), one)
  }
  return context
}

function principalOf(name: string): Principal {
  if (name === 'ANON') return { kind: 'anonymous' }
  if (!name.startsWith('arn:')) return { kind: 'service', name }
  const [, , , , account = '', path = ''] = name.split(':')
  const [type, role = ''] = path.split('/')
  switch (type) {
    case 'root':
      return { kind: 'root', arn: name, account }
    case 'user':
      return { kind: 'user', arn: name, account }
    case 'federated-user':
      return { kind: 'federated-user', arn: name, account, issuerArn: expand('U') }
    default:
      return {
        kind: 'role-session',
        arn: name,
        account,
        roleArn: `arn:aws:iam::${account}:role/${role}`,
        serviceLinked: role.startsWith('AWSServiceRoleFor'),
      }
  }
}

function resourceOf(arn: string, action: string): ResourceRef {
  if (arn === '*') return { arns: 'any', account: OWNER, trustsAccount: true }
  const isKey = /:kms:.*:key\//.test(arn)
  return { arns: [arn], account: OWNER, trustsAccount: !isKey && !action.startsWith('sts:') }
}

import { ServiceError } from '../kernel/errors.ts'
import type { FormNode } from './codecs/form.ts'
import { header } from './http.ts'
import { loadModel, type Protocol, type ServiceModel, type ServiceName } from './models/model.ts'
import { isS3Host, recogniseS3 } from './recognise-s3.ts'
import type { SignedHead } from './sigv4/canonical.ts'

/** What a request's head tells: which protocol, which service, and, if it is in the head, which operation. */
export interface Route {
  readonly protocol: Protocol
  readonly service: ServiceName
  /** Undefined where the body names it (query). */
  readonly operation: string | undefined
  readonly labels: ReadonlyMap<string, string>
  /** A form of a browser: its fields stand for headers and key. */
  readonly isForm?: true
  /** Nothing answers to it; told once the caller is known. */
  readonly refusal?: ServiceError
}

const NO_LABELS: ReadonlyMap<string, string> = new Map()
const REST_SERVICES: readonly ServiceName[] = [
  'lex-runtime',
  'lex-models',
  'lex-policies',
  'lambda',
  'parley',
  'collector',
]
const TARGETED_SERVICES: readonly ServiceName[] = [
  'logs',
  'kms',
  'organizations',
  'cloudtrail',
  'cloudwatch',
]
const QUERY_SERVICES: readonly ServiceName[] = ['iam', 'sts', 'cloudwatch']
const CBOR_SERVICES: readonly ServiceName[] = ['cloudwatch']

/**
 * Finds the route by target, form or path (spec/stack.md §1.3). `scopeService` is the signing name of the
 * credential scope, if there is one; without one, what asks for no other service asks S3. Hosts below
 * `domain` name buckets.
 * @returns undefined when nothing here answers to it
 */
export function recognise(
  head: SignedHead,
  scopeService: string | undefined,
  domain?: string,
): Route | undefined {
  const isS3 = scopeService === 's3'
  if (isS3Host(head, domain) && (isS3 || scopeService === undefined)) {
    return recogniseS3(head, domain)
  }
  if (header(head.headers, 'smithy-protocol') === 'rpc-v2-cbor') return byRpcPath(head)
  const target = header(head.headers, 'x-amz-target')
  if (target !== undefined) return byTarget(target, head)
  if (head.rawPath === '/' && isQuery(head)) return byForm(head, scopeService)
  if (isS3) return recogniseS3(head, domain)
  const route = byPath(head)
  return route || scopeService !== undefined ? route : recogniseS3(head, domain)
}

/** The operation that the parameters of a query request name. @throws ServiceError InvalidAction */
export function queryOperation(model: ServiceModel, form: FormNode | undefined): string {
  const action = form?.children.get('Action')?.value
  const version = form?.children.get('Version')?.value ?? model.apiVersion
  if (action === undefined) {
    throw new ServiceError('MissingAction', 'The request must contain the parameter Action', {
      status: 400,
    })
  }
  if (version === model.apiVersion && Object.hasOwn(model.operations, action)) return action
  const shown = action.slice(0, 128)
  throw new ServiceError(
    'InvalidAction',
    `Could not find operation ${shown} for version ${version.slice(0, 32)}`,
    { status: 400 },
  )
}

function byTarget(target: string, { method, rawPath }: SignedHead): Route | undefined {
  if (method !== 'POST' || rawPath !== '/') return undefined
  const dot = target.lastIndexOf('.')
  const prefix = lastWord(target.slice(0, dot))
  const service = TARGETED_SERVICES.find(
    name => lastWord(loadModel(name).targetPrefix ?? '') === prefix,
  )
  if (!service) return undefined
  const operation = target.slice(dot + 1)
  const { operations, protocol } = loadModel(service)
  if (!Object.hasOwn(operations, operation)) return undefined
  // A query service with a target speaks JSON 1.0 beside its own protocol.
  const spoken = protocol === 'query' ? 'json-1.0' : protocol
  return { protocol: spoken, service, operation, labels: NO_LABELS }
}

/** `/service/TARGET/operation/NAME` of Smithy RPC v2. */
function byRpcPath({ method, rawPath }: SignedHead): Route | undefined {
  const [, target, operation] = /^\/service\/(\w+)\/operation\/(\w+)$/.exec(rawPath) ?? []
  const service = CBOR_SERVICES.find(name => loadModel(name).targetPrefix === target)
  if (method !== 'POST' || !service || operation === undefined) return undefined
  return Object.hasOwn(loadModel(service).operations, operation)
    ? { protocol: 'rpc-v2-cbor', service, operation, labels: NO_LABELS }
    : undefined
}

// SDKs disagree about how much of `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101` to send.
const lastWord = (prefix: string) => prefix.slice(prefix.lastIndexOf('.') + 1)

function isQuery({ method, headers, rawQuery }: SignedHead): boolean {
  if (method === 'GET') return new URLSearchParams(rawQuery).has('Action')
  const type = header(headers, 'content-type') ?? ''
  return method === 'POST' && type.toLowerCase().startsWith('application/x-www-form-urlencoded')
}

function byForm(head: SignedHead, scopeService: string | undefined): Route | undefined {
  const service =
    QUERY_SERVICES.find(name => loadModel(name).signingName === scopeService) ?? formService(head)
  return { protocol: 'query', service, operation: undefined, labels: NO_LABELS }
}

/** Whose a form is that no credential scope tells. */
function formService({ headers, rawQuery }: SignedHead): ServiceName {
  const version = new URLSearchParams(rawQuery).get('Version')
  const host = header(headers, 'host') ?? ''
  return (
    QUERY_SERVICES.find(name => loadModel(name).apiVersion === version) ??
    QUERY_SERVICES.find(name => host.startsWith(`${loadModel(name).signingName}.`)) ??
    'sts'
  )
}

function byPath(head: SignedHead): Route | undefined {
  const { rawPath } = head
  const path = rawPath.length > 1 && rawPath.endsWith('/') ? rawPath.slice(0, -1) : rawPath
  const segments = path.split('/')
  for (let at = 1; at < segments.length; at++) {
    const segment = decoded(segments[at] ?? '')
    if (segment === undefined || segment === '') return undefined
    segments[at] = segment
  }
  const found = matching(restTree(), segments, 1, head)
  if (!found) return undefined
  const { service, operation, labels } = found
  const named = new Map<string, string>()
  for (const [name, at] of labels) named.set(name, segments[at] ?? '')
  return { protocol: loadModel(service).protocol, service, operation, labels: named }
}

/** A literal segment wins over a label, unless what follows or the method does not fit. */
function matching(
  node: Node,
  segments: readonly string[],
  at: number,
  head: SignedHead,
): End | undefined {
  const segment = segments[at]
  if (segment === undefined) return node.ends.find(end => fits(end, head))
  const literal = node.literals.get(segment)
  const found = literal && matching(literal, segments, at + 1, head)
  return found ?? (node.label && matching(node.label, segments, at + 1, head))
}

const fits = ({ method, query }: End, head: SignedHead) =>
  method === head.method && query.every(part => head.rawQuery.split('&').includes(part))

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

interface Node {
  readonly literals: Map<string, Node>
  label: Node | undefined
  readonly ends: End[]
}

interface End {
  readonly method: string
  /** Query parts that must be there literally: `view=aggregation`. */
  readonly query: readonly string[]
  /** By the places of their segments. */
  readonly labels: readonly (readonly [name: string, at: number])[]
  readonly service: ServiceName
  readonly operation: string
}

let tree: Node | undefined

// One tree for all REST services: their paths do not meet.
function restTree(): Node {
  if (tree) return tree
  const root = newNode()
  for (const service of REST_SERVICES) {
    for (const [operation, { http }] of Object.entries(loadModel(service).operations)) {
      const [method, uri] = http
      const [path = '', query = ''] = uri.split('?')
      const labels: [string, number][] = []
      let node = root
      const segments = path.split('/').filter(part => part !== '')
      for (const [index, segment] of segments.entries()) {
        const label = /^\{(.+)\}$/.exec(segment)?.[1]
        if (label) labels.push([label, index + 1])
        node = label ? (node.label ??= newNode()) : child(node, segment)
      }
      const parts = query.split('&').filter(Boolean)
      node.ends.push({ method, query: parts, labels, service, operation })
    }
  }
  tree = root
  return root
}

function child(node: Node, segment: string): Node {
  const known = node.literals.get(segment)
  if (known) return known
  const made = newNode()
  node.literals.set(segment, made)
  return made
}

const newNode = (): Node => ({ literals: new Map(), label: undefined, ends: [] })

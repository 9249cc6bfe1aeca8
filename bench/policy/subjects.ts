/** The engine and the plain loop, ready to be measured. */
import {
  type AuthorizationRequest,
  compilePolicy,
  decide,
  explain,
  type PolicyKind,
  type PolicySet,
  type Principal,
  parsePolicy,
} from '../../packages/policy/src/index.ts'
import {
  type BenchRequest,
  CALLER_ACCOUNT,
  documentOf,
  type StatementJson,
  type Workload,
} from './workloads.ts'

/** Answers one request of the workload it was prepared for; by index, so that it may prepare requests too. */
export type Decide = (index: number) => boolean | Promise<boolean>

export function parley(workload: Workload): Decide {
  const { set, requests } = prepared(workload)
  return index => decide(set, requests[index]!).effect === 'allow'
}

export function parleyExplained(workload: Workload): Decide {
  const { set, requests } = prepared(workload)
  return index => explain(set, requests[index]!).decision.effect === 'allow'
}

export function prepared(workload: Workload) {
  return { set: policySetOf(workload), requests: requestsOf(workload) }
}

export function policySetOf({ identity, boundary, scp = [], resourcePolicy }: Workload): PolicySet {
  return {
    identity: identity.map(one => compiled(one, 'identity')),
    resource: resourcePolicy ? [compiled(resourcePolicy, 'resource')] : [],
    endpoint: [],
    ...(boundary && { boundary: compiled(boundary, 'boundary') }),
    scp: scp.map(level => [compiled(level, 'scp')]),
    rcp: [],
  }
}

export function compiled(statements: readonly StatementJson[], kind: PolicyKind) {
  const parsed = parsePolicy(documentOf(statements), kind)
  if (parsed.ok) return compilePolicy(parsed.value, { kind, name: kind })
  // Growth goes beyond what fits a document.
  return compilePolicy(documentBeyondLimits(statements), { kind, name: kind })
}

function documentBeyondLimits(statements: readonly StatementJson[]) {
  const position = { line: 1, column: 1 }
  return {
    version: '2012-10-17' as const,
    statements: statements.map(({ Effect, Action, Resource, Condition }) => ({
      effect: Effect,
      action: Action,
      resource: Resource,
      condition: Object.entries(Condition ?? {}).flatMap(([operator, block]) =>
        Object.entries(block).map(([key, values]) => ({ operator, key, values })),
      ),
      start: position,
      end: position,
    })),
  }
}

function requestsOf(workload: Workload): AuthorizationRequest[] {
  const { principal: arn, role, resourceAccount = CALLER_ACCOUNT } = workload
  const account = CALLER_ACCOUNT
  const principal: Principal = role
    ? { kind: 'role-session', arn, account, roleArn: role }
    : { kind: 'user', arn, account }
  return workload.requests.map(({ action, resource, context }) => ({
    principal,
    action,
    resource: { arns: [resource], account: resourceAccount, trustsAccount: true },
    context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value])),
  }))
}

/** Every statement in turn, its patterns made into regular expressions beforehand. */
export function plainLoop(workload: Workload): Decide {
  const { identity, boundary, scp = [], resourcePolicy, role } = workload
  const named = resourcePolicy?.filter(
    ({ Principal }) =>
      Principal === '*' ||
      Principal?.AWS.some(arn => arn === role || arn === `arn:aws:iam::${CALLER_ACCOUNT}:root`),
  )
  const layers = [identity.flat(), boundary, ...scp, named]
    .filter(layer => layer !== undefined)
    .map(layer => layer.map(plainStatement))
  return index => {
    const request = workload.requests[index]!
    return layers.every(layer => {
      let allowed = false
      for (const { effect, applies } of layer) {
        if (!applies(request)) continue
        if (effect === 'Deny') return false
        allowed = true
      }
      return allowed
    })
  }
}

function plainStatement({ Effect, Action, Resource, Condition = {} }: StatementJson) {
  const actions = Action.map(text => expression(text, 'is'))
  const resources = Resource.map(text => expression(text, 's'))
  const conditions = Object.entries(Condition).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => plainCondition(operator, key, values)),
  )
  return {
    effect: Effect,
    applies: (request: BenchRequest) =>
      actions.some(action => action.test(request.action)) &&
      resources.some(resource => resource.test(request.resource)) &&
      conditions.every(holds => holds(request.context)),
  }
}

export function expression(text: string, flags: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`, flags)
}

export function plainCondition(
  operator: string,
  key: string,
  values: readonly string[],
): (context: Readonly<Record<string, string>>) => boolean {
  const patterns = operator === 'StringLike' ? values.map(text => expression(text, 's')) : []
  return context => {
    const given = context[key]
    if (operator === 'StringNotEquals') return given === undefined || !values.includes(given)
    if (given === undefined) return false
    switch (operator) {
      case 'StringLike':
        return patterns.some(pattern => pattern.test(given))
      case 'IpAddress':
        return values.some(network => isInside(network, given))
      case 'NumericLessThan':
        return Number(given) < Number(values[0])
      default:
        return values.includes(given)
    }
  }
}

function isInside(network: string, address: string): boolean {
  const [base = '', length = '32'] = network.split('/')
  const size = 2 ** (32 - Number(length))
  const number = (text: string) =>
    text.split('.').reduce((all, byte) => all * 256 + Number(byte), 0)
  return Math.floor(number(base) / size) === Math.floor(number(address) / size)
}

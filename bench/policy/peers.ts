/**
 * Other engines on the same workloads. They are no dependency of ours: install them in a folder of their own
 * and name it.
 *
 *   npm i --prefix ~/peers @cloud-copilot/iam-simulate@0.1.173 @cedar-policy/cedar-wasm@4.13.0 casbin@5.51.1
 *   PARLEY_BENCH_PEERS=~/peers npm run bench:policy
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Decide, expression, plainCondition } from './subjects.ts'
import {
  type BenchRequest,
  CALLER_ACCOUNT,
  documentOf,
  type StatementJson,
  type Workload,
} from './workloads.ts'

export const PEERS_FOLDER = process.env['PARLEY_BENCH_PEERS']

export interface Peer {
  readonly packageName: string
  /** The requests it can answer, when it refuses some. */
  answerable?(workload: Workload): Promise<Workload>
  prepare(workload: Workload): Promise<Decide>
}

export const PEERS: Readonly<Record<string, Peer>> = {
  'iam-simulate': { packageName: '@cloud-copilot/iam-simulate', prepare: iamSimulate },
  'iam-simulate explained': {
    packageName: '@cloud-copilot/iam-simulate',
    answerable: iamSimulateAnswerable,
    prepare: iamSimulateExplained,
  },
  'cedar-wasm': { packageName: '@cedar-policy/cedar-wasm', prepare: cedarWasm },
  casbin: { packageName: 'casbin', prepare: casbin },
}

export const isInstalled = ({ packageName }: Peer): boolean =>
  PEERS_FOLDER !== undefined && existsSync(join(PEERS_FOLDER, 'node_modules', packageName))

// Their types are not here either: what they return is taken as it comes.
type Foreign = Record<string, (...args: unknown[]) => Foreign> & Record<string, unknown>

async function load(name: string): Promise<Foreign> {
  const require = createRequire(join(resolve(PEERS_FOLDER ?? ''), 'package.json'))
  return import(pathToFileURL(require.resolve(name)).href)
}

/** The fastest path it supports: policies validated beforehand, the verdict alone. */
async function iamSimulate(workload: Workload): Promise<Decide> {
  const { runUnsafeSimulation } = await load('@cloud-copilot/iam-simulate')
  const simulations = await simulationsOf(workload)
  return index => (runUnsafeSimulation!(simulations[index], {}) as unknown) === 'Allowed'
}

/** Policies validated beforehand, with its account of every statement. */
async function iamSimulateExplained(workload: Workload): Promise<Decide> {
  const { runSimulation } = await load('@cloud-copilot/iam-simulate')
  const simulations = await simulationsOf(workload)
  return async index => {
    const result = await runSimulation!(simulations[index], {})
    return result['overallResult'] === ('Allowed' as unknown)
  }
}

/** It refuses requests whose context its catalogue does not expect of the action. */
async function iamSimulateAnswerable(workload: Workload): Promise<Workload> {
  const { runSimulation } = await load('@cloud-copilot/iam-simulate')
  const simulations = await simulationsOf(workload)
  const requests: BenchRequest[] = []
  for (const [i, request] of workload.requests.slice(0, 200).entries()) {
    const { resultType } = await runSimulation!(simulations[i], {})
    if ((resultType as unknown) !== 'error') requests.push(request)
  }
  return { ...workload, requests }
}

async function simulationsOf(workload: Workload): Promise<unknown[]> {
  const library = await load('@cloud-copilot/iam-policy')
  const named = (statements: readonly StatementJson[], name: string, check: string) => ({
    name,
    policy: library['createValidatedPolicy']!(JSON.parse(documentOf(statements)), library[check], {
      name,
    }),
  })
  const { identity, boundary, scp = [], resourcePolicy } = workload
  const accountId = workload.resourceAccount ?? CALLER_ACCOUNT
  const policies = {
    identityPolicies: identity.map((one, i) => named(one, `p${i}`, 'validateIdentityPolicy')),
    serviceControlPolicies: scp.map((one, i) => ({
      orgIdentifier: `ou${i}`,
      policies: [named(one, `s${i}`, 'validateServiceControlPolicy')],
    })),
    resourceControlPolicies: [],
    resourcePolicy:
      resourcePolicy && named(resourcePolicy, 'resource', 'validateResourcePolicy').policy,
    permissionBoundaryPolicies: boundary && [named(boundary, 'b', 'validateIdentityPolicy')],
  }
  return workload.requests.map(({ action, resource, context }) => ({
    ...policies,
    request: {
      principal: workload.principal,
      action,
      resource: { resource, accountId },
      contextVariables: context,
    },
  }))
}

/** A statement as a rule; action wildcards are written out, ARNs matched with `like`; sets parsed beforehand. */
async function cedarWasm(workload: Workload): Promise<Decide> {
  const cedar = await load('@cedar-policy/cedar-wasm/nodejs')
  const { identity, boundary, scp = [], resourcePolicy, principal, role } = workload
  const actions = [...new Set(workload.requests.map(request => request.action))].sort()
  const layers = [identity.flat(), boundary, ...scp, resourcePolicy].filter(
    layer => layer !== undefined,
  )
  for (const [i, layer] of layers.entries()) {
    const staticPolicies = layer.map(one => cedarRule(one, actions)).join('\n')
    const parsed = cedar['preparsePolicySet']!(`layer${i}`, { staticPolicies })
    if (parsed['type'] !== ('success' as unknown)) throw new Error(JSON.stringify(parsed))
  }
  const uid = { type: 'Session', id: principal }
  const parents = [
    ...(role ? [{ type: 'Role', id: role }] : []),
    { type: 'Account', id: CALLER_ACCOUNT },
  ]
  const calls = workload.requests.map(({ action, resource, context }) => ({
    preparsedPolicySetId: '',
    principal: uid,
    action: { type: 'Action', id: action },
    resource: { type: 'Res', id: resource },
    context: Object.fromEntries(
      Object.entries(context).map(([key, value]) => [cedarName(key), cedarValue(key, value)]),
    ),
    entities: [
      { uid, attrs: {}, parents },
      { uid: { type: 'Res', id: resource }, attrs: { arn: resource }, parents: [] },
    ],
    validateRequest: false,
  }))
  return index => {
    const call = calls[index]!
    return layers.every((_, i) => {
      call.preparsedPolicySetId = `layer${i}`
      const { response } = cedar['statefulIsAuthorized']!(call) as unknown as {
        response: { decision: string }
      }
      return response.decision === 'allow'
    })
  }
}

const cedarName = (key: string) => key.replace(/[^a-zA-Z0-9]/g, '_')
const cedarValue = (key: string, value: string) =>
  key === 'aws:SourceIp'
    ? { __extn: { fn: 'ip', arg: value } }
    : key === 'aws:MultiFactorAuthAge'
      ? Number(value)
      : value

function cedarRule(
  { Effect, Principal, Action, Resource, Condition = {} }: StatementJson,
  actions: readonly string[],
): string {
  const named = actions.filter(name => Action.some(text => expression(text, 'is').test(name)))
  const list = (named.length > 0 ? named : ['none:none']).map(id => `Action::${JSON.stringify(id)}`)
  const action = Action.includes('*') ? 'action' : `action in [${list.join(',')}]`
  const likes = Resource.map(text => `resource.arn like ${JSON.stringify(text)}`)
  const tests = Object.entries(Condition).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, values]) => cedarTest(operator, cedarName(key), values)),
  )
  const when = [Resource.includes('*') ? 'true' : `(${likes.join(' || ')})`, ...tests]
  const verb = Effect === 'Allow' ? 'permit' : 'forbid'
  return `${verb}(${cedarPrincipal(Principal)}, ${action}, resource) when { ${when.join(' && ')} };`
}

function cedarPrincipal(principal: StatementJson['Principal']): string {
  if (!principal || principal === '*') return 'principal'
  const arn = principal.AWS[0] ?? ''
  return arn.endsWith(':root')
    ? `principal in Account::"${CALLER_ACCOUNT}"`
    : `principal in Role::${JSON.stringify(arn)}`
}

function cedarTest(operator: string, name: string, values: readonly string[]): string {
  const has = `context has ${name}`
  const either = (one: (value: string) => string) => values.map(one).join(' || ')
  const contains = `[${values.map(value => JSON.stringify(value)).join(',')}].contains(context.${name})`
  switch (operator) {
    case 'StringNotEquals':
      return `(!(${has}) || !${contains})`
    case 'StringLike': {
      const like = (value: string) =>
        `context.${name} like ${JSON.stringify(value.replace('?', '*'))}`
      return `(${has} && (${either(like)}))`
    }
    case 'IpAddress':
      return `(${has} && (${either(value => `context.${name}.isInRange(ip("${value}"))`)}))`
    case 'NumericLessThan':
      return `(${has} && (${either(value => `context.${name} < ${value}`)}))`
    default:
      return `(${has} && ${contains})`
  }
}

const CASBIN_MODEL = `[request_definition]
r = obj, act, ctx
[policy_definition]
p = i, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = fitsAction(r.act, p.i) && fitsResource(r.obj, p.i) && holds(r.ctx, p.i)
`

/** One row a statement, its patterns made into regular expressions beforehand; an enforcer for each layer. */
async function casbin({ identity, boundary, scp = [], resourcePolicy, requests }: Workload) {
  const library = await load('casbin')
  const layers = [identity.flat(), boundary, ...scp, resourcePolicy].filter(
    layer => layer !== undefined,
  )
  const enforcers: Foreign[] = []
  for (const layer of layers) enforcers.push(await casbinEnforcer(library, layer))
  return (index: number) => {
    const { resource, action, context } = requests[index]!
    return enforcers.every(
      enforcer => (enforcer['enforceSync']!(resource, action, context) as unknown) === true,
    )
  }
}

async function casbinEnforcer(library: Foreign, statements: readonly StatementJson[]) {
  const enforcer = await library['newEnforcer']!(library['newModelFromString']!(CASBIN_MODEL))
  const rows = statements.map(({ Action, Resource, Condition = {} }) => ({
    actions: Action.map(text => expression(text, 'is')),
    resources: Resource.map(text => expression(text, 's')),
    tests: Object.entries(Condition).flatMap(([operator, block]) =>
      Object.entries(block).map(([key, values]) => plainCondition(operator, key, values)),
    ),
  }))
  const functions = {
    fitsAction: (action: string, i: number) => rows[i]!.actions.some(one => one.test(action)),
    fitsResource: (arn: string, i: number) => rows[i]!.resources.some(one => one.test(arn)),
    holds: (context: BenchRequest['context'], i: number) =>
      rows[i]!.tests.every(test => test(context)),
  }
  for (const [name, one] of Object.entries(functions)) await enforcer['addFunction']!(name, one)
  await enforcer['addPolicies']!(
    statements.map(({ Effect }, i) => [String(i), Effect === 'Allow' ? 'allow' : 'deny']),
  )
  return enforcer
}

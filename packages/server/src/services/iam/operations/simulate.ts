import { EMPTY_POLICY_SET, type PolicySet } from '@parley/policy'
import type { Check } from '../../../access/check.ts'
import { check } from '../../../operation/check.ts'
import {
  InvalidInputException,
  iam,
  type SimulateCustomPolicyRequest,
  type SimulatePolicyResponse,
} from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityCheck } from '../entities.ts'
import { type PageInput, pageOf } from '../paging.ts'
import { contextKeys, inputPolicies, parsed } from '../simulation/inputs.ts'
import { type Question, simulate } from '../simulation/simulate.ts'
import { callerOf, type SimulatedSubject, sourceOf, subjectOf } from '../simulation/subject.ts'

/** What a user, group or role could do, with its policies and those that the request adds. */
export const simulatePrincipalPolicy = operation(iam.SimulatePrincipalPolicy, {
  readOnly: true,
  authorize: ({ PolicySourceArn }, context) =>
    sourceCheck('iam:SimulatePrincipalPolicy', PolicySourceArn, context),

  async handle(input, context) {
    const { PolicySourceArn, CallerArn, ResourcePolicy } = input
    const source = await subjectOf(PolicySourceArn, context)
    const isUser = source.identity.principal.kind === 'user' && PolicySourceArn.includes(':user/')
    if (ResourcePolicy !== undefined && CallerArn === undefined && !isUser) throw callerNeeded()
    const identity = CallerArn === undefined ? source.identity : await callerOf(CallerArn, context)
    return answered(input, { ...source, identity }, context)
  },
})

/** What the policies of the request would allow to whoever had them. */
export const simulateCustomPolicy = operation(iam.SimulateCustomPolicy, {
  readOnly: true,
  authorize: () => check('iam:SimulateCustomPolicy', { arns: 'any', shownAs: '*' }),

  async handle(input, context) {
    const { CallerArn, ResourcePolicy } = input
    if (ResourcePolicy !== undefined && CallerArn === undefined) throw callerNeeded()
    const identity = await callerOf(CallerArn, context)
    return answered(input, { identity, policies: EMPTY_POLICY_SET, keys: new Map() }, context)
  },
})

/** The context keys that a user's, group's or role's policies read. */
export const getContextKeysForPrincipalPolicy = operation(iam.GetContextKeysForPrincipalPolicy, {
  readOnly: true,
  authorize: ({ PolicySourceArn }, context) =>
    sourceCheck('iam:GetContextKeysForPrincipalPolicy', PolicySourceArn, context),

  async handle({ PolicySourceArn, PolicyInputList = [] }, context) {
    const { policies } = await subjectOf(PolicySourceArn, context)
    const { identity, boundary } = policies
    const own = [...identity, ...(boundary ? [boundary] : [])].map(({ document }) => document)
    const added = PolicyInputList.map(text => parsed(text, 'identity'))
    return { ContextKeyNames: contextKeys([...own, ...added]) }
  },
})

/** The context keys that the policies of the request read. */
export const getContextKeysForCustomPolicy = operation(iam.GetContextKeysForCustomPolicy, {
  readOnly: true,
  authorize: () => check('iam:GetContextKeysForCustomPolicy', { arns: 'any', shownAs: '*' }),

  async handle({ PolicyInputList }) {
    const documents = PolicyInputList.map(text => parsed(text, 'identity'))
    return { ContextKeyNames: contextKeys(documents) }
  },
})

/** The check on the named source; one of another account is a foreign resource. */
async function sourceCheck(action: string, arn: string, context: IamContext): Promise<Check> {
  const source = sourceOf(arn)
  const owner = /^arn:aws:iam::(\d{12}):/.exec(arn)?.[1] ?? context.account
  if (!source || owner !== context.account) return check(action, { arns: [arn], account: owner })
  const named = await entityCheck(action, source.kind, source.name, context)
  return { ...named, resource: { arns: [arn] } }
}

const callerNeeded = () =>
  InvalidInputException('CallerArn is required when ResourcePolicy is specified.')

type Simulation = Question &
  PageInput &
  Pick<SimulateCustomPolicyRequest, 'PermissionsBoundaryPolicyInputList' | 'ResourcePolicy'> & {
    readonly PolicyInputList?: readonly string[] | undefined
  }

function answered(
  input: Simulation,
  subject: SimulatedSubject,
  context: IamContext,
): SimulatePolicyResponse {
  const policies = withInputs(input, subject.policies, context)
  const results = simulate(input, { ...subject, policies })
  const { items, ...page } = pageOf(results, input)
  return { EvaluationResults: items, ...page }
}

function withInputs(input: Simulation, own: PolicySet, context: IamContext): PolicySet {
  const { PermissionsBoundaryPolicyInputList: boundaries = [], ResourcePolicy } = input
  if (boundaries.length > 1) {
    throw InvalidInputException('Only one permissions boundary may be specified.')
  }
  const name = 'PermissionsBoundaryPolicyInputList'
  const boundary = inputPolicies(boundaries, 'boundary', name, context)[0] ?? own.boundary
  const resource = ResourcePolicy === undefined ? [] : [ResourcePolicy]
  const added = inputPolicies(input.PolicyInputList, 'identity', 'PolicyInputList', context)
  return {
    ...own,
    identity: [...own.identity, ...added],
    resource: inputPolicies(resource, 'resource', 'ResourcePolicy', context),
    ...(boundary && { boundary }),
  }
}

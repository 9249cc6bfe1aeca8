import {
  type CompiledPolicy,
  type Decision,
  decide,
  EMPTY_POLICY_SET,
  type Explanation,
  explain,
  type PolicySet,
  type PolicySource,
} from '@parley/policy'
import {
  type ContextEntry,
  type EvaluationResult,
  InvalidInputException,
  type PolicyEvaluationDecisionType,
  type ResourceSpecificResult,
  type Statement,
} from '../../../wire/models/iam.ts'
import { LIMITS } from '../limits.ts'
import { contextOf } from './inputs.ts'
import type { SimulatedSubject } from './subject.ts'

/** What both simulations ask: actions on resources, in a context. */
export interface Question {
  readonly ActionNames: readonly string[]
  readonly ResourceArns?: readonly string[] | undefined
  readonly ResourceOwner?: string | undefined
  readonly ContextEntries?: readonly ContextEntry[] | undefined
}

/**
 * Decides every action with the engine that enforces, one result an action with the details of each resource
 * (spec/iam.md §6.4, "Simulate APIs"). @throws InvalidInput
 */
export function simulate(question: Question, subject: SimulatedSubject): EvaluationResult[] {
  const { ActionNames, ResourceArns } = question
  const resources = ResourceArns && ResourceArns.length > 0 ? ResourceArns : ['*']
  if (ActionNames.length * resources.length > LIMITS.simulatedDecisions) {
    throw InvalidInputException('The request asks for more decisions than one simulation may take.')
  }
  for (const action of ActionNames) {
    if (!/^[^:*?\s]+:[^:*?\s]+$/.test(action)) {
      throw InvalidInputException(`Invalid action name: ${action}`)
    }
  }
  return ActionNames.map(action => {
    const results = resources.map(resource => decided(action, resource, question, subject))
    return {
      ...resultOf(
        action,
        results.map(({ result }) => result),
        ResourceArns?.length ?? 0,
      ),
      OrganizationsDecisionDetail: {
        AllowedByOrganizations: results.every(one => one.allowedByOrganization),
      },
    }
  })
}

function decided(
  action: string,
  resource: string,
  { ResourceOwner, ContextEntries }: Question,
  { identity, policies, keys }: SimulatedSubject,
): { readonly result: ResourceSpecificResult; readonly allowedByOrganization: boolean } {
  const context = new Map([...keys, ...contextOf(ContextEntries)])
  const owner = /\d{12}/.exec(ResourceOwner ?? '')?.[0] ?? identity.account
  const request = {
    principal: identity.principal,
    action,
    resource: {
      arns: resource === '*' ? ('any' as const) : ([resource] as const),
      account: owner,
      trustsAccount: true,
    },
    context,
  }
  const explanation = explain(policies, request)
  const { boundary, scp } = policies
  const result = {
    EvalResourceName: resource,
    EvalResourceDecision: WORDS[explanation.decision.effect],
    MatchedStatements: matched(explanation, policies),
    MissingContextValues: missing(policies, context),
    EvalDecisionDetails: undefined,
    PermissionsBoundaryDecisionDetail: boundary && {
      AllowedByPermissionsBoundary: allows([boundary], request),
    },
  }
  return { result, allowedByOrganization: scp.every(level => allows(level, request)) }
}

const WORDS = {
  allow: 'allowed',
  'implicit-deny': 'implicitDeny',
  'explicit-deny': 'explicitDeny',
} as const satisfies Record<Decision['effect'], PolicyEvaluationDecisionType>

/** A ceiling grants nothing; whether it leaves room is asked as if it did. */
function allows(
  ceiling: readonly CompiledPolicy[],
  request: Parameters<typeof decide>[1],
): boolean {
  const { principal } = request
  const account = 'account' in principal ? principal.account : request.resource.account
  const resource = { ...request.resource, account }
  const alone = { ...EMPTY_POLICY_SET, identity: ceiling }
  return decide(alone, { ...request, resource }).effect === 'allow'
}

function allOf({ resource, identity, boundary }: PolicySet): CompiledPolicy[] {
  return [...resource, ...identity, ...(boundary ? [boundary] : [])]
}

/** The statements that made the decision: an implicit denial has none, and a boundary grants nothing. */
function matched({ decision, policies: evidence }: Explanation, policies: PolicySet): Statement[] {
  if (decision.effect === 'implicit-deny') return []
  const effect = decision.effect === 'allow' ? 'Allow' : 'Deny'
  return allOf(policies).flatMap(({ source, statements }) => {
    if (source.kind === 'boundary' && effect === 'Allow') return []
    const found = evidence.find(one => one.source === source)?.statements ?? []
    return statements.flatMap(({ statement }, index) =>
      found[index]?.applies && statement.effect === effect
        ? [
            {
              SourcePolicyId: idOf(source),
              SourcePolicyType: SOURCE_TYPE,
              // AWS counts from behind the opening brace, as it was recorded to do.
              StartPosition: { Line: statement.start.line, Column: statement.start.column + 1 },
              EndPosition: { Line: statement.end.line, Column: statement.end.column },
            },
          ]
        : [],
    )
  })
}

// AWS was recorded to answer this text, which its own model does not list.
const SOURCE_TYPE = 'IAM Policy' as Statement['SourcePolicyType'] & string

/** `user_NAME_POLICY` for an inline policy, else the policy's own name. */
function idOf({ name, attachedTo = '' }: PolicySource): string {
  if (!name.startsWith('inline:')) return name
  const [, kind = '', holder = ''] = /:(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(attachedTo) ?? []
  return `${kind}_${holder}_${name.slice('inline:'.length)}`
}

const missing = (policies: PolicySet, context: ReadonlyMap<string, unknown>): string[] => [
  ...new Set(allOf(policies).flatMap(({ keys }) => [...keys].filter(key => !context.has(key)))),
]

function resultOf(
  action: string,
  results: readonly ResourceSpecificResult[],
  resources: number,
): Omit<EvaluationResult, 'OrganizationsDecisionDetail'> {
  const decisions = results.map(({ EvalResourceDecision }) => EvalResourceDecision)
  return {
    EvalActionName: action,
    EvalResourceName: results.length === 1 ? results[0]?.EvalResourceName : '*',
    EvalDecision: strictest(decisions),
    MatchedStatements: results.length === 1 ? results[0]?.MatchedStatements : [],
    MissingContextValues: results[0]?.MissingContextValues,
    PermissionsBoundaryDecisionDetail: results[0]?.PermissionsBoundaryDecisionDetail,
    EvalDecisionDetails: {},
    ResourceSpecificResults: resources === 0 ? [] : results,
  }
}

function strictest(
  decisions: readonly PolicyEvaluationDecisionType[],
): PolicyEvaluationDecisionType {
  if (decisions.includes('explicitDeny')) return 'explicitDeny'
  return decisions.includes('implicitDeny') ? 'implicitDeny' : 'allowed'
}

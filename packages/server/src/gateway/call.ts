import type { DecidedCheck } from '../access/access.ts'
import type { CheckedResource, RequestFacts } from '../access/check.ts'
import type { Identity, Session } from '../access/identity.ts'
import type { Remembered } from '../audit/history.ts'
import { charactersOf, type keptRequest } from '../audit/kept-request.ts'
import { LIMITS } from '../audit/limits.ts'
import { recipientsOf } from '../audit/recipients.ts'
import type {
  AuditedCaller,
  AuditedCheck,
  AuditedSession,
  AuditedTls,
  AuditRecord,
  Outcome,
} from '../audit/record.ts'
import type { Json } from '../kernel/json.ts'
import type { ServiceName } from '../wire/models/model.ts'

/**
 * One request on its way through the pipeline, whether it came over the wire or from inside: who, what,
 * and what was decided so far. It turns into one audit record.
 */
export interface Call {
  readonly requestId: string
  readonly parentRequestId: string | undefined
  readonly service: ServiceName
  readonly operation: string
  readonly identity: Identity
  readonly account: string
  readonly facts: RequestFacts
  /** Aborted when nobody waits for the answer any more. */
  readonly abandoned: () => AbortSignal
  /** How many services called one another until here. */
  readonly depth: number
  /** The decisions, in the order they were taken. */
  readonly decided: TakenDecision[]
  /** The input without sensitive members, or its size, once it has its shape. */
  kept: ReturnType<typeof keptRequest>
  /** Of the connection, when it is encrypted. */
  readonly tls?: AuditedTls | undefined
}

/** What the audit trail keeps of a decision: no more than it can print, for it may keep it long. */
export interface TakenDecision
  extends Pick<DecidedCheck, 'decision' | 'resourceAccount' | 'explain'> {
  /** Of denials alone. */
  readonly context: ReturnType<DecidedCheck['contextKeys']> | undefined
  readonly action: string
  readonly resource: CheckedResource
  /** A question without effect. */
  readonly dry: boolean
}

export function taken(decided: DecidedCheck, dry: boolean): TakenDecision {
  const { check, decision, resourceAccount, explain } = decided
  const { action, resource } = check
  const context = decision.effect === 'allow' ? undefined : decided.contextKeys()
  return { action, resource, decision, resourceAccount, explain, dry, context }
}

/** What the audit trail keeps of a call, for long: nothing of the exchange that brought it. */
export type Told = Omit<Call, 'abandoned' | 'depth'>

const told = (call: Call): Told => ({
  requestId: call.requestId,
  parentRequestId: call.parentRequestId,
  service: call.service,
  operation: call.operation,
  identity: call.identity,
  account: call.account,
  facts: call.facts,
  decided: call.decided,
  kept: call.kept,
  tls: call.tls,
})

/** A call as the audit trail remembers it; its record is made of that alone when somebody asks. */
export function rememberedOf(call: Call, outcome: Outcome, readOnly: boolean): Remembered {
  const { requestId, facts, kept, decided } = call
  return {
    requestId,
    time: facts.time,
    region: facts.region,
    accounts: accountsOf(call, outcome),
    from: placeOf(call.identity),
    characters:
      charactersOf(kept.request ?? null) +
      charactersOf(facts.userAgent ?? '') +
      charactersOf('message' in outcome ? outcome.message : '') +
      charactersOfDecisions(decided),
    make: recordLater(told(call), outcome, readOnly),
  }
}

// In a function of its own, so that it holds on to what it tells and to nothing else of the request.
const recordLater = (call: Told, outcome: Outcome, readOnly: boolean) => () =>
  recordOf(call, outcome, readOnly)

/** The accounts whose event a call is. */
export const accountsOf = ({ identity, decided }: Told, { kind }: Outcome): readonly string[] =>
  recipientsOf({ callerAccount: identity.account, denied: kind === 'denied', checks: decided })

/** The audit record of a call, with the rendered explanation of each decision. */
export function recordOf(
  call: Told,
  outcome: Outcome,
  readOnly: boolean,
  response?: Json,
): AuditRecord {
  const { facts, identity } = call
  return {
    requestId: call.requestId,
    ...present('parentRequestId', call.parentRequestId),
    time: facts.time,
    account: call.account,
    region: facts.region,
    service: call.service,
    operation: call.operation,
    readOnly,
    caller: callerOf(identity),
    ...present('sourceIp', facts.sourceIp),
    ...present('userAgent', facts.userAgent),
    ...present('tls', call.tls),
    ...call.kept,
    ...present('response', response),
    checks: call.decided.map(checkOf),
    outcome,
  }
}

/** What is held on to so that a decision can be explained, beside what all of them share, about. */
function charactersOfDecisions(decided: readonly TakenDecision[]): number {
  let characters: number = LIMITS.charactersOfOne
  for (const { resource } of decided) {
    const names = resource.arns === 'any' ? 0 : resource.arns[0].length * 2
    characters += LIMITS.charactersOfOne + names
  }
  return characters
}

const placeOf = ({ principal }: Identity) =>
  principal.kind === 'federated-identity' || principal.kind === 'anonymous'
    ? 'stranger'
    : 'known caller'

export function callerOf(identity: Identity): AuditedCaller {
  const { principal, session, calledVia } = identity
  return {
    type: principal.kind,
    arn: arnOf(identity),
    account: identity.account,
    ...present('accessKeyId', identity.accessKeyId),
    ...present('uniqueId', uniqueIdOf(principal)),
    ...present('session', session && sessionOf(session, principal)),
    ...present('invokedBy', calledVia?.at(-1)),
  }
}

function uniqueIdOf(principal: Identity['principal']): string | undefined {
  if (principal.kind === 'federated-user') return principal.issuerUniqueId
  return 'uniqueId' in principal ? principal.uniqueId : undefined
}

function sessionOf(session: Session, principal: Identity['principal']): AuditedSession {
  const issuer = principal.kind === 'federated-user' ? principal.issuerArn : undefined
  return {
    name: session.sessionName,
    issuedAt: session.issuedAt,
    mfaAuthenticated: session.mfaAuthenticatedAt !== undefined,
    ...present('issuerArn', principal.kind === 'role-session' ? principal.roleArn : issuer),
    ...present('federatedProvider', session.federatedProvider),
    ...present('sourceIdentity', session.sourceIdentity),
  }
}

function checkOf(decided: TakenDecision): AuditedCheck {
  const { action, resource, decision, resourceAccount, dry, context } = decided
  const { policy, statement } = decision
  return {
    action,
    resource: resource.arns === 'any' ? '*' : resource.arns[0],
    resourceAccount,
    effect: decision.effect,
    layer: decision.layer,
    ...(dry ? { dry } : {}),
    ...present('policy', policy?.arn ?? policy?.name),
    ...present('statement', statement?.sid),
    ...present('context', context),
    explanation: decided.explain(),
  }
}

/** The ARN that audit records print; services and anonymous callers have none. */
export function arnOf({ principal }: Identity): string {
  switch (principal.kind) {
    case 'service':
      return principal.name
    case 'federated-identity':
      return principal.provider
    case 'anonymous':
      return 'anonymous'
    default:
      return principal.arn
  }
}

const present = <K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { [key in K]?: V }

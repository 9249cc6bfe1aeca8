import { actionOf } from './action.ts'
import type { CompiledPolicy } from './compile.ts'
import { decide, type PolicySet } from './decide.ts'
import { TOO_MUCH } from './effort.ts'
import { evidenceOf, nameOf, type StatementEvidence } from './evidence.ts'
import {
  hasIdentitySide,
  isBoundByRcp,
  isBoundByScp,
  isBucketRepair,
  isRestrictedPublic,
} from './exemptions.ts'
import { type MissingStatement, missingStatements } from './missing.ts'
import { newSubject, prepareSubject } from './subject.ts'
import type { AuthorizationRequest, Decision, PolicySource } from './types.ts'

/** The decision with its evidence. */
export interface Explanation {
  readonly request: AuthorizationRequest
  readonly decision: Decision
  /** The rule that decided where no policy could. */
  readonly rule?: string
  /** Every policy that was asked, in the order of the layers. */
  readonly policies: readonly PolicyEvidence[]
  /** Those that do not bind this caller or this call, and why. */
  readonly exempt: readonly Exemption[]
  /** For an implicit denial: the smallest statements that together would grant the request. */
  readonly missing: readonly MissingStatement[]
}

export interface PolicyEvidence {
  readonly source: PolicySource
  /** Of control policies: counted from the root of the organization, 1. */
  readonly level?: number
  readonly statements: readonly StatementEvidence[]
}

export interface Exemption {
  readonly source: PolicySource
  readonly reason: string
}

/**
 * The same verdict as `decide`, with the reason of every statement. The verdict is that of `decide` itself, so
 * the two cannot disagree.
 * @example renderExplanation(explain({ ...EMPTY_POLICY_SET, identity: [policy] }, request))
 */
export function explain(policies: PolicySet, request: AuthorizationRequest): Explanation {
  const decision = decide(policies, request)
  const subject = newSubject()
  const hasBoundary = policies.boundary !== undefined && hasIdentitySide(request.principal)
  prepareSubject(subject, request, actionOf(request.action), hasBoundary)
  const inquiry = { request, decision, subject, action: request.action.toLowerCase() }
  const rule = ruleOf(decision, request)
  const asked = inOrder(policies)
  return {
    request,
    decision,
    ...(rule && { rule }),
    policies: asked
      .filter(one => exemption(one, request) === undefined)
      .map(({ policy, level }) => ({
        source: policy.source,
        ...(level && { level }),
        statements: policy.statements.map(one => evidenceOf(one, inquiry)),
      })),
    exempt: asked.flatMap(one => {
      const reason = exemption(one, request)
      return reason ? [{ source: one.policy.source, reason }] : []
    }),
    missing: missingStatements(policies, request),
  }
}

interface Asked {
  readonly policy: CompiledPolicy
  readonly side: 'scp' | 'rcp' | 'endpoint' | 'resource' | 'caller'
  readonly level?: number
}

function inOrder(policies: PolicySet): Asked[] {
  const { scp, rcp, endpoint, resource, identity, boundary, session = [] } = policies
  const levels = (side: 'scp' | 'rcp', tree: PolicySet['scp']) =>
    tree.flatMap((all, i) => all.map((policy): Asked => ({ policy, side, level: i + 1 })))
  const plain = (side: Asked['side'], all: readonly CompiledPolicy[]) =>
    all.map((policy): Asked => ({ policy, side }))
  return [
    ...levels('scp', scp),
    ...levels('rcp', rcp),
    ...plain('endpoint', endpoint),
    ...plain('resource', resource),
    ...plain('caller', [...identity, ...(boundary ? [boundary] : []), ...session]),
  ]
}

/** Why a policy has no say; undefined when it has. */
function exemption({ side }: Asked, request: AuthorizationRequest): string | undefined {
  const { principal } = request
  const action = actionOf(request.action)
  if (action.fixedRule?.(request)) return `no policy controls this call of ${action.name}`
  switch (side) {
    case 'scp':
      return isBoundByScp(principal) ? undefined : 'no service control policy binds this caller'
    case 'rcp':
      return isBoundByRcp(principal, action)
        ? undefined
        : 'no resource control policy binds this call'
    case 'endpoint':
      return undefined
    case 'resource':
      return isBucketRepair(request, action)
        ? 'the owner may always repair a bucket policy'
        : undefined
    case 'caller':
      return hasIdentitySide(principal) ? undefined : 'this caller has no policies of its own'
  }
}

function ruleOf({ layer }: Decision, request: AuthorizationRequest): string | undefined {
  const action = actionOf(request.action)
  if (request.principal.kind === 'root' && (layer === 'identity' || layer === 'both')) {
    return 'root may do everything that nothing denies'
  }
  if (layer === 's3-bpa' && isRestrictedPublic(request)) {
    return 'the bucket policy is public, and RestrictPublicBuckets keeps others out'
  }
  if (layer === 'none') return 'no policy controls this call'
  if (layer !== 'service') return undefined
  if (isBucketRepair(request, action)) return 'the owner may always repair a bucket policy'
  if (action.fixedRule?.(request) === undefined) return TOO_MUCH.message
  return action.name === 'iam:PassRole'
    ? 'a role of another account cannot be passed'
    : 'what AWS owns cannot be changed'
}

/** The explanation as text, the deciding lines marked. */
export function renderExplanation(explanation: Explanation): string {
  const { request, decision, rule, policies, exempt, missing } = explanation
  const { arns } = request.resource
  const asked = `${nameOf(request)} ${request.action} on ${arns === 'any' ? '*' : arns[0]}`
  const lines = [`${decision.effect} by ${decision.layer}: ${asked}`]
  if (rule) lines.push(`  ${rule}`)
  for (const { source, level, statements } of policies) {
    lines.push(`  ${titleOf(source)}${level ? ` at level ${level}` : ''}`)
    for (const statement of statements) {
      lines.push(`  ${statement.decides ? '→' : ' '} ${statementLine(statement)}`)
    }
  }
  for (const { source, reason } of exempt) lines.push(`  ${titleOf(source)}: ${reason}`)
  if (policies.length === 0 && exempt.length === 0) lines.push('  no policy takes part')
  for (const { where, statement } of missing) {
    lines.push(`  missing in ${where}: ${JSON.stringify(statement)}`)
  }
  return lines.join('\n')
}

function titleOf({ kind, name, attachedTo }: PolicySource): string {
  return `${kind} policy ${name}${attachedTo ? ` of ${attachedTo}` : ''}`
}

function statementLine({ sid, line, effect, names, failed }: StatementEvidence): string {
  const name = sid ? `${effect} ${sid}` : `${effect} (line ${line})`
  if (!failed) return `applies: ${name}${names ? `, naming ${NAMED[names]}` : ''}`
  const { element, test, expected, actual } = failed
  const said = [element, test, `[${expected.join(', ')}]`].filter(Boolean).join(' ')
  return `does not: ${name}: ${said} against ${actual.join(', ')}`
}

const NAMED = {
  account: 'the account',
  role: 'the role of the session',
  issuer: 'the user who issued the session',
  caller: 'the caller',
  everybody: 'everybody',
} as const

import type { Access, DecidedCheck } from '../access/access.ts'
import type { Check } from '../access/check.ts'
import { denialMessage } from '../access/denial.ts'
import type { Audit } from '../audit/audit.ts'
import type { Outcome } from '../audit/record.ts'
import type { Clock } from '../kernel/clock.ts'
import { assert, ServiceError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import type { Context } from '../operation/context.ts'
import { documentsOver } from '../operation/documents.ts'
import type { AnyOperation, Service } from '../operation/operation.ts'
import { CommitConflict, type Store } from '../store/store.ts'
import type { Calls, DryDecision } from '../wire/calls.ts'
import { accessDenied, type ErrorFamily } from './auth-errors.ts'
import { type Call, taken } from './call.ts'
import { LIMITS } from './limits.ts'
import { createRecording, type Recording, rememberQuestion } from './recording.ts'

export interface PerformDependencies {
  readonly store: Store
  readonly access: Access
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
  /** The calls of one request: what it calls acts on its behalf. */
  readonly callsOf: (call: Call) => Calls
}

/** A call whose operation is known and whose input has its shape. */
export interface Ready {
  readonly call: Call
  readonly service: Service
  readonly operation: AnyOperation
  readonly input: never
  readonly family: ErrorFamily
}

/**
 * Authorize → handle, with one audit record whatever the outcome. The only place where a handler is
 * reached. Runs again from `authorize` when something that it had read was changed before its commit.
 */
export async function perform(ready: Ready, dependencies: PerformDependencies): Promise<unknown> {
  const { call } = ready
  for (let attempt = 1; ; attempt++) {
    if (attempt > 1) call.decided.length = 0
    const recording = createRecording(ready, dependencies.audit)
    let output: unknown
    try {
      const context = contextOf(ready, dependencies, recording)
      const refusal = await firstRefusal(ready, dependencies, context, false)
      if (refusal) throw denied(ready, refusal)
      output = await ready.operation.handle(ready.input, context as never)
    } catch (error) {
      const changed = error instanceof CommitConflict && error.reason === 'revision'
      if (changed && attempt < LIMITS.attempts) continue
      await recording.failed(outcomeOf(error))
      throw error
    }
    const recorded = recording.done(output)
    if (recorded) await recorded
    return output
  }
}

/** The decision alone: authorize without handle. */
export async function performDry(
  ready: Ready,
  dependencies: PerformDependencies,
): Promise<DryDecision> {
  const context = contextOf(ready, dependencies, createRecording(ready, dependencies.audit))
  const refusal = await firstRefusal(ready, dependencies, context, true)
  rememberQuestion(ready, dependencies.audit)
  if (!refusal) return { allowed: true }
  return { allowed: false, reason: denialMessage(ready.call.identity, refusal, 'reason') }
}

/** The first check that is refused, if any is: to decide those after it would only cost time. */
async function firstRefusal(
  { call, operation, input }: Ready,
  { access }: PerformDependencies,
  context: Context,
  dry: boolean,
): Promise<DecidedCheck | undefined> {
  const checks = await operation.authorize(input, context as never)
  for (const check of Array.isArray(checks) ? (checks as readonly Check[]) : [checks as Check]) {
    const decided = await access.decide(call.identity, check, call.facts)
    call.decided.push(taken(decided, dry))
    if (decided.decision.effect !== 'allow') return decided
  }
  return undefined
}

/** The request over a fresh view of the store. */
function contextOf(ready: Ready, dependencies: PerformDependencies, recording: Recording): Context {
  const { call, service } = ready
  const { beside, ended } = recording
  const { store, access, clock, random, callsOf } = dependencies
  return service.extend({
    identity: call.identity,
    account: call.account,
    region: call.facts.region,
    partition: 'aws',
    requestId: call.requestId,
    abandoned: call.abandoned,
    clock,
    random,
    documents: documentsOver(store, beside, ended),
    calls: callsOf(call),
    async authorize(check) {
      const decided = await access.decide(call.identity, check, call.facts)
      call.decided.push(taken(decided, false))
      if (decided.decision.effect !== 'allow') throw denied(ready, decided)
    },
    async anew() {
      call.decided.length = 0
      const context = contextOf(ready, dependencies, recording)
      const refusal = await firstRefusal(ready, dependencies, context, false)
      if (refusal) throw denied(ready, refusal)
      return context.documents
    },
    async wouldAllow({ principal, sourceArn, sourceAccount }, check) {
      const identity = {
        principal: { kind: 'service' as const, name: principal },
        account: call.account,
        source: { arn: sourceArn, account: sourceAccount },
      }
      const decided = await access.decide(identity, check, call.facts)
      call.decided.push(taken(decided, true))
      const allowed = decided.decision.effect === 'allow'
      return allowed ? { allowed } : { allowed, reason: denialMessage(identity, decided, 'reason') }
    },
  })
}

/** A refusal by policy; told apart from other errors so that its record is durable. */
export class Denial extends ServiceError {
  /** The request that was denied, when the denial tells its reason. */
  explains: string | undefined
}

function denied({ call, operation, family }: Ready, decided: DecidedCheck): ServiceError {
  const { identity } = call
  const message = denialMessage(identity, decided, operation.denial ?? 'reason')
  const { code, status } = accessDenied(message, family)
  assert(status !== undefined, 'a denial has a status')
  const denial = new Denial(code, message, { status })
  // Whoever learns no reason from the message learns none by decoding either.
  if (message !== denialMessage(identity, decided, 'bare')) denial.explains = call.requestId
  return denial
}

/** What a failure is to the audit trail. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Denial) return { kind: 'denied', code: error.code, message: error.message }
  if (error instanceof ServiceError) {
    return { kind: 'refused', code: error.code, message: error.message }
  }
  return { kind: 'failed', code: 'InternalFailure' }
}

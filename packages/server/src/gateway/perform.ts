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
import { type Call, recordOf, taken } from './call.ts'
import { LIMITS } from './limits.ts'

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
    call.decided.length = 0
    const run = newRun()
    try {
      const output = await attemptOnce(ready, dependencies, run)
      settle(ready, dependencies, run, { kind: 'done' })
      return output
    } catch (error) {
      const changed = error instanceof CommitConflict && error.reason === 'revision'
      if (changed && attempt < LIMITS.attempts) continue
      await settleFailure(ready, dependencies, error)
      throw error
    }
  }
}

/** The decision alone: authorize without handle. */
export async function performDry(
  ready: Ready,
  dependencies: PerformDependencies,
): Promise<DryDecision> {
  const run = newRun()
  const context = contextOf(ready, dependencies, run)
  const { identity } = ready.call
  for (const decided of await decideAll(ready, dependencies, context, true)) {
    if (decided.decision.effect === 'allow') continue
    settle(ready, dependencies, run, { kind: 'done' })
    return { allowed: false, reason: denialMessage(identity, decided, 'reason') }
  }
  settle(ready, dependencies, run, { kind: 'done' })
  return { allowed: true }
}

async function attemptOnce(
  ready: Ready,
  dependencies: PerformDependencies,
  run: Run,
): Promise<unknown> {
  const context = contextOf(ready, dependencies, run)
  for (const decided of await decideAll(ready, dependencies, context)) {
    if (decided.decision.effect !== 'allow') throw denied(ready, decided)
  }
  return ready.operation.handle(ready.input, context as never)
}

/** Decides until the first refusal: what comes after it would only cost time. */
async function decideAll(
  { call, operation, input }: Ready,
  { access }: PerformDependencies,
  context: Context,
  dry = false,
): Promise<DecidedCheck[]> {
  const checks = await operation.authorize(input, context as never)
  const all: DecidedCheck[] = []
  for (const check of Array.isArray(checks) ? (checks as readonly Check[]) : [checks as Check]) {
    const decided = await access.decide(call.identity, check, call.facts)
    call.decided.push(taken(decided, dry))
    all.push(decided)
    if (decided.decision.effect !== 'allow') break
  }
  return all
}

interface Run {
  /** The record went to disk together with the change it tells of. */
  recorded: boolean
}

const newRun = (): Run => ({ recorded: false })

function contextOf(ready: Ready, dependencies: PerformDependencies, run: Run): Context {
  const { call, service, operation } = ready
  const { store, access, audit, clock, random, callsOf } = dependencies
  const beside = () => {
    if (run.recorded || operation.dataEvent) return []
    run.recorded = true
    return audit.writes(recordOf(call, { kind: 'done' }, false))
  }
  return service.extend({
    identity: call.identity,
    account: call.account,
    region: call.facts.region,
    partition: 'aws',
    requestId: call.requestId,
    signal: call.signal,
    clock,
    random,
    documents: documentsOver(store, beside),
    calls: callsOf(call),
    async authorize(check) {
      const decided = await access.decide(call.identity, check, call.facts)
      call.decided.push(taken(decided, false))
      if (decided.decision.effect !== 'allow') throw denied(ready, decided)
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
class Denial extends ServiceError {}

function denied({ call, operation, family }: Ready, decided: DecidedCheck): ServiceError {
  const message = denialMessage(call.identity, decided, operation.denial ?? 'reason')
  const { code, status } = accessDenied(message, family)
  assert(status !== undefined, 'a denial has a status')
  return new Denial(code, message, { status })
}

function settle(
  { call, operation }: Ready,
  { audit }: PerformDependencies,
  run: Run,
  outcome: Outcome,
): void {
  if (run.recorded) return
  const readOnly = operation.readOnly ?? false
  audit.remember(call.requestId, placeOf(call), () => recordOf(call, outcome, readOnly))
}

async function settleFailure(
  ready: Ready,
  { audit }: PerformDependencies,
  error: unknown,
): Promise<void> {
  const { call, operation } = ready
  const outcome = outcomeOf(error)
  const readOnly = operation.readOnly ?? false
  if (error instanceof Denial) {
    await audit.append(recordOf(call, outcome, readOnly))
    return
  }
  audit.remember(call.requestId, placeOf(call), () => recordOf(call, outcome, readOnly))
}

/** Who never signed is kept apart, whatever was proven by a token. */
const placeOf = ({ identity: { principal } }: Call) =>
  principal.kind === 'federated-identity' || principal.kind === 'anonymous'
    ? 'stranger'
    : 'known caller'

/** What a failure is to the audit trail. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Denial) return { kind: 'denied', code: error.code, message: error.message }
  if (error instanceof ServiceError) {
    return { kind: 'refused', code: error.code, message: error.message }
  }
  return { kind: 'failed', code: 'InternalFailure' }
}

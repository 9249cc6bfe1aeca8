import type { Identity } from '../access/identity.ts'
import { soundsReadOnly } from '../audit/event-kinds.ts'
import { charactersOf } from '../audit/kept-request.ts'
import { LIMITS } from '../audit/limits.ts'
import type { AuditRecord } from '../audit/record.ts'
import { callerOf } from './call.ts'
import { outcomeOf } from './perform.ts'
import type { PipelineOptions } from './pipeline.ts'

/** A request that was refused before anything was decided, as far as it came. */
export interface RefusedRequest {
  readonly requestId: string
  readonly service: string
  readonly operation: string | undefined
  /** Undefined when nobody proved to be its sender. */
  readonly identity: Identity | undefined
  readonly sourceIp: string
  readonly userAgent: string | undefined
}

/** What never came to a decision is remembered all the same: one record a request, whatever the outcome. */
export async function recordRefusal(
  error: unknown,
  { requestId, service, operation, identity, sourceIp, userAgent }: RefusedRequest,
  { audit, clock, region }: Pick<PipelineOptions, 'audit' | 'clock' | 'region'>,
): Promise<void> {
  const time = clock.now()
  const record: AuditRecord = {
    ...{ requestId, time, region, service },
    ...(operation !== undefined && { operation }),
    readOnly: operation === undefined || soundsReadOnly(operation),
    ...(identity && { account: identity.account, caller: callerOf(identity) }),
    sourceIp,
    ...(userAgent !== undefined && { userAgent }),
    checks: [],
    outcome: outcomeOf(error),
  }
  const make = () => record
  const remembered = {
    ...{ requestId, time, region },
    accounts: identity?.account ? [identity.account] : [],
    characters:
      LIMITS.charactersOfOne + charactersOf([operation ?? '', userAgent ?? '', messageOf(error)]),
    from: identity ? ('known caller' as const) : ('stranger' as const),
    make,
  }
  await audit.remember(remembered, operation === undefined ? undefined : make)
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : '')

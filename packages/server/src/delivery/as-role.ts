import { ServiceError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import type { LogDestination } from '../outbox/conversation-log.ts'
import type { ActingAs, CallOptions, Calls } from '../wire/calls.ts'
import { sts } from '../wire/models/sts.ts'
import { asLex, assumeRoleInput, type RoleSessions } from './role-sessions.ts'

export type Written =
  /** `rejected` entries were refused one by one, for good. */
  | { readonly kind: 'written'; readonly rejected: number }
  /** `requestId` names the refused call in the audit trail. */
  | { readonly kind: 'failed'; readonly reason: string; readonly requestId: string }

export interface RoleParts {
  readonly calls: Calls
  readonly sessions: RoleSessions
  readonly random: Random
}

export interface Where {
  readonly account: string
  readonly region: string
}

/** The options of the next call, with a request id of its own. */
export type Step = (where?: Where) => CallOptions & { readonly requestId: string }

export interface RoleWork {
  /** Where what is written to lies. */
  readonly where: Where
  readonly write: (as: ActingAs, step: Step) => Promise<Written>
  /** A refusal in words. */
  readonly reasonOf: (error: ServiceError) => string
}

/**
 * Writes as the role of a destination. The trust policy is decided again before each time, so that credentials in
 * the cache outlive no permission (spec/surroundings.md §12).
 */
export async function writeAsRole(
  destination: LogDestination,
  { where, write, reasonOf }: RoleWork,
  { calls, sessions, random }: RoleParts,
): Promise<Written> {
  let requestId = ''
  const step: Step = (place = where) => {
    requestId = random.uuid()
    return { ...place, requestId }
  }
  const home = { account: destination.account, region: destination.region }
  const input = assumeRoleInput(destination)
  const trust = await calls.wouldAllow(sts.AssumeRole, input, asLex(destination), step(home))
  if (!trust.allowed) return { kind: 'failed', reason: trust.reason ?? 'not trusted', requestId }
  const attempt = async () => write(await sessions.open(destination, step(home)), step)
  try {
    return await attempt().catch(error => {
      if (!isStale(error)) throw error
      // The role was recreated under its old name: its old sessions are worth nothing.
      sessions.forget(destination)
      return attempt()
    })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { kind: 'failed', reason: reasonOf(error), requestId }
  }
}

const isStale = (error: unknown) => error instanceof ServiceError && isStaleText(error.message)

/** How the pipeline refuses a session that has expired, or whose role is gone. */
export const isStaleText = (text: string | undefined): text is string =>
  text?.startsWith('The security token included in the request') ?? false

import type { Clock } from '../kernel/clock.ts'
import { assert } from '../kernel/errors.ts'
import type { LogDestination } from '../outbox/conversation-log.ts'
import type { ActingAs, CallOptions, Calls, TemporaryCredentials } from '../wire/calls.ts'
import { sts } from '../wire/models/sts.ts'
import { LIMITS } from './limits.ts'

/** The sessions of the roles that deliveries act as, kept until shortly before they expire. */
export interface RoleSessions {
  /** @throws ServiceError when the role cannot be assumed */
  open(destination: LogDestination, options: CallOptions): Promise<ActingAs>
  /** Forgets a session that was not accepted. */
  forget(destination: LogDestination): void
}

const SESSION_NAME = 'lex-conversation-logs'

/** What a delivery asks of the role: also asked dry before each batch. */
export const assumeRoleInput = ({ roleArn }: LogDestination) => ({
  RoleArn: roleArn,
  RoleSessionName: SESSION_NAME,
})

/** Lex itself, on behalf of the alias (spec/surroundings.md §12). */
export function asLex(destination: LogDestination): ActingAs {
  const { account, region, botName, botAlias } = destination
  return {
    kind: 'service',
    principal: 'lex.amazonaws.com',
    sourceArn: `arn:aws:lex:${region}:${account}:bot:${botName}:${botAlias}`,
    sourceAccount: account,
  }
}

export function createRoleSessions(calls: Calls, clock: Clock): RoleSessions {
  const known = new Map<string, { credentials: TemporaryCredentials; renewAt: number }>()
  return {
    async open(destination, options) {
      const name = nameOf(destination)
      const cached = known.get(name)
      if (cached && clock.now() < cached.renewAt) {
        return { kind: 'session', credentials: cached.credentials }
      }
      const input = assumeRoleInput(destination)
      const { Credentials } = await calls.call(sts.AssumeRole, input, asLex(destination), options)
      assert(Credentials, 'AssumeRole answers with credentials')
      const { AccessKeyId: accessKeyId, SessionToken: sessionToken, Expiration } = Credentials
      const credentials = { accessKeyId, sessionToken }
      if (known.size >= LIMITS.cachedSessions) known.delete(known.keys().next().value ?? '')
      known.set(name, { credentials, renewAt: Expiration - LIMITS.renewBeforeMs })
      return { kind: 'session', credentials }
    },
    forget: destination => void known.delete(nameOf(destination)),
  }
}

// The trust policy may look at the alias, so sessions are not shared between aliases.
const nameOf = ({ account, region, botName, botAlias, roleArn }: LogDestination) =>
  JSON.stringify([account, region, botName, botAlias, roleArn])

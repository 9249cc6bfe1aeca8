import { boundedMap } from '../kernel/bounded-map.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Document, Store } from '../store/store.ts'
import type { Access, CredentialLookup } from './access.ts'
import { identityOfToken } from './api-tokens.ts'
import { type Compiler, createCompiler } from './compiled.ts'
import { decideCheck } from './decide-check.ts'
import type { Identity } from './identity.ts'
import { useNotes } from './last-use.ts'
import { LIMITS } from './limits.ts'
import {
  type AccessKey,
  accessKeyKey,
  accountKey,
  type Reader,
  type Role,
  recordOf,
  roleKey,
  type User,
  uniqueIdKey,
  userKey,
} from './records.ts'
import {
  identityOf,
  openSession,
  packedPolicyPercent,
  type SealedSession,
  sealSession,
} from './sessions.ts'
import { secretAccessKey, uniqueId } from './unique-ids.ts'

export interface AccessDependencies {
  readonly reader: Reader
  /** Where the last use of keys and roles is noted; nowhere when absent. */
  readonly writer?: Pick<Store, 'commit'>
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
}

/** Access management over the store; the compiler is shared with whoever compiles trust policies. */
export function createAccess(
  { reader, writer, seal, clock, random }: AccessDependencies,
  compiler: Compiler = createCompiler(),
): Access {
  const sessions = remembering(LIMITS.openedSessions, token => openSession(token, seal))
  const secrets = remembering(LIMITS.openedSecrets, (sealed, name) => {
    const opened = seal.open(sealed, name)
    return opened && Buffer.from(opened).toString('utf8')
  })
  const noteUse = useNotes(writer)
  const deciding = { reader, compiler }
  const temporary = async (
    accessKeyId: string,
    token: string | undefined,
  ): Promise<CredentialLookup> => {
    const session = token === undefined ? undefined : sessions(token, accessKeyId)
    if (session?.accessKeyId !== accessKeyId) return INVALID
    if (session.session.expiresAt <= clock.now()) return { kind: 'expired' }
    const identity = await liveIdentity(session, reader)
    if (!identity) return INVALID
    return { kind: 'found', secret: session.secretAccessKey, identity, strayToken: false }
  }
  return {
    findCredential: (accessKeyId, token) =>
      accessKeyId.startsWith('ASIA')
        ? temporary(accessKeyId, token)
        : longTerm(accessKeyId, token, reader, secrets),

    findToken: token => identityOfToken(token, reader),

    async openSession(accessKeyId, token) {
      const session = sessions(token, accessKeyId)
      if (session?.accessKeyId !== accessKeyId) return undefined
      if (session.session.expiresAt <= clock.now()) return undefined
      return liveIdentity(session, reader)
    },

    decide: (identity, check, facts) => decideCheck(identity, check, facts, deciding),

    noteUse,

    async issueSession(account, issuer, session) {
      const accessKeyId = uniqueId('ASIA', account, random)
      const secret = secretAccessKey(random)
      const sealed: SealedSession = {
        accessKeyId,
        secretAccessKey: secret,
        account,
        issuer,
        session,
      }
      return {
        accessKeyId,
        secretAccessKey: secret,
        sessionToken: sealSession(sealed, seal),
        identity: identityOf(sealed),
        packedPolicyPercent: packedPolicyPercent(session),
      }
    },
  }
}

const INVALID: CredentialLookup = { kind: 'invalid' }

async function longTerm(
  accessKeyId: string,
  token: string | undefined,
  reader: Reader,
  secrets: (sealed: string, name: string) => string | undefined,
): Promise<CredentialLookup> {
  const found = recordOf<AccessKey>(await reader.get(accessKeyKey(accessKeyId)))
  if (found?.status !== 'Active') return INVALID
  const { account, user, sealedSecret } = found
  const owner = await reader.get(user === undefined ? accountKey(account) : userKey(account, user))
  const identity = identityOfKey(found, owner)
  const secret = secrets(sealedSecret, accessKeyId)
  if (!identity || !secret) return INVALID
  const strayToken = token !== undefined
  return { kind: 'found', secret, identity, strayToken }
}

/** Of a user, or of the root user where the key names none; undefined when the owner is gone. */
function identityOfKey(
  { id, account, user, userId }: AccessKey,
  owner: Document | undefined,
): Identity | undefined {
  if (!owner) return undefined
  if (user === undefined) {
    const arn = `arn:aws:iam::${account}:root`
    return { account, accessKeyId: id, principal: { kind: 'root', arn, account } }
  }
  const found = recordOf<User>(owner)
  if (found?.id !== userId || !found) return undefined
  const { arn, id: uniqueId } = found
  return { account, accessKeyId: id, principal: { kind: 'user', arn, account, uniqueId } }
}

/**
 * Sessions end with their issuer, even when one of the same name is created again, and those that a key asked
 * for with that key. A user that was renamed acts under its new name.
 */
async function liveIdentity(sealed: SealedSession, reader: Reader): Promise<Identity | undefined> {
  const { account, issuer, session } = sealed
  if (session.issuerKeyId !== undefined) {
    const key = recordOf<AccessKey>(await reader.get(accessKeyKey(session.issuerKeyId)))
    if (key?.status !== 'Active') return undefined
  }
  if (issuer.kind === 'root') {
    return (await reader.get(accountKey(account))) ? identityOf(sealed) : undefined
  }
  if (issuer.kind === 'role') {
    const role = recordOf<Role>(await reader.get(roleKey(account, issuer.roleName)))
    return role?.id === session.issuerUniqueId ? identityOf(sealed) : undefined
  }
  const holder = recordOf<{ name: string }>(
    await reader.get(uniqueIdKey(account, session.issuerUniqueId)),
  )
  const user = holder && recordOf<User>(await reader.get(userKey(account, holder.name)))
  if (user?.id !== session.issuerUniqueId) return undefined
  return identityOf({ ...sealed, issuer: { kind: 'user', userArn: user.arn } })
}

/** Opens what is sealed, remembering the latest: a token or a secret is opened for every request that uses it. */
function remembering<T>(
  max: number,
  open: (sealed: string, name: string) => T | undefined,
): (sealed: string, name: string) => T | undefined {
  const opened = boundedMap<string, { readonly name: string; readonly value: T }>(max)
  return (sealed, name) => {
    const known = opened.get(sealed)
    if (known?.name === name) return known.value
    const value = open(sealed, name)
    if (value !== undefined) opened.set(sealed, { name, value })
    return value
  }
}

import { boundedMap } from '../kernel/bounded-map.ts'
import type { Clock } from '../kernel/clock.ts'
import { assert } from '../kernel/errors.ts'
import type { OutgoingFetch } from '../kernel/fetch.ts'
import type { Random } from '../kernel/random.ts'
import type { Store } from '../store/store.ts'
import type { ActingAs, Calls } from '../wire/calls.ts'
import { sts } from '../wire/models/sts.ts'
import type { SigningCredentials } from '../wire/sigv4/sign.ts'
import { callHouse, houseSource } from './house-source.ts'
import { assumeOverHttp, httpSource } from './http-source.ts'
import { COLLECTOR_SERVICE, collectorIdentity } from './identity.ts'
import { LIMITS } from './limits.ts'
import type { Place } from './records.ts'
import { type BucketSource, SourceFailure } from './source.ts'

/** How a place is entered: the secrets are open here and nowhere else. */
export type Entry =
  | { readonly kind: 'role'; readonly arn: string; readonly externalId: string | undefined }
  | { readonly kind: 'keys'; readonly credentials: SigningCredentials }

/** Where to, on whose behalf. */
export interface Errand {
  readonly place: Pick<Place, 'bucket' | 'region' | 'endpoint'>
  readonly accountId: string
  readonly owner: string
}

/** The ways into other people's buckets (spec/surroundings.md §14.1): a role with an external id, or keys. */
export interface Doors {
  /** Enters; a session that is still good is used again once the role's trust was asked again. @throws SourceFailure */
  open(errand: Errand, entry: Entry): Promise<BucketSource>
  /** Assumes a role and forgets what it got: for checks. @throws SourceFailure */
  knock(errand: Errand, arn: string, externalId: string | undefined): Promise<void>
}

export interface DoorParts {
  readonly store: Pick<Store, 'get' | 'commit'>
  readonly calls: Calls
  readonly clock: Clock
  readonly random: Random
  /** To endpoints that the operator allowed. */
  readonly outgoing: OutgoingFetch
  /** To this server itself, for keys that it issued. */
  readonly home: { readonly url: () => Promise<string>; readonly fetch: OutgoingFetch }
  /** Of the operator, to assume roles at AWS or elsewhere with; none when absent. */
  readonly foreignCredentials: (() => SigningCredentials) | undefined
}

export function createDoors(parts: DoorParts): Doors {
  const sessions = boundedMap<string, Session>(LIMITS.cachedSessions)
  return {
    async open(errand, entry) {
      if (entry.kind === 'keys') return keysSource(errand, entry.credentials, parts)
      const name = JSON.stringify([errand, entry])
      const cached = sessions.get(name)
      const isGood = cached && parts.clock.now() < cached.renewAt
      if (isGood && (await isStillTrusted(errand, entry, parts))) return cached.source
      const session = await enter(errand, entry, parts)
      sessions.set(name, session)
      return session.source
    },
    async knock(errand, arn, externalId) {
      await enter(errand, { kind: 'role', arn, externalId }, parts)
    },
  }
}

interface Session {
  readonly source: BucketSource
  readonly renewAt: number
}

type RoleEntry = Extract<Entry, { kind: 'role' }>

async function enter(errand: Errand, entry: RoleEntry, parts: DoorParts): Promise<Session> {
  const { place } = errand
  const input = roleInput(errand, entry)
  if (place.endpoint !== '') {
    const own = foreignCredentials(parts)
    const http = { fetch: parts.outgoing, clock: parts.clock }
    const { credentials, expiresAt } = await assumeOverHttp(place, input, own, http)
    const source = httpSource(place, credentials, http)
    return { source, renewAt: expiresAt - LIMITS.renewBeforeMs }
  }
  const as = await fetcher(errand, parts)
  const { Credentials } = await callHouse(parts, sts.AssumeRole, input, { as })
  assert(Credentials, 'AssumeRole answers with credentials')
  const { AccessKeyId: accessKeyId, SessionToken: sessionToken, Expiration } = Credentials
  const session: ActingAs = { kind: 'session', credentials: { accessKeyId, sessionToken } }
  return {
    source: houseSource(place, session, parts),
    renewAt: Expiration - LIMITS.renewBeforeMs,
  }
}

const roleInput = ({ accountId }: Errand, { arn, externalId }: RoleEntry) => ({
  RoleArn: arn,
  RoleSessionName: `collector-${accountId}`,
  ...(externalId !== undefined && { ExternalId: externalId }),
})

/** The collector's own role, on behalf of one of its accounts. */
async function fetcher({ accountId, owner }: Errand, parts: DoorParts): Promise<ActingAs> {
  const { accountId: own, roleArn } = await collectorIdentity(parts)
  const service: ActingAs = {
    kind: 'service',
    principal: COLLECTOR_SERVICE,
    sourceArn: `arn:aws:collector::${owner}:account/${accountId}`,
    sourceAccount: owner,
  }
  const input = { RoleArn: roleArn, RoleSessionName: `account-${accountId}` }
  const options = { as: service, account: own }
  const { Credentials } = await callHouse(parts, sts.AssumeRole, input, options)
  assert(Credentials, 'AssumeRole answers with credentials')
  const { AccessKeyId: accessKeyId, SessionToken: sessionToken } = Credentials
  return { kind: 'session', credentials: { accessKeyId, sessionToken } }
}

/** A trust policy that was changed meanwhile ends sessions that would outlive it. */
async function isStillTrusted(errand: Errand, entry: RoleEntry, parts: DoorParts) {
  if (errand.place.endpoint !== '') return true
  const as = await fetcher(errand, parts)
  const input = roleInput(errand, entry)
  const { allowed } = await parts.calls.wouldAllow(sts.AssumeRole, input, as)
  return allowed
}

async function keysSource(
  { place }: Errand,
  credentials: SigningCredentials,
  { clock, home, outgoing }: DoorParts,
): Promise<BucketSource> {
  if (place.endpoint !== '') return httpSource(place, credentials, { fetch: outgoing, clock })
  const there = { ...place, endpoint: await home.url() }
  return httpSource(there, credentials, { fetch: home.fetch, clock })
}

function foreignCredentials({ foreignCredentials: given }: DoorParts): SigningCredentials {
  if (given) return given()
  throw new SourceFailure(
    'NoForeignCredentials',
    'the operator gave this server no credentials (--collector-credentials) to assume roles elsewhere with',
  )
}

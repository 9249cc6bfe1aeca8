import type { ContextValue, RequestContext } from '@parley/policy'
import type { Check, RequestFacts } from './check.ts'
import type { Identity, Tag } from './identity.ts'
import { type OrgPlace, orgPathOf } from './organizations.ts'

export interface ContextSources {
  readonly identity: Identity
  readonly principalTags: readonly Tag[]
  readonly check: Check
  readonly facts: RequestFacts
  readonly resourceAccount: string
  /** Where an account stands in its organisation; nowhere when absent. */
  readonly placeOf?: (account: string) => Promise<OrgPlace | undefined>
}

/**
 * Loads the condition keys that the policies in play read, and no others (spec/iam.md §3). What a check
 * contributes wins over what every request has.
 */
export async function loadContext(
  keys: Iterable<string>,
  sources: ContextSources,
): Promise<RequestContext> {
  const context = new Map<string, ContextValue>()
  const own = sources.check.context ? ownKeys(sources.check.context) : NO_KEYS
  for (const key of keys) {
    if (context.has(key)) continue
    const found = keyValue(key, own, sources)
    const value = found instanceof Promise ? await found : found
    if (value !== undefined) context.set(key, value)
  }
  return context
}

type Loader = () => ContextValue | undefined | Promise<ContextValue | undefined>

const NO_KEYS: ReadonlyMap<string, Loader> = new Map()

function ownKeys(context: NonNullable<Check['context']>): ReadonlyMap<string, Loader> {
  return new Map(
    Object.entries(context).map(([name, value]): [string, Loader] => [
      name.toLowerCase(),
      typeof value === 'function' ? value : () => value,
    ]),
  )
}

function keyValue(
  key: string,
  own: ReadonlyMap<string, Loader>,
  sources: ContextSources,
): ReturnType<Loader> {
  const contributed = own.get(key)
  if (contributed) return contributed()
  const slash = key.indexOf('/')
  if (slash > 0) return taggedValue(key.slice(0, slash), key.slice(slash + 1), sources)
  return sources.facts.serviceKeys?.get(key) ?? GLOBAL_KEYS.get(key)?.(sources)
}

function taggedValue(
  prefix: string,
  name: string,
  { check, principalTags }: ContextSources,
): ReturnType<Loader> {
  if (prefix === 'aws:principaltag') return tagValue(principalTags, name)
  if (prefix === 'aws:requesttag') return tagValue(check.requestTags ?? [], name)
  const ofResource = ['aws:resourcetag', ...(check.tagPrefixes ?? []).map(one => one.toLowerCase())]
  if (!ofResource.includes(prefix)) return undefined
  return check.tags?.().then(tags => tagValue(tags ?? [], name))
}

function tagValue(tags: readonly Tag[], lowerKey: string): string | undefined {
  return tags.find(tag => tag.key.toLowerCase() === lowerKey)?.value
}

type Source = (
  sources: ContextSources,
) => ContextValue | undefined | Promise<ContextValue | undefined>

const isoTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

// A map: the names of keys come from policies, and an object has more names than its own.
const GLOBAL_KEYS: ReadonlyMap<string, Source> = new Map(
  Object.entries<Source>({
    'aws:currenttime': ({ facts }) => isoTime(facts.time),
    'aws:epochtime': ({ facts }) => String(Math.floor(facts.time / 1000)),
    'aws:requestedregion': ({ facts }) => facts.region,
    'aws:securetransport': ({ facts }) => String(facts.secureTransport),
    'aws:sourceip': ({ facts, identity }) => (identity.calledVia ? undefined : facts.sourceIp),
    'aws:useragent': ({ facts }) => facts.userAgent,
    'aws:referer': ({ facts }) => facts.referer,
    'aws:principalarn': ({ identity: { principal } }) => {
      if (principal.kind === 'role-session') return principal.roleArn
      return 'arn' in principal ? principal.arn : undefined
    },
    'aws:principalaccount': ({ identity: { principal } }) => {
      if (principal.kind === 'anonymous') return 'anonymous'
      return 'account' in principal ? principal.account : undefined
    },
    'aws:principaltype': ({ identity: { principal } }) => PRINCIPAL_TYPES[principal.kind],
    'aws:principalisawsservice': ({ identity: { principal } }) =>
      principal.kind === 'anonymous' ? undefined : String(principal.kind === 'service'),
    'aws:principalservicename': ({ identity: { principal } }) =>
      principal.kind === 'service' ? principal.name : undefined,
    'aws:principalservicenameslist': ({ identity: { principal } }) =>
      principal.kind === 'service' ? [principal.name] : undefined,
    'aws:userid': ({ identity }) => userId(identity),
    'aws:username': ({ identity: { principal } }) =>
      principal.kind === 'user'
        ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1)
        : undefined,
    'aws:tokenissuetime': ({ identity: { session } }) => session && isoTime(session.issuedAt),
    'aws:multifactorauthpresent': ({ identity: { session } }) =>
      session && String(session.kind === 'user' && session.mfaAuthenticatedAt !== undefined),
    'aws:multifactorauthage': ({ identity: { session }, facts }) =>
      session?.kind === 'user' && session.mfaAuthenticatedAt !== undefined
        ? String(Math.floor((facts.time - session.mfaAuthenticatedAt) / 1000))
        : undefined,
    'aws:sourceidentity': ({ identity: { session } }) => session?.sourceIdentity,
    'aws:federatedprovider': ({ identity: { session } }) => session?.federatedProvider,
    'aws:sourcearn': ({ identity }) => identity.source?.arn,
    'aws:sourceaccount': ({ identity }) => identity.source?.account,
    'aws:viaawsservice': ({ identity }) => String((identity.calledVia?.length ?? 0) > 0),
    'aws:calledvia': ({ identity }) => identity.calledVia,
    'aws:calledviafirst': ({ identity }) => identity.calledVia?.[0],
    'aws:calledvialast': ({ identity }) => identity.calledVia?.at(-1),
    'aws:resourceaccount': ({ resourceAccount }) => resourceAccount,
    ...organizationKeys('aws:principalorg', ({ identity: { principal } }) =>
      'account' in principal ? principal.account : undefined,
    ),
    ...organizationKeys('aws:resourceorg', ({ resourceAccount }) => resourceAccount),
    ...organizationKeys('aws:sourceorg', ({ identity }) => identity.source?.account),
    'aws:tagkeys': ({ check }) =>
      check.requestTagKeys ?? check.requestTags?.map(tag => tag.key) ?? undefined,
  }),
)

/** The organisation of one of the accounts that take part, and the path to it. */
function organizationKeys(
  prefix: string,
  accountOf: (sources: ContextSources) => string | undefined,
): Record<string, Source> {
  const placeIn = async (sources: ContextSources) => {
    const account = accountOf(sources)
    return account === undefined ? undefined : sources.placeOf?.(account)
  }
  return {
    [`${prefix}id`]: async sources => (await placeIn(sources))?.organization.id,
    [`${prefix}paths`]: async sources => {
      const place = await placeIn(sources)
      return place && [orgPathOf(place)]
    },
  }
}

const PRINCIPAL_TYPES: Readonly<Record<string, string>> = {
  root: 'Account',
  user: 'User',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
  anonymous: 'Anonymous',
}

/** aws:userid, and UserId of GetCallerIdentity. */
export function userId({ principal, session }: Identity): string | undefined {
  switch (principal.kind) {
    case 'root':
      return principal.account
    case 'user':
      return principal.uniqueId
    case 'role-session':
      return `${principal.uniqueId}:${session?.sessionName ?? ''}`
    case 'federated-user':
      return `${principal.account}:${session?.sessionName ?? ''}`
    case 'anonymous':
      return 'anonymous'
    default:
      return undefined
  }
}

import type { JWTPayload } from 'jose'
import type { Tag } from '../../../access/identity.ts'
import type { WebIdentity } from './token.ts'

/** What a token's claims mean to policies and sessions (spec/iam.md §5.4). */

const TAGS = 'https://aws.amazon.com/tags'
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity'

/** The condition keys of a provider: `HOST/PATH:aud`, `:sub` and so on. */
export function providerKeysOf({ provider, audience, subject, claims }: WebIdentity) {
  const { aud, azp, email, amr } = claims
  const original = typeof azp === 'string' ? (typeof aud === 'string' ? aud : aud?.[0]) : undefined
  const keys: Record<string, string | readonly string[] | undefined> = {
    aud: audience,
    oaud: original,
    sub: subject,
    email: typeof email === 'string' ? email : undefined,
    amr: Array.isArray(amr) ? amr.filter(one => typeof one === 'string') : undefined,
  }
  return Object.fromEntries(
    Object.entries(keys).map(([name, value]) => [`${provider.url}:${name}`, value]),
  )
}

/** The session tags that a provider vouches for, nested in one claim or each in its own. */
export function claimedTags(claims: JWTPayload): {
  readonly tags: readonly Tag[]
  readonly transitiveTagKeys: readonly string[]
} {
  const nested = isObject(claims[TAGS]) ? claims[TAGS] : {}
  const principal = isObject(nested['principal_tags']) ? nested['principal_tags'] : {}
  const prefix = `${TAGS}/principal_tags/`
  const flat = Object.entries(claims).flatMap(([name, value]): [string, unknown][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  )
  const tags = [...Object.entries(principal), ...flat].flatMap(([key, value]): Tag[] => {
    const first = Array.isArray(value) ? value[0] : value
    return typeof first === 'string' ? [{ key, value: first }] : []
  })
  const transitive = nested['transitive_tag_keys'] ?? claims[`${TAGS}/transitive_tag_keys`] ?? []
  const keys = [transitive].flat().filter(one => typeof one === 'string')
  return { tags, transitiveTagKeys: keys }
}

export function claimedSourceIdentity(claims: JWTPayload): string | undefined {
  const claimed = claims[SOURCE_IDENTITY]
  return typeof claimed === 'string' && /^[\w+=,.@-]{2,64}$/.test(claimed) ? claimed : undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

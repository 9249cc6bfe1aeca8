import type { JSONWebKeySet } from 'jose'
import { boundedMap } from '../../../kernel/bounded-map.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { OutgoingFetch } from '../../../kernel/fetch.ts'
import type { Json } from '../../../kernel/json.ts'
import { failed, ok, type Result } from '../../../kernel/result.ts'
import { LIMITS } from '../limits.ts'

/** The public keys of identity providers, as they publish them (OpenID Connect Discovery 1.0). */
export interface ProviderKeys {
  /**
   * The keys of an issuer, remembered for a while. `fresh` asks again, for a token with a key that is not
   * among them, but no more often than once a minute.
   */
  keysOf(issuer: string, fresh?: boolean): Promise<Result<JSONWebKeySet, string>>
}

interface Known {
  readonly keys: Promise<Result<JSONWebKeySet, string>>
  /** What was last asked has failed: it lasts a shorter while. */
  failed: boolean
  readonly at: number
}

export function createProviderKeys(
  outgoing: OutgoingFetch | undefined,
  clock: Clock,
): ProviderKeys {
  const known = boundedMap<string, Known>(LIMITS.providers)
  return {
    async keysOf(issuer, fresh = false) {
      const found = known.get(issuer)
      const lasts = fresh ? LIMITS.providerRefreshMs : LIMITS.providerKeysMs
      const most = found?.failed ? LIMITS.providerFailureMs : lasts
      if (found && clock.now() - found.at < most) return found.keys
      if (!outgoing) return failed('this server calls no identity providers')
      // Kept before the answer is there: whoever comes meanwhile waits for the same one.
      const asked: Known = { keys: published(issuer, outgoing), failed: false, at: clock.now() }
      known.set(issuer, asked)
      asked.failed = !(await asked.keys).ok
      return asked.keys
    },
  }
}

async function published(
  issuer: string,
  outgoing: OutgoingFetch,
): Promise<Result<JSONWebKeySet, string>> {
  const base = issuer.replace(/\/$/, '')
  const discovery = await readJson(`${base}/.well-known/openid-configuration`, outgoing)
  if (!discovery.ok) return discovery
  const { issuer: named, jwks_uri: address } = discovery.value
  if (named !== issuer) return failed('the provider calls itself by another name')
  if (typeof address !== 'string' || !address.startsWith('https://')) {
    return failed('the provider tells no address of its keys')
  }
  const set = await readJson(address, outgoing)
  if (!set.ok) return set
  const { keys } = set.value
  if (!Array.isArray(keys) || keys.length > LIMITS.providerKeys || !keys.every(isObject)) {
    return failed('the provider publishes no keys')
  }
  // What a key needs is checked when it is used.
  return ok({ keys } as unknown as JSONWebKeySet)
}

async function readJson(
  url: string,
  outgoing: OutgoingFetch,
): Promise<Result<Readonly<Record<string, Json>>, string>> {
  const answer = await outgoing(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    timeoutMs: LIMITS.providerTimeoutMs,
    maxBytes: LIMITS.providerBytes,
  })
  if (!answer.ok) return failed(answer.error.message)
  if (answer.value.status !== 200) return failed(`the provider answered ${answer.value.status}`)
  try {
    const value: unknown = JSON.parse(Buffer.from(answer.value.body).toString('utf8'))
    return isObject(value) ? ok(value as Readonly<Record<string, Json>>) : failed('no JSON object')
  } catch {
    return failed('the provider answered with what is no JSON')
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import { boundedMap } from '../../kernel/bounded-map.ts'
import { type SignedHead, signedValues, stringToSign, uncovered } from './canonical.ts'
import { LIMITS } from './limits.ts'
import type { Signature } from './signature.ts'

/** Signing keys by access key, date, region and service; the least recently used goes first. */
export interface SigningKeys {
  get(signature: Signature, secret: string): KeyObject
}

export function signingKeys(max = LIMITS.cachedSigningKeys): SigningKeys {
  const keys = boundedMap<string, { secret: string; key: KeyObject }>(max)
  return {
    get({ accessKeyId, scopeDate, region, service }, secret) {
      const name = `${accessKeyId}/${scopeDate}/${region}/${service}`
      const known = keys.get(name)
      if (known?.secret === secret) return known.key
      // HMAC with a KeyObject: raw key bytes are four times slower on Node 24 (spec/stack.md §2).
      const key = createSecretKey(deriveKey(secret, scopeDate, region, service))
      keys.set(name, { secret, key })
      return key
    },
  }
}

/** HMAC chain over date, region and service (spec/iam.md §8.1). */
export function deriveKey(secret: string, date: string, region: string, service: string): Buffer {
  const chain = (key: Buffer | string, text: string) =>
    createHmac('sha256', key).update(text).digest()
  return chain(chain(chain(chain(`AWS4${secret}`, date), region), service), 'aws4_request')
}

/** Whether the signature covers all that matters, and was made with this key over it; in constant time. */
export function isRightSignature(
  head: SignedHead,
  signature: Signature,
  key: KeyObject,
  payloadHash: string,
): boolean {
  const values = signedValues(head, signature)
  if (uncovered(head, signature, values) !== undefined) return false
  const expected = createHmac('sha256', key)
    .update(stringToSign(head, signature, payloadHash, values))
    .digest()
  return timingSafeEqual(expected, Buffer.from(signature.signature, 'hex'))
}

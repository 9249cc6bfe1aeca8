import { hash, type KeyObject, X509Certificate } from 'node:crypto'
import { boundedMap } from '../../../kernel/bounded-map.ts'
import { LIMITS } from '../limits.ts'
import { NAMESPACES } from './names.ts'
import { attribute, childrenNamed, descendants, isNamed, parseXml, textOf } from './xml.ts'

/** Whom an account believes: the name of an identity provider and the keys that sign for it. */
export interface ProviderTrust {
  readonly entityId: string
  readonly keys: readonly [KeyObject, ...KeyObject[]]
}

/** What metadata documents say, remembered: callers without credentials make us ask. */
export type ProviderTrusts = (metadata: string) => ProviderTrust | undefined

export function createProviderTrusts(): ProviderTrusts {
  const known = boundedMap<string, { readonly trust: ProviderTrust | undefined }>(LIMITS.providers)
  return metadata => {
    const digest = hash('sha256', metadata)
    const found = known.get(digest)
    if (found) return found.trust
    const trust = trustOf(metadata)
    known.set(digest, { trust })
    return trust
  }
}

/** Undefined for metadata without a name or a key that can be used. */
export function trustOf(metadata: string): ProviderTrust | undefined {
  if (metadata.length > LIMITS.samlMetadataCharacters) return undefined
  const entity = parseXml(metadata)
  if (!entity || !isNamed(entity, NAMESPACES.metadata, 'EntityDescriptor')) return undefined
  const entityId = attribute(entity, 'entityID') ?? ''
  const [first, ...more] = childrenNamed(entity, NAMESPACES.metadata, 'IDPSSODescriptor')
    .flatMap(role => childrenNamed(role, NAMESPACES.metadata, 'KeyDescriptor'))
    .filter(descriptor => (attribute(descriptor, 'use') ?? 'signing') === 'signing')
    .flatMap(descriptor => descendants(descriptor) ?? [])
    .filter(element => isNamed(element, NAMESPACES.signature, 'X509Certificate'))
    .slice(0, LIMITS.samlKeys)
    .flatMap(element => keyOf(textOf(element)))
  return first && entityId !== '' ? { entityId, keys: [first, ...more] } : undefined
}

/**
 * The key of a certificate, if it is strong enough. The certificate is a wrapping for the key that the account's
 * administrator put there, until it is taken away; its dates are not looked at (docs/decisions/saml.md).
 */
function keyOf(base64: string): readonly KeyObject[] {
  let key: KeyObject
  try {
    key = new X509Certificate(Buffer.from(base64, 'base64')).publicKey
  } catch {
    // One certificate that nobody can read does not take the others away.
    return []
  }
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  const isStrong =
    key.asymmetricKeyType === 'rsa'
      ? modulusLength >= LIMITS.samlRsaBits
      : ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve)
  return isStrong ? [key] : []
}

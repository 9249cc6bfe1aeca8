import {
  IDPRejectedClaimException,
  InvalidIdentityTokenException,
} from '../../../wire/models/sts.ts'
import { ENVELOPED, EXCLUSIVE_FORM, isSignedBy, verifierWith } from './algorithms.ts'
import type { XmlElement, XmlNode } from './library.ts'
import type { ProviderTrust } from './metadata.ts'
import { NAMESPACES, SUCCESS } from './names.ts'
import {
  attribute,
  children,
  childrenNamed,
  descendants,
  isNamed,
  onlyChild,
  parseMessage,
  textOf,
} from './xml.ts'

const { protocol, assertion: assertionNamespace, signature: signatureNamespace } = NAMESPACES

/**
 * The one assertion of a response, read from the very bytes that a key of the provider signed: nothing of the
 * document around them is looked at again, so that it does not matter what was wrapped around them.
 * @throws InvalidIdentityToken @throws IDPRejectedClaim
 */
export function signedAssertion(text: string, keys: Keys): XmlElement {
  const response = parseMessage(text)
  const all = response && descendants(response)
  if (!response || !all || !isNamed(response, protocol, 'Response')) throw unreadable()
  refuseFailure(response)
  const assertion = onlyAssertion(response, all)
  refuseRepeatedIds(all)
  const signatures = all.filter(({ localName }) => localName === 'Signature')
  const parents = signatures.map(({ parentNode }) => parentNode)
  const arePlaced = parents.every(parent => parent === response || parent === assertion)
  if (!arePlaced || signatures.length === 0 || new Set(parents).size < parents.length) {
    throw invalidSignature()
  }
  // Every signature must be right; the innermost covers least, and is what is read.
  const covered = new Map<XmlNode | null, XmlElement>()
  for (const signature of signatures) {
    const parent = signature.parentNode === response ? response : assertion
    covered.set(parent, coveredBy(signature, parent, text, keys))
  }
  const own = covered.get(assertion)
  if (own) return own
  const whole = covered.get(response)
  const found = whole && onlyChild(whole, assertionNamespace, 'Assertion')
  if (!found) throw invalidSignature()
  return found
}

type Keys = ProviderTrust['keys']

/** Whether signed or not: a provider that says it did not recognise anybody is believed. */
function refuseFailure(response: XmlElement): void {
  const status = onlyChild(response, protocol, 'Status')
  const code = status && onlyChild(status, protocol, 'StatusCode')
  if (code && attribute(code, 'Value') === SUCCESS) return
  throw IDPRejectedClaimException('The identity provider reported that authentication failed')
}

function onlyAssertion(response: XmlElement, all: readonly XmlElement[]): XmlElement {
  if (all.some(({ localName }) => localName === 'EncryptedAssertion')) {
    throw InvalidIdentityTokenException('Encrypted assertions are not supported')
  }
  const [assertion, ...more] = all.filter(({ localName }) => localName === 'Assertion')
  const isOnly = assertion && more.length === 0 && assertion.parentNode === response
  if (isOnly && isNamed(assertion, assertionNamespace, 'Assertion')) return assertion
  throw InvalidIdentityTokenException('Response must contain exactly one assertion')
}

/** An id that stands twice makes one reference mean two elements. */
function refuseRepeatedIds(all: readonly XmlElement[]): void {
  const ids = all.flatMap(element =>
    Array.from(element.attributes)
      .filter(({ localName, name }) => (localName ?? name).toLowerCase() === 'id')
      .map(({ value }) => value),
  )
  if (new Set(ids).size < ids.length) throw invalidSignature()
}

/** The element that a signature covers, parsed anew from its canonical form. @throws InvalidIdentityToken */
function coveredBy(
  signature: XmlElement,
  parent: XmlElement,
  text: string,
  keys: Keys,
): XmlElement {
  if (!isPlain(signature, parent, keys)) throw invalidSignature()
  const form = verifiedForm(signature, text, keys)
  const element = form === undefined ? undefined : parseMessage(form)
  const isParent =
    element &&
    isNamed(element, parent.namespaceURI ?? '', parent.localName) &&
    attribute(element, 'ID') === attribute(parent, 'ID')
  if (isParent) return element
  throw invalidSignature()
}

function verifiedForm(signature: XmlElement, text: string, keys: Keys): string | undefined {
  const verifier = verifierWith(keys)
  try {
    verifier.loadSignature(signature)
    if (!verifier.checkSignature(text)) return undefined
  } catch {
    // The library throws for a wrong signature as for an unknown algorithm.
    return undefined
  }
  const [form, ...more] = verifier.getSignedReferences()
  return more.length === 0 ? form : undefined
}

/**
 * A signature as SAML has it (Core §5.4): of its parent, by one reference, with nothing else inside, and made with
 * a key of the provider.
 */
function isPlain(signature: XmlElement, parent: XmlElement, keys: Keys): boolean {
  const id = attribute(parent, 'ID') ?? ''
  const [info, value, ...rest] = children(signature)
  if (!info || !value || !isSigned(signature, 'Signature')) return false
  if (!isSigned(info, 'SignedInfo') || !isSigned(value, 'SignatureValue')) return false
  if (rest.length > 1 || !rest.every(one => isSigned(one, 'KeyInfo'))) return false
  const [form, method, reference, ...others] = children(info)
  if (!form || !method || !reference || others.length > 0) return false
  if (!isSigned(form, 'CanonicalizationMethod') || !isSigned(method, 'SignatureMethod')) {
    return false
  }
  return (
    isSigned(reference, 'Reference') &&
    /^[\w.-]+$/.test(id) &&
    attribute(reference, 'URI') === `#${id}` &&
    attribute(form, 'Algorithm') === EXCLUSIVE_FORM &&
    children(form).length === 0 &&
    transformsOf(reference).join(' ') === `${ENVELOPED} ${EXCLUSIVE_FORM}` &&
    isSignedBy(keys, info, attribute(method, 'Algorithm') ?? '', textOf(value))
  )
}

const isSigned = (element: XmlElement, name: string) => isNamed(element, signatureNamespace, name)

function transformsOf(reference: XmlElement): readonly (string | undefined)[] {
  const transforms = onlyChild(reference, signatureNamespace, 'Transforms')
  if (!transforms) return []
  const all = childrenNamed(transforms, signatureNamespace, 'Transform')
  return all.map(one => attribute(one, 'Algorithm'))
}

export const unreadable = () => InvalidIdentityTokenException('Invalid SAML response')
const invalidSignature = () => InvalidIdentityTokenException('Response signature invalid')

import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** An identity provider for tests: its metadata, and responses that it signs. */

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')

export const SAML_CERTIFICATE = fixture('saml-cert.pem')
export const WEAK_CERTIFICATE = fixture('saml-weak-cert.pem')
export const SAML_KEY = createPrivateKey(fixture('saml-key.pem'))
/** Of somebody whom nobody believes. */
export const OTHER_KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey

export const ENTITY_ID = 'https://idp.example.com/saml'
export const RECIPIENT = 'https://signin.aws.amazon.com/saml'
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
export const RSA_SHA256 = `${MORE}rsa-sha256`
export const ECDSA_SHA256 = `${MORE}ecdsa-sha256`
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
export const EXCLUSIVE_FORM = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

export function metadata(certificates: readonly string[] = [SAML_CERTIFICATE], entity = ENTITY_ID) {
  const keys = certificates.map(pem => {
    const bare = pem.replace(/-----[^-]+-----|\s/g, '')
    return `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`
  })
  return `<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}">
  <!-- as its administrator exported it, with what makes the document as long as the model of the service
       demands it to be: a thousand characters at least, of which a comment is made most easily. -->
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${keys.join('\n')}
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${entity}/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>`
}

export interface Claimed {
  readonly roles?: readonly string[]
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  readonly issuer?: string
  readonly audience?: string
  readonly recipient?: string
  readonly subject?: string
  readonly format?: string
  /** Epoch ms. */
  readonly issuedAt?: number
  readonly notBefore?: number
  readonly notOnOrAfter?: number
  readonly sessionNotOnOrAfter?: number
  readonly conditions?: string
  readonly id?: string
}

export function assertionXml(claimed: Claimed = {}): string {
  const { issuedAt = Date.now(), id = '_a1', subject = 'jane@example.com' } = claimed
  const { notBefore = issuedAt, notOnOrAfter = issuedAt + 300_000 } = claimed
  const { format = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' } = claimed
  const { audience = 'urn:amazon:webservices', recipient = RECIPIENT } = claimed
  const until = claimed.sessionNotOnOrAfter
  const attributes = {
    [`${AWS}Role`]: claimed.roles ?? [],
    [`${AWS}RoleSessionName`]: 'jane',
    ...claimed.attributes,
  }
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${iso(issuedAt)}">`,
    `<saml:Issuer>${claimed.issuer ?? ENTITY_ID}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="${format}">${subject}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData NotOnOrAfter="${iso(notOnOrAfter)}" Recipient="${recipient}"/>`,
    '</saml:SubjectConfirmation></saml:Subject>',
    `<saml:Conditions NotBefore="${iso(notBefore)}" NotOnOrAfter="${iso(notOnOrAfter)}">`,
    `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`,
    `${claimed.conditions ?? ''}</saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${iso(issuedAt)}"${until === undefined ? '' : ` SessionNotOnOrAfter="${iso(until)}"`}/>`,
    '<saml:AttributeStatement>',
    ...Object.entries(attributes).map(([name, values]) => attributeXml(name, [values].flat())),
    '</saml:AttributeStatement></saml:Assertion>',
  ].join('')
}

const attributeXml = (name: string, values: readonly string[]) =>
  `<saml:Attribute Name="${name}">${values.map(value => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`

const iso = (time: number) => new Date(time).toISOString()

export const responseXml = (
  assertion: string,
  status = 'urn:oasis:names:tc:SAML:2.0:status:Success',
) =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" Version="2.0" IssueInstant="${iso(Date.now())}"><samlp:Status><samlp:StatusCode Value="${status}"/></samlp:Status>${assertion}</samlp:Response>`

export interface SigningOptions {
  readonly key?: KeyObject
  readonly covers?: 'Assertion' | 'Response'
  readonly algorithm?: string
  readonly digest?: string
  readonly form?: string
  /** What the signature says of its key. */
  readonly certificate?: string
}

/** The document with one more signature in it. */
export function signedXml(
  xml: string,
  {
    key = SAML_KEY,
    covers = 'Assertion',
    algorithm = RSA_SHA256,
    digest = SHA256,
    form = EXCLUSIVE_FORM,
    certificate,
  }: SigningOptions = {},
): string {
  const signer = new SignedXml({
    privateKey: key,
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: form,
    ...(certificate !== undefined && { publicCert: certificate }),
  })
  signer.SignatureAlgorithms = { ...signer.SignatureAlgorithms, [ECDSA_SHA256]: EcdsaSha256 }
  const path = `//*[local-name(.)='${covers}']`
  signer.addReference({ xpath: path, transforms: [ENVELOPED, form], digestAlgorithm: digest })
  signer.computeSignature(xml, { prefix: 'ds', location: { reference: path, action: 'append' } })
  return signer.getSignedXml()
}

/** A response with one signed assertion, as the parameter of the request has it. */
export const samlResponse = (claimed: Claimed = {}, options: SigningOptions = {}): string =>
  encoded(signedXml(responseXml(assertionXml(claimed)), options))

export const encoded = (xml: string) => Buffer.from(xml).toString('base64')

interface Signer {
  SignatureAlgorithms: Record<string, unknown>
  addReference(reference: {
    readonly xpath: string
    readonly transforms: readonly string[]
    readonly digestAlgorithm: string
  }): void
  computeSignature(xml: string, options: object): void
  getSignedXml(): string
}

const { SignedXml } = createRequire(import.meta.url)('xml-crypto') as {
  readonly SignedXml: new (options: object) => Signer
}

// The library has no signatures on elliptic curves; it makes its algorithms with `new`.
class EcdsaSha256 {
  getAlgorithmName = () => ECDSA_SHA256
  getSignature = (text: string, key: KeyObject) =>
    sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64')
}

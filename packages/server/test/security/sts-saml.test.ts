import { CreateRoleCommand, CreateSAMLProviderCommand, IAMClient } from '@aws-sdk/client-iam'
import { AssumeRoleWithSAMLCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../../src/kernel/clock.ts'
import { openHouse } from '../house.ts'
import { policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import {
  assertionXml,
  type Claimed,
  ENTITY_ID,
  encoded,
  metadata,
  OTHER_KEY,
  responseXml,
  SAML_CERTIFICATE,
  SAML_KEY,
  type SigningOptions,
  samlResponse,
  signedXml,
  WEAK_CERTIFICATE,
} from '../saml-idp.ts'

/** Attacks on the one call that an XML signature opens: each would take over a role if it succeeded. */

const clock = fakeClock(Date.now())
const house = await openHouse({ clock })
const iam = new IAMClient(house.as())
const arnOf = (name: string) => `arn:aws:iam::${house.account}:saml-provider/${name}`
const ROLE = `arn:aws:iam::${house.account}:role/admin`
const roles = [`${ROLE},${arnOf('Corp')}`]
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const INVALID_SIGNATURE = ['InvalidIdentityToken', 'Response signature invalid', 400]
const UNREADABLE = ['InvalidIdentityToken', 'Invalid SAML response', 400]
const ONE_ASSERTION = ['InvalidIdentityToken', 'Response must contain exactly one assertion', 400]
afterAll(() => house.close())

beforeAll(async () => {
  const provider = (Name: string, SAMLMetadataDocument: string) =>
    iam.send(new CreateSAMLProviderCommand({ Name, SAMLMetadataDocument }))
  await provider('Corp', metadata())
  await provider('Weak', metadata([WEAK_CERTIFICATE]))
  await provider('Other', metadata([SAML_CERTIFICATE], 'https://other.example.com'))
  const Principal = { Federated: [arnOf('Corp'), arnOf('Other')] }
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal,
    Action: 'sts:AssumeRoleWithSAML',
  })
  await iam.send(new CreateRoleCommand({ RoleName: 'admin', AssumeRolePolicyDocument }))
})

const assume = (SAMLAssertion: string, PrincipalArn = arnOf('Corp')) => {
  const { endpoint, region, maxAttempts } = house.as()
  return new STSClient({ endpoint, region, maxAttempts }).send(
    new AssumeRoleWithSAMLCommand({ RoleArn: ROLE, PrincipalArn, SAMLAssertion }),
  )
}

const claimed = (more: Claimed = {}): Claimed => ({ roles, issuedAt: clock.now(), ...more })
const good = (more: Claimed = {}, options: SigningOptions = {}) =>
  signedXml(responseXml(assertionXml(claimed(more))), options)

/** What an attacker would like to be. */
const evil = (id = '_evil') => assertionXml(claimed({ id, subject: 'root@example.com' }))
const signatureIn = (xml: string) => /<ds:Signature .*<\/ds:Signature>/s.exec(xml)?.[0] ?? ''
const assertionIn = (xml: string) => /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
const inside = (xml: string, more: string) =>
  xml.replace('</samlp:Response>', `${more}</samlp:Response>`)

it('a good assertion opens the door that the attacks below try', async () => {
  expect((await assume(encoded(good()))).Subject).toBe('jane@example.com')
})

describe('a signature wrapped around another content is refused', () => {
  const cases: readonly (readonly [string, readonly (string | number)[], () => string])[] = [
    ['a second assertion beside the signed one', ONE_ASSERTION, () => inside(good(), evil())],
    [
      'a second assertion before the signed one',
      ONE_ASSERTION,
      () => good().replace('<saml:Assertion ', `${evil()}<saml:Assertion `),
    ],
    [
      'the signed one moved into an extension, another in its place',
      ONE_ASSERTION,
      () => {
        const xml = good()
        const signed = assertionIn(xml)
        return xml.replace(signed, `<samlp:Extensions>${signed}</samlp:Extensions>${evil()}`)
      },
    ],
    [
      'the signed one inside the signature of another',
      ONE_ASSERTION,
      () => {
        const xml = good()
        const signed = assertionIn(xml)
        const object = `<ds:Object>${signed.replace(signatureIn(xml), '')}</ds:Object>`
        const signature = signatureIn(xml).replace('</ds:Signature>', `${object}</ds:Signature>`)
        return responseXml(evil().replace('</saml:Assertion>', `${signature}</saml:Assertion>`))
      },
    ],
    [
      'the signature moved to another assertion',
      INVALID_SIGNATURE,
      () =>
        responseXml(evil().replace('</saml:Assertion>', `${signatureIn(good())}</saml:Assertion>`)),
    ],
    [
      'the same id on both',
      INVALID_SIGNATURE,
      () => good().replace('<samlp:Response ', '<samlp:Response Id="_a1" '),
    ],
    [
      'a signature that covers the response, carried by another element',
      INVALID_SIGNATURE,
      () => {
        const xml = good({}, { covers: 'Response' })
        const signature = signatureIn(xml)
        return xml.replace(signature, `<samlp:Extensions>${signature}</samlp:Extensions>`)
      },
    ],
    [
      'a signature of the assertion carried by the response',
      INVALID_SIGNATURE,
      () => {
        const xml = good()
        const signature = signatureIn(xml)
        return inside(xml.replace(signature, ''), signature)
      },
    ],
    [
      'two signatures of one assertion',
      INVALID_SIGNATURE,
      () => {
        const xml = good()
        return xml.replace(signatureIn(xml), signatureIn(xml).repeat(2))
      },
    ],
    ['no signature', INVALID_SIGNATURE, () => responseXml(assertionXml(claimed()))],
    ['no assertion', ONE_ASSERTION, () => responseXml('')],
    ['an assertion without a response', UNREADABLE, () => assertionIn(good())],
    [
      'an object in the signature',
      INVALID_SIGNATURE,
      () => good().replace('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>'),
    ],
    [
      'a transform that the profile does not have',
      INVALID_SIGNATURE,
      () =>
        good().replace(
          '<ds:Transforms>',
          '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>',
        ),
    ],
    ['a reference to everything', INVALID_SIGNATURE, () => good().replace('URI="#_a1"', 'URI=""')],
  ]
  it.each(cases)('%s', async (_, refused, xml) => {
    expect(await refusal(assume(encoded(xml())))).toEqual(refused)
  })

  it('also when the response is signed rightly around a wrong assertion', async () => {
    const wrong = signedXml(responseXml(assertionXml(claimed())), { key: OTHER_KEY })
    const both = signedXml(wrong, { covers: 'Response' })
    expect(await refusal(assume(encoded(both)))).toEqual(INVALID_SIGNATURE)
    const right = signedXml(signedXml(responseXml(assertionXml(claimed()))), { covers: 'Response' })
    expect((await assume(encoded(right))).Subject).toBe('jane@example.com')
  })
})

describe('a changed or foreign signature is refused', () => {
  const SHA1 = 'http://www.w3.org/2000/09/xmldsig#sha1'
  const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
  const cases: readonly (readonly [string, () => string])[] = [
    ['a changed subject', () => good().replace('jane@example.com', 'root@example.com')],
    ['the key of another', () => good({}, { key: OTHER_KEY })],
    [
      'the key of another, with a certificate of the provider beside it',
      () => good({}, { key: OTHER_KEY, certificate: SAML_CERTIFICATE }),
    ],
    ['SHA-1 in the signature', () => good({}, { algorithm: RSA_SHA1 })],
    ['SHA-1 in the digest', () => good({}, { digest: SHA1 })],
    [
      'another canonical form',
      () => good({}, { form: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }),
    ],
    [
      'a form that keeps comments',
      () => good({}, { form: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' }),
    ],
    [
      'the public key as a shared secret',
      () =>
        good().replace(
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
        ),
    ],
    [
      'a name that every object has',
      () => good().replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'constructor'),
    ],
    ['an empty signature', () => good().replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>')],
  ]
  it.each(cases)('%s', async (_, xml) => {
    expect(await refusal(assume(encoded(xml())))).toEqual(INVALID_SIGNATURE)
  })

  it('and so is one by a key too short to be believed', async () => {
    expect(await refusal(assume(encoded(good()), arnOf('Weak')))).toEqual([
      'InvalidIdentityToken',
      'Unable to parse identity provider metadata',
      400,
    ])
  })
})

describe('what is no plain XML is refused before it is believed', () => {
  const cases: readonly (readonly [string, () => string])[] = [
    ['nonsense', () => encoded('nonsense')],
    ['no base64', () => '<Response/>'],
    ['no UTF-8', () => Buffer.from([0xff, 0xfe, 0x3c, 0x00]).toString('base64')],
    ['a document type', () => encoded(`<!DOCTYPE samlp:Response>${good()}`)],
    ['an entity', () => encoded(`<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${good()}`)],
    [
      'entities that grow',
      () => encoded(`<!doctype r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${good()}`),
    ],
    [
      'a comment in the subject',
      () => encoded(good().replace('jane@example.com', 'jane@example.com<!-- -->.evil.example')),
    ],
    ['a processing instruction', () => encoded(good().replace('jane@', '<?x y?>jane@'))],
    ['a section of characters', () => encoded(good().replace('jane@', '<![CDATA[jane@]]>'))],
    ['an element that is not closed', () => encoded(good().replace('</samlp:Response>', ''))],
    ['two roots', () => encoded(`${good()}<evil/>`)],
    ['great depth', () => encoded(responseXml('<a>'.repeat(1_500) + '</a>'.repeat(1_500)))],
    ['great number', () => encoded(responseXml('<a/>'.repeat(15_000)))],
  ]
  it.each(cases)('%s', async (_, assertion) => {
    expect(await refusal(assume(assertion()))).toEqual(UNREADABLE)
  })

  it('an encrypted assertion, which nobody here has a key for', async () => {
    const encrypted =
      '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'
    expect((await refusal(assume(encoded(responseXml(encrypted)))))[1]).toBe(
      'Encrypted assertions are not supported',
    )
  })
})

describe('an assertion for others or for another time is refused', () => {
  const EXPIRED = 'ExpiredTokenException'
  const INVALID = 'InvalidIdentityToken'
  const minutes = (number: number) => clock.now() + number * 60_000
  const cases: readonly (readonly [string, string, () => Claimed])[] = [
    ['made ten minutes ago', EXPIRED, () => ({ issuedAt: minutes(-10), notOnOrAfter: minutes(5) })],
    ['that has ended', EXPIRED, () => ({ issuedAt: minutes(-2), notOnOrAfter: clock.now() })],
    ['that has not begun', INVALID, () => ({ notBefore: minutes(2), notOnOrAfter: minutes(5) })],
    ['made in the future', INVALID, () => ({ issuedAt: minutes(10) })],
    ['of another provider', INVALID, () => ({ issuer: 'https://other.example.com' })],
    ['for another audience', INVALID, () => ({ audience: 'https://app.example.com' })],
    [
      'for two audiences at once, one of them another',
      INVALID,
      () => ({
        conditions:
          '<saml:AudienceRestriction><saml:Audience>urn:other</saml:Audience></saml:AudienceRestriction>',
      }),
    ],
    [
      'for a recipient whose name begins alike',
      INVALID,
      () => ({ recipient: 'https://signin.aws.amazon.com.evil.example/saml' }),
    ],
    ['of nobody', INVALID, () => ({ subject: '' })],
    [
      'with two names of the session',
      INVALID,
      () => ({ attributes: { [`${AWS}RoleSessionName`]: ['jane', 'root'] } }),
    ],
    ['without the role', 'AccessDenied', () => ({ roles: [`${ROLE}2,${arnOf('Corp')}`] })],
    [
      'by way of another provider',
      'AccessDenied',
      () => ({ roles: [`${ROLE},${arnOf('Other')}`] }),
    ],
    ['with the role alone', 'AccessDenied', () => ({ roles: [ROLE] })],
  ]
  it.each(cases)('%s', async (_, code, more) => {
    expect((await refusal(assume(encoded(good(more())))))[0]).toBe(code)
  })

  it('of one provider, shown as another’s that has the same key', async () => {
    const [code, message] = await refusal(assume(encoded(good()), arnOf('Other')))
    expect([code, message]).toEqual([
      'InvalidIdentityToken',
      'Issuer not present in specified provider',
    ])
  })

  it('of a provider that does not exist, or is of another account', async () => {
    const missing = "Specified provider doesn't exist"
    expect((await refusal(assume(encoded(good()), arnOf('Nobody'))))[1]).toBe(missing)
    const foreign = 'arn:aws:iam::999999999999:saml-provider/Corp'
    expect((await refusal(assume(encoded(good()), foreign)))[1]).toBe(missing)
  })

  it('of a provider that recognised nobody', async () => {
    const xml = responseXml(assertionXml(claimed()), 'urn:oasis:names:tc:SAML:2.0:status:Responder')
    expect((await refusal(assume(encoded(signedXml(xml)))))[0]).toBe('IDPRejectedClaim')
  })

  it('a second time, when it is for one use', async () => {
    const once = encoded(good({ id: '_once', conditions: '<saml:OneTimeUse/>' }))
    expect((await assume(once)).Issuer).toBe(ENTITY_ID)
    expect((await refusal(assume(once)))[1]).toBe('Response was already used')
  })

  it('as soon as it has ended', async () => {
    const assertion = samlResponse(claimed(), { key: SAML_KEY })
    expect((await assume(assertion)).Issuer).toBe(ENTITY_ID)
    await clock.advance(301_000)
    expect((await refusal(assume(assertion)))[0]).toBe('ExpiredTokenException')
  })
})

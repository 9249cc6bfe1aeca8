import type { Attributes } from './assertion.ts'
import type { SamlIdentity } from './identity.ts'

type Value = string | readonly string[] | undefined

/** The condition keys `saml:*` of one assertion, as trust policies read them (spec/iam.md §3). */
export function samlKeys(identity: SamlIdentity): Readonly<Record<string, Value>> {
  const { assertion, account, provider, nameQualifier } = identity
  return {
    'saml:aud': assertion.recipient,
    'saml:iss': assertion.issuer,
    'saml:sub': assertion.subject,
    'saml:sub_type': assertion.subjectType,
    'saml:doc': `${account}/${provider.name}`,
    'saml:namequalifier': nameQualifier,
    ...attributeKeys(assertion.attributes),
  }
}

function attributeKeys(attributes: Attributes): Record<string, Value> {
  const found: Record<string, Value> = {}
  for (const [key, name] of MANY) {
    const values = attributes.get(name)
    if (values && values.length > 0) found[key] = values
  }
  for (const [key, name] of ONE) {
    const value = attributes.get(name)?.[0]
    if (value !== undefined) found[key] = value
  }
  return found
}

const person = (number: number) => `urn:oid:1.3.6.1.4.1.5923.1.1.1.${number}`
const organization = (number: number) => `urn:oid:1.3.6.1.4.1.5923.1.2.1.${number}`
const subject = (number: number) => `urn:oid:2.5.4.${number}`
const claim = (name: string) => `http://schemas.xmlsoap.org/ws/2005/05/identity/claims/${name}`

/** Lists, by the name of the attribute (eduPerson and eduOrg, X.500). */
const MANY: readonly (readonly [key: string, name: string])[] = [
  ['saml:edupersonaffiliation', person(1)],
  ['saml:edupersonnickname', person(2)],
  ['saml:edupersonorgdn', person(3)],
  ['saml:edupersonorgunitdn', person(4)],
  ['saml:edupersonprimaryaffiliation', person(5)],
  ['saml:edupersonprincipalname', person(6)],
  ['saml:edupersonentitlement', person(7)],
  ['saml:edupersonprimaryorgunitdn', person(8)],
  ['saml:edupersonscopedaffiliation', person(9)],
  ['saml:edupersontargetedid', person(10)],
  ['saml:edupersonassurance', person(11)],
  ['saml:eduorghomepageuri', organization(2)],
  ['saml:eduorgidentityauthnpolicyuri', organization(3)],
  ['saml:eduorglegalname', organization(4)],
  ['saml:eduorgsuperioruri', organization(5)],
  ['saml:eduorgwhitepagesuri', organization(6)],
  ['saml:cn', subject(3)],
]

/** Single values, which Active Directory sends. */
const ONE: readonly (readonly [key: string, name: string])[] = [
  ['saml:name', claim('name')],
  ['saml:commonname', 'http://schemas.xmlsoap.org/claims/CommonName'],
  ['saml:givenname', claim('givenname')],
  ['saml:surname', claim('surname')],
  ['saml:mail', claim('emailaddress')],
  ['saml:uid', 'urn:oid:0.9.2342.19200300.100.1.1'],
  ['saml:x500uniqueidentifier', subject(45)],
  [
    'saml:primarygroupsid',
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid',
  ],
]

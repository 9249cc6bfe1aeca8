import { ExpiredTokenException, InvalidIdentityTokenException } from '../../../wire/models/sts.ts'
import { LIMITS } from '../limits.ts'
import type { XmlElement } from './library.ts'
import { BEARER, isAudience, isRecipient, NAME_ID_FORMAT, NAMESPACES } from './names.ts'
import { attribute, childrenNamed, onlyChild, textOf } from './xml.ts'

/** What a verified assertion says, once it is known to be for us and for now. */
export interface Assertion {
  readonly id: string
  readonly issuer: string
  readonly subject: string
  /** `persistent`, `transient`, or the whole format. */
  readonly subjectType: string
  /** Where it was to be brought: `Audience` of the answer, and `saml:aud`. */
  readonly recipient: string
  readonly attributes: Attributes
  /** Epoch ms: when the provider's own session ends. */
  readonly sessionEndsAt: number | undefined
  /** May be shown no more than once. */
  readonly isForOneUse: boolean
}

/** By name; all values of a name that stands more than once. */
export type Attributes = ReadonlyMap<string, readonly string[]>

const SAML = NAMESPACES.assertion
const MINUTE_MS = 60_000

/**
 * Reads and checks an assertion (SAML Core §2, Profiles §4.1.4).
 * @throws InvalidIdentityToken @throws ExpiredTokenException
 */
export function readAssertion(element: XmlElement, entityId: string, now: number): Assertion {
  if (attribute(element, 'Version') !== '2.0') throw invalid('Unsupported SAML version')
  const issuer = required(element, 'Issuer')
  if (textOf(issuer) !== entityId) throw invalid('Issuer not present in specified provider')
  refuseOld(element, now)
  const conditions = required(element, 'Conditions')
  refuseOutside(conditions, now)
  refuseOtherAudience(conditions)
  const subject = required(element, 'Subject')
  const nameId = required(subject, 'NameID')
  const name = textOf(nameId)
  if (name === '') throw invalid('Response must contain a Subject')
  const ends = childrenNamed(element, SAML, 'AuthnStatement').flatMap(
    statement => timeOf(statement, 'SessionNotOnOrAfter') ?? [],
  )
  return {
    id: attribute(element, 'ID') ?? '',
    issuer: entityId,
    subject: name,
    subjectType: subjectTypeOf(nameId),
    recipient: recipientOf(subject, now),
    attributes: attributesOf(element),
    sessionEndsAt: ends.length > 0 ? Math.min(...ends) : undefined,
    isForOneUse: childrenNamed(conditions, SAML, 'OneTimeUse').length > 0,
  }
}

/** An assertion is good for five minutes, whatever it says of itself. */
function refuseOld(element: XmlElement, now: number): void {
  const issued = timeOf(element, 'IssueInstant')
  if (issued === undefined) throw invalid('Response must contain an IssueInstant')
  if (issued > now + LIMITS.samlSkewSeconds * 1_000) throw invalid('Response is not yet valid')
  if (issued + LIMITS.samlRedeemMinutes * MINUTE_MS >= now) return
  throw ExpiredTokenException('Token must be redeemed within 5 minutes of issuance')
}

/** Those of `Conditions` and of `SubjectConfirmationData` alike. */
function refuseOutside(element: XmlElement, now: number): void {
  const from = timeOf(element, 'NotBefore')
  const to = timeOf(element, 'NotOnOrAfter')
  if (from !== undefined && from > now + LIMITS.samlSkewSeconds * 1_000) {
    throw invalid('Response is not yet valid')
  }
  if (to !== undefined && to <= now) throw ExpiredTokenException('Response is expired')
}

/** Each restriction must name us; there must be one. */
function refuseOtherAudience(conditions: XmlElement): void {
  const restrictions = childrenNamed(conditions, SAML, 'AudienceRestriction')
  const areOurs = restrictions.every(restriction =>
    childrenNamed(restriction, SAML, 'Audience').some(audience => isAudience(textOf(audience))),
  )
  if (restrictions.length > 0 && areOurs) return
  throw invalid('Response does not contain the required audience')
}

/** Of the confirmations of bearers one must be for us and for now. */
function recipientOf(subject: XmlElement, now: number): string {
  const bearers = childrenNamed(subject, SAML, 'SubjectConfirmation')
    .filter(confirmation => attribute(confirmation, 'Method') === BEARER)
    .flatMap(confirmation => onlyChild(confirmation, SAML, 'SubjectConfirmationData') ?? [])
  const ours = bearers.find(data => isRecipient(attribute(data, 'Recipient') ?? ''))
  if (!ours) throw invalid('Response does not contain a confirmation for this recipient')
  if (timeOf(ours, 'NotOnOrAfter') === undefined) {
    throw invalid('SubjectConfirmationData must contain NotOnOrAfter')
  }
  refuseOutside(ours, now)
  return attribute(ours, 'Recipient') ?? ''
}

function subjectTypeOf(nameId: XmlElement): string {
  const format =
    attribute(nameId, 'Format') ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'
  const short = format.slice(NAME_ID_FORMAT.length)
  const isShort = format.startsWith(NAME_ID_FORMAT) && ['persistent', 'transient'].includes(short)
  return isShort ? short : format
}

function attributesOf(element: XmlElement): Attributes {
  const found = new Map<string, readonly string[]>()
  for (const statement of childrenNamed(element, SAML, 'AttributeStatement')) {
    for (const one of childrenNamed(statement, SAML, 'Attribute')) {
      const name = attribute(one, 'Name') ?? ''
      const values = childrenNamed(one, SAML, 'AttributeValue').map(textOf)
      found.set(name, [...(found.get(name) ?? []), ...values])
    }
  }
  return found
}

/** UTC, as SAML has its times (Core §1.3.3). @throws InvalidIdentityToken for what is no time */
function timeOf(element: XmlElement, name: string): number | undefined {
  const text = attribute(element, name)
  if (text === undefined) return undefined
  const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text)
  const time = isUtc ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw invalid(`Response contains an invalid ${name}`)
  return time
}

function required(element: XmlElement, name: string): XmlElement {
  const found = onlyChild(element, SAML, name)
  if (found) return found
  throw invalid(`Response must contain one ${name}`)
}

const invalid = (message: string) => InvalidIdentityTokenException(message)

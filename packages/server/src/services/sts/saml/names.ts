/** Namespaces, formats and names of SAML 2.0 and XML signatures, and the attributes that AWS reads. */
export const NAMESPACES = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const

export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'
export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
export const NAME_ID_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:'

const AWS = 'https://aws.amazon.com/SAML/Attributes/'

export const ATTRIBUTES = {
  role: `${AWS}Role`,
  sessionName: `${AWS}RoleSessionName`,
  sessionDuration: `${AWS}SessionDuration`,
  sourceIdentity: `${AWS}SourceIdentity`,
  transitiveTagKeys: `${AWS}TransitiveTagKeys`,
  /** Followed by the key of the tag. */
  principalTag: `${AWS}PrincipalTag:`,
} as const

/** Where browsers bring assertions for AWS to: what identity providers are configured with. */
export const isRecipient = (url: string): boolean =>
  /^https:\/\/(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml$/.test(url)

export const isAudience = (audience: string): boolean =>
  audience === 'urn:amazon:webservices' || isRecipient(audience)

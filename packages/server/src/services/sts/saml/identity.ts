import { hash } from 'node:crypto'
import { recordOf } from '../../../access/records.ts'
import { type SamlProvider, samlProviderKey } from '../../../access/sign-in-records.ts'
import { parseArn } from '../../../kernel/arn.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import {
  type AssumeRoleWithSAMLRequest,
  InvalidIdentityTokenException,
} from '../../../wire/models/sts.ts'
import type { StsContext } from '../context.ts'
import { accountOf } from '../roles.ts'
import { type Assertion, readAssertion } from './assertion.ts'
import { type Claims, claimsOf, mayHave } from './claims.ts'
import { signedAssertion, unreadable } from './signature.ts'

/** For whom a SAML provider of the role's account vouches, and for which role. */
export interface SamlIdentity {
  readonly account: string
  readonly provider: SamlProvider
  readonly assertion: Assertion
  readonly claims: Claims
  /** Tells apart users of the same name at different providers. */
  readonly nameQualifier: string
}

/**
 * The identity in an assertion, when the provider's own key signed it (spec/iam.md §7).
 * @throws InvalidIdentityToken @throws ExpiredTokenException @throws IDPRejectedClaim @throws AccessDenied
 */
export async function samlIdentityOf(
  { RoleArn, PrincipalArn, SAMLAssertion }: AssumeRoleWithSAMLRequest,
  context: StsContext,
): Promise<SamlIdentity> {
  const account = accountOf(RoleArn)
  const now = context.clock.now()
  const provider = await findProvider(PrincipalArn, account, context)
  if (!provider || provider.validUntil <= now) {
    throw InvalidIdentityTokenException("Specified provider doesn't exist")
  }
  const trust = context.providerTrusts(provider.metadata)
  if (!trust) throw InvalidIdentityTokenException('Unable to parse identity provider metadata')
  const element = signedAssertion(decoded(SAMLAssertion), trust.keys)
  const assertion = readAssertion(element, trust.entityId, now)
  // Nothing is told of the role here that the bearer of the assertion could not read in it.
  if (!mayHave(assertion.attributes, RoleArn, PrincipalArn)) throw notAuthorized()
  return {
    account,
    provider,
    assertion,
    claims: claimsOf(assertion.attributes),
    nameQualifier: hash('sha1', `${assertion.issuer}${account}/${provider.name}`, 'base64'),
  }
}

async function findProvider(
  arn: string,
  account: string,
  { documents }: Pick<StsContext, 'documents'>,
): Promise<SamlProvider | undefined> {
  const parsed = parseArn(arn)
  const prefix = 'saml-provider/'
  if (parsed?.account !== account || !parsed.resource.startsWith(prefix)) return undefined
  const name = parsed.resource.slice(prefix.length)
  const found = recordOf<SamlProvider>(await documents.get(samlProviderKey(account, name)))
  return found?.arn === arn ? found : undefined
}

/** Strictly: what one reader skips, another may not. @throws InvalidIdentityToken */
function decoded(base64: string): string {
  const text = base64.replace(/[\r\n]/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw unreadable()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'))
  } catch {
    throw unreadable()
  }
}

const notAuthorized = () =>
  new ServiceError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML', {
    status: 403,
  })

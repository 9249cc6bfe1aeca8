import type { Check } from '../../access/check.ts'
import { recordOf } from '../../access/records.ts'
import {
  type OidcProvider,
  oidcProviderKey,
  type SamlProvider,
  samlProviderKey,
} from '../../access/sign-in-records.ts'
import { check } from '../../operation/check.ts'
import { NoSuchEntityException } from '../../wire/models/iam.ts'
import type { Where } from './entities.ts'
import { invalidArn } from './errors.ts'

/** Identity providers: OpenID Connect by the address of their tokens' issuer, SAML by a name. */

export const oidcArn = (account: string, url: string) =>
  `arn:aws:iam::${account}:oidc-provider/${url}`
export const samlArn = (account: string, name: string) =>
  `arn:aws:iam::${account}:saml-provider/${name}`

export async function findOidcProvider(arn: string, { account, documents }: Where) {
  const url = named(arn, account, 'oidc-provider')
  if (url === undefined) return undefined
  return recordOf<OidcProvider>(await documents.get(oidcProviderKey(account, url)))
}

/** @throws ValidationError @throws NoSuchEntity */
export async function getOidcProvider(arn: string, where: Where): Promise<OidcProvider> {
  refuseOther(arn, 'oidc-provider')
  const found = await findOidcProvider(arn, where)
  if (found) return found
  throw NoSuchEntityException(`OpenIDConnect Provider not found for arn ${arn}`)
}

export async function findSamlProvider(arn: string, { account, documents }: Where) {
  const name = named(arn, account, 'saml-provider')
  if (name === undefined) return undefined
  const found = recordOf<SamlProvider>(await documents.get(samlProviderKey(account, name)))
  return found?.arn === arn ? found : undefined
}

/** @throws ValidationError @throws NoSuchEntity */
export async function getSamlProvider(arn: string, where: Where): Promise<SamlProvider> {
  refuseOther(arn, 'saml-provider')
  const found = await findSamlProvider(arn, where)
  if (found) return found
  throw NoSuchEntityException(`Manifest not found for arn ${arn}`)
}

type Kind = 'oidc-provider' | 'saml-provider'

function named(arn: string, account: string, kind: Kind): string | undefined {
  const prefix = `arn:aws:iam::${account}:${kind}/`
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined
}

function refuseOther(arn: string, kind: Kind): void {
  if (!/^arn:aws:iam::\d{12}:/.test(arn) || !arn.includes(`:${kind}/`)) throw invalidArn()
}

/** The check of an operation on a provider. One of another account is a foreign resource. */
export async function providerCheck(
  action: string,
  arn: string,
  where: Where,
  more: Pick<Check, 'requestTags' | 'requestTagKeys'> = {},
): Promise<Check> {
  const owner = arn.split(':')[4] ?? ''
  const found = (await findOidcProvider(arn, where)) ?? (await findSamlProvider(arn, where))
  return check(
    action,
    { arns: [arn], ...(/^\d{12}$/.test(owner) && { account: owner }) },
    {
      ...(found && { tags: async () => found.tags }),
      tagPrefixes: ['iam:ResourceTag'],
      ...more,
    },
  )
}

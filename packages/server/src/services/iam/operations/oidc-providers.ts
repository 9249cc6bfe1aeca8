import { putRecord, recordOf } from '../../../access/records.ts'
import { type OidcProvider, oidcProviderKey } from '../../../access/sign-in-records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import {
  EntityAlreadyExistsException,
  InvalidInputException,
  iam,
} from '../../../wire/models/iam.ts'
import { commitNew, uncounted } from '../commit.ts'
import { type IamContext, operation } from '../context.ts'
import { quotaExceeded, validationError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { scan } from '../paging.ts'
import { findOidcProvider, getOidcProvider, oidcArn, providerCheck } from '../providers.ts'
import { requestedTags, tagsOf, wireTags } from '../tags.ts'

/** Makes the account believe the tokens of an issuer, for these audiences. */
export const createOpenIDConnectProvider = operation(iam.CreateOpenIDConnectProvider, {
  authorize({ Url, Tags = [] }, { account }) {
    const arn = oidcArn(account, withoutScheme(Url))
    if (Tags.length === 0) return check('iam:CreateOpenIDConnectProvider', arn)
    const tags = { requestTags: tagsOf(Tags) }
    return [
      check('iam:CreateOpenIDConnectProvider', arn, tags),
      check('iam:TagOpenIDConnectProvider', arn, tags),
    ]
  },

  async handle({ Url, ClientIDList = [], ThumbprintList = [], Tags }, context) {
    const { account, clock } = context
    const url = issuerOf(Url)
    const provider: OidcProvider = {
      url,
      arn: oidcArn(account, url),
      clientIds: [...new Set(ClientIDList)],
      thumbprints: checkedThumbprints(ThumbprintList),
      createdAt: clock.now(),
      tags: requestedTags(Tags),
    }
    refuseTooMany(provider.clientIds)
    if (await findOidcProvider(provider.arn, context)) {
      throw EntityAlreadyExistsException(`Provider with url ${Url} already exists.`)
    }
    await commitNew('oidc-providers', [writeOf(account, provider)], context)
    return {
      OpenIDConnectProviderArn: provider.arn,
      Tags: provider.tags.length > 0 ? wireTags(provider.tags) : undefined,
    }
  },
})

export const getOpenIDConnectProvider = operation(iam.GetOpenIDConnectProvider, {
  readOnly: true,
  authorize: ({ OpenIDConnectProviderArn: arn }, context) =>
    providerCheck('iam:GetOpenIDConnectProvider', arn, context),

  async handle({ OpenIDConnectProviderArn }, context) {
    const provider = await getOidcProvider(OpenIDConnectProviderArn, context)
    return {
      Url: provider.url,
      ClientIDList: provider.clientIds,
      ThumbprintList: provider.thumbprints,
      CreateDate: provider.createdAt,
      Tags: wireTags(provider.tags),
    }
  },
})

export const listOpenIDConnectProviders = operation(iam.ListOpenIDConnectProviders, {
  readOnly: true,
  authorize: (_, { account }) =>
    check('iam:ListOpenIDConnectProviders', { arns: 'any', shownAs: oidcArn(account, '*') }),

  async handle(_, context) {
    const all = { MaxItems: context.quotas.OpenIdConnectProvidersPerAccount }
    const rows = within('iam.oidc-provider', context.account)
    const { items } = await scan(rows, all, context, row => recordOf<OidcProvider>(row)?.arn)
    return { OpenIDConnectProviderList: items.map(Arn => ({ Arn })) }
  },
})

/** Succeeds for one that is not there, as AWS does. */
export const deleteOpenIDConnectProvider = operation(iam.DeleteOpenIDConnectProvider, {
  authorize: ({ OpenIDConnectProviderArn: arn }, context) =>
    providerCheck('iam:DeleteOpenIDConnectProvider', arn, context),

  async handle({ OpenIDConnectProviderArn }, context) {
    const { account, documents } = context
    const provider = await findOidcProvider(OpenIDConnectProviderArn, context)
    if (!provider) return
    await documents.commit([
      { type: 'delete', key: oidcProviderKey(account, provider.url) },
      uncounted(account, 'oidc-providers'),
    ])
  },
})

export const addClientID = operation(iam.AddClientIDToOpenIDConnectProvider, {
  authorize: ({ OpenIDConnectProviderArn: arn }, context) =>
    providerCheck('iam:AddClientIDToOpenIDConnectProvider', arn, context),

  handle: ({ OpenIDConnectProviderArn, ClientID }, context) =>
    change(OpenIDConnectProviderArn, context, provider => {
      const clientIds = [...new Set([...provider.clientIds, ClientID])]
      refuseTooMany(clientIds)
      return { ...provider, clientIds }
    }),
})

export const removeClientID = operation(iam.RemoveClientIDFromOpenIDConnectProvider, {
  authorize: ({ OpenIDConnectProviderArn: arn }, context) =>
    providerCheck('iam:RemoveClientIDFromOpenIDConnectProvider', arn, context),

  handle: ({ OpenIDConnectProviderArn, ClientID }, context) =>
    change(OpenIDConnectProviderArn, context, provider => ({
      ...provider,
      clientIds: provider.clientIds.filter(id => id !== ClientID),
    })),
})

export const updateThumbprints = operation(iam.UpdateOpenIDConnectProviderThumbprint, {
  authorize: ({ OpenIDConnectProviderArn: arn }, context) =>
    providerCheck('iam:UpdateOpenIDConnectProviderThumbprint', arn, context),

  handle: ({ OpenIDConnectProviderArn, ThumbprintList }, context) =>
    change(OpenIDConnectProviderArn, context, provider => ({
      ...provider,
      thumbprints: checkedThumbprints(ThumbprintList),
    })),
})

async function change(
  arn: string,
  context: IamContext,
  changed: (provider: OidcProvider) => OidcProvider,
): Promise<void> {
  const provider = await getOidcProvider(arn, context)
  await context.documents.commit([writeOf(context.account, changed(provider))])
}

const writeOf = (account: string, provider: OidcProvider) =>
  putRecord(oidcProviderKey(account, provider.url), provider)

const withoutScheme = (url: string) => url.replace(/^https:\/\//i, '')

/** @throws ValidationError for what no issuer is called */
function issuerOf(text: string): string {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw validationError('Invalid Open ID Connect Provider URL')
  }
  return withoutScheme(text)
}

function checkedThumbprints(thumbprints: readonly string[]): readonly string[] {
  const max = LIMITS.ThumbprintsPerOpenIdConnectProvider
  if (thumbprints.length > max) {
    throw InvalidInputException(`Thumbprint list must contain fewer than ${max} entries.`)
  }
  if (!thumbprints.every(one => /^[0-9a-f]{40}$/i.test(one))) {
    throw InvalidInputException('Thumbprints are 40 hexadecimal digits.')
  }
  return thumbprints.map(one => one.toLowerCase())
}

function refuseTooMany(clientIds: readonly string[]): void {
  if (clientIds.length > LIMITS.ClientIdsPerOpenIdConnectProvider) {
    throw quotaExceeded('ClientIdsPerOpenIdConnectProvider')
  }
}

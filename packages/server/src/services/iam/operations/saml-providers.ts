import { putRecord, recordOf } from '../../../access/records.ts'
import { type SamlProvider, samlProviderKey } from '../../../access/sign-in-records.ts'
import { check } from '../../../operation/check.ts'
import { within } from '../../../store/key.ts'
import {
  EntityAlreadyExistsException,
  InvalidInputException,
  iam,
} from '../../../wire/models/iam.ts'
import { commitNew, uncounted } from '../commit.ts'
import { operation } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { scan } from '../paging.ts'
import { getSamlProvider, providerCheck, samlArn } from '../providers.ts'
import { requestedTags, tagsOf, wireTags } from '../tags.ts'

/** Keeps what a SAML identity provider publishes of itself: sts:AssumeRoleWithSAML believes its keys. */
export const createSAMLProvider = operation(iam.CreateSAMLProvider, {
  authorize({ Name, Tags = [] }, { account }) {
    const arn = samlArn(account, Name)
    if (Tags.length === 0) return check('iam:CreateSAMLProvider', arn)
    const tags = { requestTags: tagsOf(Tags) }
    return [check('iam:CreateSAMLProvider', arn, tags), check('iam:TagSAMLProvider', arn, tags)]
  },

  async handle({ Name, SAMLMetadataDocument, Tags }, context) {
    const { account, documents, clock } = context
    refuseUnreadable(SAMLMetadataDocument)
    if (await documents.get(samlProviderKey(account, Name))) {
      throw EntityAlreadyExistsException(`Provider with name ${Name} already exists.`)
    }
    const now = clock.now()
    const provider: SamlProvider = {
      name: Name,
      arn: samlArn(account, Name),
      metadata: SAMLMetadataDocument,
      createdAt: now,
      validUntil: now + LIMITS.samlValidityMs,
      tags: requestedTags(Tags),
    }
    await commitNew(
      'saml-providers',
      [putRecord(samlProviderKey(account, Name), provider)],
      context,
    )
    return {
      SAMLProviderArn: provider.arn,
      Tags: provider.tags.length > 0 ? wireTags(provider.tags) : undefined,
    }
  },
})

export const getSAMLProvider = operation(iam.GetSAMLProvider, {
  readOnly: true,
  authorize: ({ SAMLProviderArn }, context) =>
    providerCheck('iam:GetSAMLProvider', SAMLProviderArn, context),

  async handle({ SAMLProviderArn }, context) {
    const provider = await getSamlProvider(SAMLProviderArn, context)
    return {
      SAMLMetadataDocument: provider.metadata,
      CreateDate: provider.createdAt,
      ValidUntil: provider.validUntil,
      Tags: wireTags(provider.tags),
    }
  },
})

export const listSAMLProviders = operation(iam.ListSAMLProviders, {
  readOnly: true,
  authorize: (_, { account }) =>
    check('iam:ListSAMLProviders', { arns: 'any', shownAs: samlArn(account, '*') }),

  async handle(_, context) {
    const all = { MaxItems: context.quotas.SAMLProvidersPerAccount }
    const rows = within('iam.saml-provider', context.account)
    const { items } = await scan(rows, all, context, row => recordOf<SamlProvider>(row))
    return {
      SAMLProviderList: items.map(({ arn, createdAt, validUntil }) => ({
        Arn: arn,
        ValidUntil: validUntil,
        CreateDate: createdAt,
      })),
    }
  },
})

export const updateSAMLProvider = operation(iam.UpdateSAMLProvider, {
  authorize: ({ SAMLProviderArn }, context) =>
    providerCheck('iam:UpdateSAMLProvider', SAMLProviderArn, context),

  async handle({ SAMLProviderArn, SAMLMetadataDocument }, context) {
    const { account, documents, clock } = context
    refuseUnreadable(SAMLMetadataDocument)
    const provider = await getSamlProvider(SAMLProviderArn, context)
    const next: SamlProvider = {
      ...provider,
      metadata: SAMLMetadataDocument,
      validUntil: clock.now() + LIMITS.samlValidityMs,
    }
    await documents.commit([putRecord(samlProviderKey(account, provider.name), next)])
    return { SAMLProviderArn: provider.arn }
  },
})

export const deleteSAMLProvider = operation(iam.DeleteSAMLProvider, {
  authorize: ({ SAMLProviderArn }, context) =>
    providerCheck('iam:DeleteSAMLProvider', SAMLProviderArn, context),

  async handle({ SAMLProviderArn }, context) {
    const { account, documents } = context
    const provider = await getSamlProvider(SAMLProviderArn, context)
    await documents.commit([
      { type: 'delete', key: samlProviderKey(account, provider.name) },
      uncounted(account, 'saml-providers'),
    ])
  },
})

/** What every metadata document of an identity provider holds. */
const PARTS = ['EntityDescriptor', 'IDPSSODescriptor', 'X509Certificate', 'SingleSignOnService']

function refuseUnreadable(metadata: string): void {
  if (PARTS.every(name => metadata.includes(name)) && !metadata.includes('<!DOCTYPE')) return
  throw InvalidInputException('Could not parse metadata')
}

import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  GetSAMLProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListSAMLProvidersCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam'
import { afterAll, expect, it } from 'vitest'
import { openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

const house = await openHouse()
const iam = new IAMClient(house.as())
afterAll(() => house.close())

it('an OpenID Connect provider is kept by its address', async () => {
  const Url = 'https://idp.example.com/tenant'
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url,
      ClientIDList: ['app'],
      ThumbprintList: ['A'.repeat(40)],
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  )
  expect(OpenIDConnectProviderArn).toBe(
    `arn:aws:iam::${house.account}:oidc-provider/idp.example.com/tenant`,
  )
  expect(await refusal(iam.send(new CreateOpenIDConnectProviderCommand({ Url })))).toEqual([
    'EntityAlreadyExists',
    `Provider with url ${Url} already exists.`,
    409,
  ])
  const at = { OpenIDConnectProviderArn }
  await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...at, ClientID: 'web' }))
  await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...at, ClientID: 'web' }))
  await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...at, ClientID: 'app' }))
  const ThumbprintList = ['b'.repeat(40)]
  await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...at, ThumbprintList }))
  await iam.send(
    new TagOpenIDConnectProviderCommand({ ...at, Tags: [{ Key: 'TEAM', Value: 'b' }] }),
  )
  const got = await iam.send(new GetOpenIDConnectProviderCommand(at))
  expect(got).toMatchObject({
    Url: 'idp.example.com/tenant',
    ClientIDList: ['web'],
    ThumbprintList,
    Tags: [{ Key: 'TEAM', Value: 'b' }],
  })
  const tags = await iam.send(new ListOpenIDConnectProviderTagsCommand(at))
  expect(tags.Tags).toEqual([{ Key: 'TEAM', Value: 'b' }])
  const list = await iam.send(new ListOpenIDConnectProvidersCommand({}))
  expect(list.OpenIDConnectProviderList).toEqual([{ Arn: OpenIDConnectProviderArn }])
  await iam.send(new DeleteOpenIDConnectProviderCommand(at))
  await iam.send(new DeleteOpenIDConnectProviderCommand(at))
  expect(await refusal(iam.send(new GetOpenIDConnectProviderCommand(at)))).toEqual([
    'NoSuchEntity',
    `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
    404,
  ])
})

it.each(['http://idp.example.com', 'idp.example.com', 'https://idp.example.com/?a=b'])(
  'no OpenID Connect provider is called %s',
  async Url => {
    const call = iam.send(new CreateOpenIDConnectProviderCommand({ Url }))
    expect((await refusal(call)).slice(0, 2)).toEqual([
      'ValidationError',
      'Invalid Open ID Connect Provider URL',
    ])
  },
)

const METADATA = `<EntityDescriptor entityID="https://idp.example.com"><IDPSSODescriptor>
<KeyDescriptor use="signing"><X509Certificate>${'A'.repeat(1_000)}</X509Certificate></KeyDescriptor>
<SingleSignOnService Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>`

it('a SAML provider is kept by its name', async () => {
  const create = (SAMLMetadataDocument: string) =>
    iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument }))
  expect((await refusal(create('x'.repeat(1_000)))).slice(0, 2)).toEqual([
    'InvalidInput',
    'Could not parse metadata',
  ])
  const { SAMLProviderArn } = await create(METADATA)
  expect(SAMLProviderArn).toBe(`arn:aws:iam::${house.account}:saml-provider/corp`)
  expect((await refusal(create(METADATA)))[0]).toBe('EntityAlreadyExists')
  await iam.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags: [{ Key: 'k', Value: 'v' }] }))
  const SAMLMetadataDocument = `${METADATA}<!-- new -->`
  await iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn, SAMLMetadataDocument }))
  const got = await iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }))
  expect(got).toMatchObject({ SAMLMetadataDocument, Tags: [{ Key: 'k', Value: 'v' }] })
  const { SAMLProviderList = [] } = await iam.send(new ListSAMLProvidersCommand({}))
  expect(SAMLProviderList.map(one => one.Arn)).toEqual([SAMLProviderArn])
  await iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn }))
  expect((await refusal(iam.send(new GetSAMLProviderCommand({ SAMLProviderArn }))))[0]).toBe(
    'NoSuchEntity',
  )
})

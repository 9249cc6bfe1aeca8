import {
  CreateOpenIDConnectProviderCommand,
  CreateSAMLProviderCommand,
  CreateVirtualMFADeviceCommand,
  IAMClient,
  ListMFADeviceTagsCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListSAMLProviderTagsCommand,
  ListServerCertificateTagsCommand,
  type Tag,
  TagMFADeviceCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  TagServerCertificateCommand,
  UntagMFADeviceCommand,
  UntagOpenIDConnectProviderCommand,
  UntagSAMLProviderCommand,
  UntagServerCertificateCommand,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { CERTIFICATE, KEY } from './iam-certificate.ts'

/** Tags of what people prove themselves with: set, listed, removed, and decided on. */

const house = await openHouse()
const iam = new IAMClient(house.as())
afterAll(() => house.close())

const METADATA = `<EntityDescriptor><IDPSSODescriptor><X509Certificate>${'A'.repeat(1_000)}</X509Certificate>
<SingleSignOnService Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>`
const OWN = `arn:aws:iam::${house.account}`
const OpenIDConnectProviderArn = `${OWN}:oidc-provider/idp.example.com`
const SAMLProviderArn = `${OWN}:saml-provider/corp`
const SerialNumber = `${OWN}:mfa/phone`
const ServerCertificateName = 'site'

const CERTIFIED = { ServerCertificateName, CertificateBody: CERTIFICATE, PrivateKey: KEY }
let tagger: SigningCredentials
beforeAll(async () => {
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: 'https://idp.example.com' }))
  await iam.send(new CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument: METADATA }))
  await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
  await iam.send(new UploadServerCertificateCommand(CERTIFIED))
  tagger = await createUser(
    house,
    'tagger',
    allow('iam:Tag*', '*', { StringEquals: { 'aws:RequestTag/team': 'a' } }),
    allow('iam:Untag*', '*', { StringEquals: { 'aws:ResourceTag/team': 'a' } }),
  )
})

interface Taggable {
  tag(client: IAMClient, Tags: Tag[]): Promise<unknown>
  untag(client: IAMClient, TagKeys: string[]): Promise<unknown>
  list(): Promise<{ readonly Tags: readonly Tag[] | undefined }>
}

const TAGGABLE: Readonly<Record<string, Taggable>> = {
  'an OpenID Connect provider': {
    tag: (client, Tags) =>
      client.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags })),
    untag: (client, TagKeys) =>
      client.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys })),
    list: () => iam.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn })),
  },
  'a SAML provider': {
    tag: (client, Tags) => client.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags })),
    untag: (client, TagKeys) =>
      client.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys })),
    list: () => iam.send(new ListSAMLProviderTagsCommand({ SAMLProviderArn })),
  },
  'an MFA device': {
    tag: (client, Tags) => client.send(new TagMFADeviceCommand({ SerialNumber, Tags })),
    untag: (client, TagKeys) => client.send(new UntagMFADeviceCommand({ SerialNumber, TagKeys })),
    list: () => iam.send(new ListMFADeviceTagsCommand({ SerialNumber })),
  },
  'a server certificate': {
    tag: (client, Tags) =>
      client.send(new TagServerCertificateCommand({ ServerCertificateName, Tags })),
    untag: (client, TagKeys) =>
      client.send(new UntagServerCertificateCommand({ ServerCertificateName, TagKeys })),
    list: () => iam.send(new ListServerCertificateTagsCommand({ ServerCertificateName })),
  },
}

describe.each(Object.entries(TAGGABLE))('the tags of %s', (_, { tag, untag, list }) => {
  it('are set and removed by whom their values let', async () => {
    const client = new IAMClient(house.as(tagger))
    expect((await refusal(tag(client, [{ Key: 'team', Value: 'b' }])))[0]).toBe('AccessDenied')
    expect((await refusal(untag(client, ['team'])))[0]).toBe('AccessDenied')
    await tag(client, [{ Key: 'team', Value: 'a' }])
    expect((await list()).Tags).toEqual([{ Key: 'team', Value: 'a' }])
    await untag(client, ['TEAM'])
    expect((await list()).Tags).toEqual([])
    const twice = [
      { Key: 'k', Value: '1' },
      { Key: 'K', Value: '2' },
    ]
    expect((await refusal(tag(iam, twice))).slice(0, 2)).toEqual([
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ])
  })
})

import { createHash, createPrivateKey } from 'node:crypto'
import {
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleWithSAMLCommand,
  type AssumeRoleWithSAMLCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse } from '../house.ts'
import { allow, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'
import {
  type Claimed,
  ECDSA_SHA256,
  ENTITY_ID,
  metadata,
  RECIPIENT,
  samlResponse,
} from '../saml-idp.ts'
import { CERTIFICATE as EC_CERTIFICATE, KEY as EC_KEY } from './iam-certificate.ts'

const house = await openHouse()
const iam = new IAMClient(house.as())
const PROVIDER = `arn:aws:iam::${house.account}:saml-provider/Corp`
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const DENIED = ['AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML', 403]
afterAll(() => house.close())

beforeAll(async () => {
  await iam.send(new CreateSAMLProviderCommand({ Name: 'Corp', SAMLMetadataDocument: metadata() }))
  await createRole('reader', {
    StringEquals: { 'saml:aud': RECIPIENT, 'saml:sub': 'jane@example.com' },
  })
  await createRole('tagged', undefined, [
    'sts:AssumeRoleWithSAML',
    'sts:TagSession',
    'sts:SetSourceIdentity',
  ])
})

async function createRole(
  RoleName: string,
  Condition?: object,
  Action: string | string[] = 'sts:AssumeRoleWithSAML',
) {
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action,
    ...(Condition && { Condition }),
  })
  await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration: 7_200 }),
  )
  const PolicyDocument = policy(allow('lex:GetBots', '*'))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
}

const roleArn = (name: string) => `arn:aws:iam::${house.account}:role/${name}`
const pair = (name: string) => `${roleArn(name)},${PROVIDER}`

/** What the provider says of its user, who may have every role that these tests ask for. */
const said = (claimed: Claimed = {}) =>
  samlResponse({ roles: ['reader', 'tagged', 'missing'].map(pair), ...claimed })

/** Without credentials: the SDK does not sign this call. */
const assume = (
  SAMLAssertion: string,
  more: Partial<AssumeRoleWithSAMLCommandInput> = {},
  role = 'reader',
) => {
  const { endpoint, region, maxAttempts } = house.as()
  return new STSClient({ endpoint, region, maxAttempts }).send(
    new AssumeRoleWithSAMLCommand({
      RoleArn: roleArn(role),
      PrincipalArn: PROVIDER,
      SAMLAssertion,
      ...more,
    }),
  )
}

const lifeOf = ({ Credentials }: { Credentials?: { Expiration?: Date | undefined } | undefined }) =>
  Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1_000)

describe('AssumeRoleWithSAML', () => {
  it('gives credentials for an assertion that a provider of the account signed', async () => {
    const answer = await assume(said())
    const qualified = `${ENTITY_ID}${house.account}/Corp`
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${house.account}:assumed-role/reader/jane` },
      Subject: 'jane@example.com',
      SubjectType: 'persistent',
      Issuer: ENTITY_ID,
      Audience: RECIPIENT,
      NameQualifier: createHash('sha1').update(qualified).digest('base64'),
    })
    expect(answer.PackedPolicySize).toBeUndefined()
    const { Credentials } = answer
    const session = new STSClient(house.as(signingWith(Credentials)))
    const { Arn } = await session.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(answer.AssumedRoleUser?.Arn)
  })

  it('takes the two ARNs of a role in either order, and a signature over the whole response', async () => {
    const roles = [`${PROVIDER}, ${roleArn('reader')}`]
    const swapped = await assume(samlResponse({ roles }, { covers: 'Response' }))
    expect(swapped.AssumedRoleUser?.Arn).toContain('assumed-role/reader/jane')
    // One assertion serves for each of its roles while it lasts.
    const again = said()
    await assume(again)
    expect((await assume(again, {}, 'tagged')).AssumedRoleUser?.Arn).toContain('/tagged/jane')
  })

  it('refuses by the trust policy, in the same words for a role that is not there', async () => {
    expect(await refusal(assume(said({ subject: 'joe@example.com' })))).toEqual(DENIED)
    expect(await refusal(assume(said(), {}, 'missing'))).toEqual(DENIED)
    expect(await refusal(assume(said({ roles: [pair('tagged')] })))).toEqual(DENIED)
  })

  it('sets tags and the source identity that the role lets it set', async () => {
    const attributes = {
      [`${AWS}PrincipalTag:team`]: 'blue',
      [`${AWS}TransitiveTagKeys`]: ['team'],
      [`${AWS}SourceIdentity`]: 'jane-doe',
    }
    const answer = await assume(said({ attributes }), {}, 'tagged')
    expect(answer.SourceIdentity).toBe('jane-doe')
    expect(answer.PackedPolicySize).toBeGreaterThan(0)
    expect((await refusal(assume(said({ attributes }))))[1]).toBe(
      'Not authorized to perform sts:TagSession',
    )
    const conflict = { ...attributes, [`${AWS}TransitiveTagKeys`]: ['other'] }
    expect((await refusal(assume(said({ attributes: conflict }), {}, 'tagged')))[1]).toBe(
      'The specified transitive tag key must be included in the requested tags.',
    )
  })

  it('lets a session last as the request, the assertion, the provider’s session and the role say', async () => {
    expect(lifeOf(await assume(said(), { DurationSeconds: 7_200 }))).toBeGreaterThan(7_100)
    const longer = { [`${AWS}SessionDuration`]: '5400' }
    expect(lifeOf(await assume(said({ attributes: longer })))).toBeGreaterThan(5_300)
    const ends = said({ sessionNotOnOrAfter: Date.now() + 600_000 })
    expect(lifeOf(await assume(ends))).toBeLessThanOrEqual(600)
    expect((await refusal(assume(said(), { DurationSeconds: 10_800 })))[1]).toBe(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
    const over = said({ sessionNotOnOrAfter: Date.now() - 1_000 })
    expect((await refusal(assume(over)))[0]).toBe('ExpiredTokenException')
  })

  it('knows the keys that the metadata has now, those on elliptic curves too', async () => {
    const elliptic = () =>
      samlResponse(
        { roles: [pair('reader')] },
        { key: createPrivateKey(EC_KEY), algorithm: ECDSA_SHA256 },
      )
    expect((await refusal(assume(elliptic())))[1]).toBe('Response signature invalid')
    const both = metadata([EC_CERTIFICATE])
    const change = (SAMLMetadataDocument: string) =>
      iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn: PROVIDER, SAMLMetadataDocument }))
    await change(both)
    expect((await assume(elliptic())).Subject).toBe('jane@example.com')
    expect((await refusal(assume(said())))[1]).toBe('Response signature invalid')
    await change(metadata())
    expect((await assume(said())).Subject).toBe('jane@example.com')
  })

  it('takes an assertion with hundreds of roles, up to what the service’s model lets through', async () => {
    const roles = (count: number) => Array.from({ length: count }, (_, at) => pair(`role-${at}`))
    const many = said({ roles: [...roles(470), pair('reader')] })
    expect(many.length).toBeGreaterThan(80_000)
    expect((await assume(many)).Subject).toBe('jane@example.com')
    const [code] = await refusal(assume(said({ roles: roles(600) })))
    expect(code).toBe('ValidationError')
  })

  it('says what is missing in an assertion', async () => {
    const cases: readonly (readonly [Claimed, string])[] = [
      [
        { attributes: { [`${AWS}RoleSessionName`]: [] } },
        'RoleSessionName is required in AuthnResponse',
      ],
      [
        { attributes: { [`${AWS}RoleSessionName`]: 'a b' } },
        'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}',
      ],
      [
        { attributes: { [`${AWS}SourceIdentity`]: 'aws:x' } },
        'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
      ],
      [{ issuer: 'https://other.example.com' }, 'Issuer not present in specified provider'],
      [{ audience: 'urn:other' }, 'Response does not contain the required audience'],
      [
        { recipient: 'https://app.example.com/acs' },
        'Response does not contain a confirmation for this recipient',
      ],
    ]
    for (const [claimed, message] of cases) {
      expect(await refusal(assume(said(claimed)))).toEqual(['InvalidIdentityToken', message, 400])
    }
  })
})

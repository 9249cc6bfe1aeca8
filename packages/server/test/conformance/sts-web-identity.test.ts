import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteOpenIDConnectProviderCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingFetch } from '../../src/kernel/fetch.ts'
import { ok } from '../../src/kernel/result.ts'
import { openHouse } from '../house.ts'
import { allow, policy, signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'

const ISSUER = 'https://idp.example.com/tenant'
const URL_OF_ISSUER = 'idp.example.com/tenant'

/** An identity provider behind the one way out of the server: what it publishes, by address. */
const published = new Map<string, unknown>()
const asked: string[] = []
const outgoing: OutgoingFetch = async url => {
  asked.push(url)
  const found = published.get(url)
  const body = Buffer.from(JSON.stringify(found ?? {}))
  return ok({ status: found === undefined ? 404 : 200, header: () => undefined, body })
}

const house = await openHouse({ outgoing })
const iam = new IAMClient(house.as())
const OIDC = `arn:aws:iam::${house.account}:oidc-provider/${URL_OF_ISSUER}`
const keys = await generateKeyPair('RS256')
const others = await generateKeyPair('RS256')
const next = await generateKeyPair('ES256')
afterAll(() => house.close())

const publish = async (kid: string, { publicKey }: Awaited<ReturnType<typeof generateKeyPair>>) => {
  published.set(`${ISSUER}/.well-known/openid-configuration`, {
    issuer: ISSUER,
    jwks_uri: 'https://keys.example.com/jwks',
  })
  published.set('https://keys.example.com/jwks', {
    keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig' }],
  })
}

beforeAll(async () => {
  await publish('one', keys)
  await iam.send(new CreateOpenIDConnectProviderCommand({ Url: ISSUER, ClientIDList: ['app'] }))
  await createRole('builder', { StringEquals: { [`${URL_OF_ISSUER}:sub`]: 'repo:main' } })
  await createRole('tagged', undefined, ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'])
})
beforeEach(() => asked.splice(0))

async function createRole(
  RoleName: string,
  Condition?: object,
  Action: string | string[] = 'sts:AssumeRoleWithWebIdentity',
) {
  const AssumeRolePolicyDocument = policy({
    Effect: 'Allow',
    Principal: { Federated: OIDC },
    Action,
    ...(Condition && { Condition }),
  })
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const PolicyDocument = policy(allow('lex:GetBots', '*'))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }))
}

interface Claims {
  readonly [name: string]: unknown
}

const token = (claims: Claims = {}, { privateKey } = keys, kid = 'one', alg = 'RS256') =>
  new SignJWT({ sub: 'repo:main', aud: 'app', iss: ISSUER, ...claims })
    .setProtectedHeader({ alg, kid })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey)

/** Without credentials: the SDK does not sign this call. */
const assume = (
  WebIdentityToken: string,
  more: Partial<AssumeRoleWithWebIdentityCommandInput> = {},
  role = 'builder',
) => {
  const { endpoint, region, maxAttempts } = house.as()
  return new STSClient({ endpoint, region, maxAttempts }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${house.account}:role/${role}`,
      RoleSessionName: 'job-1',
      WebIdentityToken,
      ...more,
    }),
  )
}

describe('AssumeRoleWithWebIdentity', () => {
  it('gives credentials for a token that a provider of the account signed', async () => {
    const answer = await assume(await token())
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: 'repo:main',
      Audience: 'app',
      Provider: OIDC,
      AssumedRoleUser: { Arn: `arn:aws:sts::${house.account}:assumed-role/builder/job-1` },
    })
    const { Credentials } = answer
    const session = new STSClient(house.as(signingWith(Credentials)))
    const { Arn } = await session.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(answer.AssumedRoleUser?.Arn)
  })

  it('refuses by the trust policy, in the same words for a role that is not there', async () => {
    const refused = ['AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403]
    expect(await refusal(assume(await token({ sub: 'repo:fork' })))).toEqual(refused)
    expect(await refusal(assume(await token(), {}, 'missing'))).toEqual(refused)
    // A token with tags needs the right to set them.
    const claims = { 'https://aws.amazon.com/tags': { principal_tags: { team: ['a'] } } }
    expect((await refusal(assume(await token(claims))))[1]).toBe(
      'Not authorized to perform sts:TagSession',
    )
    expect((await assume(await token(claims), {}, 'tagged')).PackedPolicySize).toBeGreaterThan(0)
  })

  it('keeps the role’s limits', async () => {
    expect((await refusal(assume(await token(), { DurationSeconds: 7_200 })))[1]).toBe(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  })

  it('finds keys that the provider changed, but asks no more than once a minute', async () => {
    await assume(await token())
    expect(asked).toEqual([])
    const stranger = await token({}, next, 'two', 'ES256')
    expect((await refusal(assume(stranger)))[0]).toBe('InvalidIdentityToken')
    await publish('two', next)
    expect((await refusal(assume(stranger)))[0]).toBe('InvalidIdentityToken')
    expect(asked.length).toBeLessThanOrEqual(2)
    await publish('one', keys)
  })
})

describe('a token that proves nothing', () => {
  const INVALID = 'InvalidIdentityToken'
  const soon = () => Math.floor(Date.now() / 1000)
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

  const cases: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['no token at all', INVALID, async () => 'nonsense'],
    ['a token of nobody', INVALID, () => token({ iss: 'https://evil.example.com' })],
    ['a token of no address', INVALID, () => token({ iss: 'accounts' })],
    ['a token signed by another', INVALID, () => token({}, others)],
    ['a token for another audience', INVALID, () => token({ aud: 'other' })],
    ['a token whose authorized party is another', INVALID, () => token({ azp: 'other' })],
    ['a token of nobody in particular', INVALID, () => token({ sub: '' })],
    [
      'an expired token',
      'ExpiredTokenException',
      () =>
        new SignJWT({ sub: 'repo:main', aud: 'app', iss: ISSUER, exp: soon() - 3_600 })
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .sign(keys.privateKey),
    ],
    [
      'a token without end',
      INVALID,
      () =>
        new SignJWT({ sub: 'repo:main', aud: 'app', iss: ISSUER })
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .sign(keys.privateKey),
    ],
    [
      'an unsigned token',
      INVALID,
      async () =>
        new UnsecuredJWT({ sub: 'repo:main', aud: 'app', iss: ISSUER, exp: soon() + 300 }).encode(),
    ],
    [
      'a token signed with the public key as a secret',
      INVALID,
      async () => {
        const secret = Buffer.from(JSON.stringify(await exportJWK(keys.publicKey)))
        return new SignJWT({ sub: 'repo:main', aud: 'app', iss: ISSUER, exp: soon() + 300 })
          .setProtectedHeader({ alg: 'HS256', kid: 'one' })
          .sign(secret)
      },
    ],
    [
      'a token whose claims were changed',
      INVALID,
      async () => {
        const [head, , signature] = (await token({ sub: 'repo:fork' })).split('.')
        const claims = { sub: 'repo:main', aud: 'app', iss: ISSUER, exp: soon() + 300 }
        return [head, base64(claims), signature].join('.')
      },
    ],
  ]

  it.each(cases)('is refused: %s', async (_, code, make) => {
    expect((await refusal(assume(await make())))[0]).toBe(code)
  })

  it('is refused when the provider cannot be asked or is gone', async () => {
    const Url = 'https://silent.example.com'
    await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['app'] }))
    expect((await refusal(assume(await token({ iss: Url })))).slice(0, 2)).toEqual([
      'IDPCommunicationError',
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    ])
    const OpenIDConnectProviderArn = `arn:aws:iam::${house.account}:oidc-provider/silent.example.com`
    await iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
    expect((await refusal(assume(await token({ iss: Url })))).slice(0, 2)).toEqual([
      'InvalidIdentityToken',
      `No OpenIDConnect provider found in your account for ${Url}`,
    ])
  })
})

it('a server that was allowed no address asks nobody', async () => {
  await using closed = await openHouse({
    args: ['--ephemeral', '--port', '0', '--identity-providers', '192.0.2.1'],
  })
  await new IAMClient(closed.as()).send(
    new CreateOpenIDConnectProviderCommand({ Url: 'https://127.0.0.1:1', ClientIDList: ['app'] }),
  )
  const call = new STSClient({ endpoint: closed.url, region: 'us-east-1', maxAttempts: 1 }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${closed.account}:role/any`,
      RoleSessionName: 'job-1',
      WebIdentityToken: await token({ iss: 'https://127.0.0.1:1' }),
    }),
  )
  expect((await refusal(call))[0]).toBe('IDPCommunicationError')
})

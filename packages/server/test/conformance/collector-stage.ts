import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import type { House } from '../house.ts'
import { allow, policy } from '../people.ts'

/** The account whose logs are collected; neither the first one nor the collector's. */
export const CUSTOMER = '222222222222'

/** Customer, bucket, role and collector as the fifth document tells of them. */
export interface Stage {
  readonly house: House
  /** The root of the account that has bucket and role. */
  readonly customer: SigningCredentials
  readonly accountId: string
  readonly externalId: string
  readonly collectorAccountId: string
  /** How far the server's clock is ahead, ms: what is signed must be of its time. */
  readonly ahead?: () => number
}

export interface Answer {
  readonly status: number
  readonly code: string | null
  readonly body: Readonly<Record<string, unknown>>
}

export interface Asking {
  readonly as?: SigningCredentials
  readonly token?: string
  /** Epoch ms of the signature; now when absent. */
  readonly time?: number
}

/** One call of the collector's API, signed by the first account's root unless told otherwise. */
export async function ask(
  house: House,
  method: string,
  target: string,
  input?: object,
  { as, token, time }: Asking = {},
): Promise<Answer> {
  const body = input && JSON.stringify(input)
  const json: [string, string][] = body === undefined ? [] : [['content-type', 'application/json']]
  const answer =
    token === undefined
      ? await house.send(
          {
            ...{ service: 'collector', method, target, headers: json, body: body ?? '' },
            ...(time !== undefined && { time }),
          },
          as,
        )
      : await fetch(new URL(target, house.url), {
          method,
          headers: [...json, ['x-api-token', token]],
          ...(body !== undefined && { body }),
        })
  const text = await answer.text()
  return {
    status: answer.status,
    code: answer.headers.get('x-amzn-errortype'),
    body: text === '' ? {} : JSON.parse(text),
  }
}

export interface Hit {
  readonly _source: Readonly<Record<string, unknown>>
  readonly raw: string
}

/** What a search finds; nothing when it is refused. */
export async function hitsOf(
  house: House,
  request: object,
  { accountId, ...asking }: Asking & { readonly accountId?: string } = {},
): Promise<readonly Hit[]> {
  const target = accountId === undefined ? '/v1/search' : `/v1/search?accountId=${accountId}`
  const { body } = await ask(house, 'POST', target, request, asking)
  return (body['hits'] as { hits: Hit[] } | undefined)?.hits ?? []
}

export async function openStage(house: House, accountName = 'logs'): Promise<Stage> {
  const customer = await createAccount(house, CUSTOMER)
  const { body } = await ask(house, 'POST', '/v1/collector/accounts', { accountName })
  const { accountId, externalId } = body as unknown as { accountId: string; externalId: string }
  const details = await ask(
    house,
    'GET',
    `/v1/log-shipping/s3-buckets/aws-assume-role-details?accountId=${accountId}`,
  )
  const collectorAccountId = String(details.body['logzioAWSAccountId'])
  return { house, customer, accountId, externalId, collectorAccountId }
}

export async function createAccount(house: House, accountId: string): Promise<SigningCredentials> {
  const answer = await house.send({
    service: 'parley',
    method: 'POST',
    target: '/_parley/accounts',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId }),
  })
  return (await answer.json()) as SigningCredentials
}

export const trusting = (account: string, externalId?: string, operator = 'StringEquals') =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
    ...(externalId !== undefined && {
      Condition: { [operator]: { 'sts:ExternalId': externalId } },
    }),
  })

export const readingOf = (bucket: string) => [
  allow('s3:ListBucket', `arn:aws:s3:::${bucket}`),
  allow('s3:GetObject', `arn:aws:s3:::${bucket}/*`),
]

/** A role of the customer; it trusts the collector with the right id and may read the bucket, unless told otherwise. */
export async function createRole(
  stage: Stage,
  RoleName: string,
  { trust, statements }: { readonly trust?: string; readonly statements: readonly object[] },
): Promise<string> {
  const { collectorAccountId, externalId } = stage
  const iam = new IAMClient(clientOf(stage))
  const AssumeRolePolicyDocument = trust ?? trusting(collectorAccountId, externalId)
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  await allowRole(stage, RoleName, statements)
  return Role?.Arn ?? ''
}

export async function allowRole(
  stage: Stage,
  RoleName: string,
  statements: readonly object[],
): Promise<void> {
  const PolicyDocument = policy(...statements)
  const put = new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument })
  await new IAMClient(clientOf(stage)).send(put)
}

export async function retrust(stage: Stage, RoleName: string, PolicyDocument: string) {
  const update = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument })
  await new IAMClient(clientOf(stage)).send(update)
}

const clientOf = ({ house, customer, ahead }: Stage) => ({
  ...house.as(customer),
  systemClockOffset: ahead?.() ?? 0,
})

export const bucketClient = (stage: Stage) =>
  new S3Client({ ...clientOf(stage), forcePathStyle: true })

export async function createBucket(stage: Stage, Bucket: string, region?: string): Promise<void> {
  const client = region
    ? new S3Client({ ...stage.house.as(stage.customer), forcePathStyle: true, region })
    : bucketClient(stage)
  const where = region && { CreateBucketConfiguration: { LocationConstraint: region as never } }
  await client.send(new CreateBucketCommand({ Bucket, ...where }))
}

export async function put(
  stage: Stage,
  Bucket: string,
  Key: string,
  Body: string | Uint8Array,
  more: object = {},
): Promise<void> {
  await bucketClient(stage).send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
}

export const CONNECTORS = '/v1/log-shipping/s3-buckets'

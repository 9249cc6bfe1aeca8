import { putRecord } from '../../access/records.ts'
import { scheduleJob } from '../../jobs/runner.ts'
import type { KmsContext } from './context.ts'
import { rotationJob } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import { type NewKey, planKey } from './new-key.ts'
import { type Alias, aliasKey } from './records.ts'

/**
 * AWS managed keys: one a service and account, behind `alias/aws/SERVICE`, made by whichever request is the
 * first to use it (docs/decisions/kms.md). Their policy lets them be used through their service alone.
 */
const SERVICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cloudwatch: 'CloudWatch data',
    comprehend: 'Comprehend data',
    firehose: 'Firehose data',
    kendra: 'Kendra data',
    lambda: 'Lambda functions',
    lex: 'Lex data',
    logs: 'CloudWatch Logs data',
    polly: 'Polly data',
    s3: 'S3 objects',
    secretsmanager: 'Secrets Manager data',
  }),
)

const PREFIX = 'alias/aws/'

export const isReservedAlias = (name: string): boolean => name.startsWith(PREFIX)

/** An alias behind which a key comes into being when it is used. */
export const isManagedAlias = (name: string): boolean =>
  isReservedAlias(name) && SERVICES.has(name.slice(PREFIX.length))

/** The key that this request would be the first to use: the same one each time the request asks. */
export async function managedKey(name: string, context: KmsContext): Promise<NewKey> {
  const known = context.firstUsed.get(name)
  if (known) return known
  const made = await planManaged(name, context)
  context.firstUsed.set(name, made)
  return made
}

async function planManaged(name: string, context: KmsContext): Promise<NewKey> {
  const { account, region, clock, random } = context
  const now = clock.now()
  const service = name.slice(PREFIX.length)
  const rotation = { days: LIMITS.rotationDays, nextAt: now + LIMITS.rotationDays * DAY_MS }
  const { key, writes } = await planKey(
    {
      id: random.uuid(),
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      description: `Default key that protects my ${SERVICES.get(service)} when no other key is defined`,
      manager: 'AWS',
      policy: { document: policyOf(service, account, region), pinned: {} },
      tags: [],
      aliases: [name],
      rotation,
    },
    context,
  )
  const alias: Alias = { name, keyId: key.id, createdAt: now, updatedAt: now }
  return {
    key,
    writes: [
      ...writes,
      putRecord(aliasKey(account, region, name), alias),
      scheduleJob(rotationJob(key, rotation.nextAt)),
    ],
  }
}

const DAY_MS = 86_400_000

function policyOf(service: string, account: string, region: string): string {
  const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*']
  const statements = [
    {
      Sid: `Allow access through ${SERVICES.get(service)} for all principals in the account that are authorized to use it`,
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [...use, 'kms:CreateGrant', 'kms:DescribeKey'],
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': `${service}.${region}.amazonaws.com`,
        },
      },
    },
    {
      Sid: 'Allow the service to use the key for resources of the account',
      Effect: 'Allow',
      Principal: { Service: `${service}.amazonaws.com` },
      Action: [...use, 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    {
      Sid: 'Allow direct access to key metadata to the account',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
      Resource: '*',
    },
  ]
  return JSON.stringify({ Version: '2012-10-17', Id: `auto-${service}-2`, Statement: statements })
}

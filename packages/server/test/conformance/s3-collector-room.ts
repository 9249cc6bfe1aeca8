import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import type { House } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { createAccount } from './lex-accounts.ts'

/** Another account's bucket of logs, under a key of its own, and who collects from it (the fifth seed document). */
export interface CollectorRoom {
  readonly collector: SigningCredentials
  readonly roleArn: string
  readonly keyArn: string
  /** Gives the role the document's policy, as it stands or with the note's `kms:Decrypt`. */
  allowRole(decrypts: boolean): Promise<void>
}

export const CUSTOMER = '222222222222'
export const EXTERNAL_ID = 'logzio:aws:a1b2c3'
export const BUCKET = 'customer-logs'
export const LOGS = { '2026/11/24.log': 'yesterday', '2026/11/25.log': 'today' }

export async function openCollectorRoom(house: House): Promise<CollectorRoom> {
  const customer = house.as(await createAccount(house, CUSTOMER))
  const { KeyMetadata } = await new KMSClient(customer).send(new CreateKeyCommand({}))
  const keyArn = KeyMetadata?.Arn ?? ''
  await fillBucket(new S3Client(customer), keyArn)
  const iam = new IAMClient(customer)
  const RoleName = 'logzio-logs'
  const trust = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${house.account}:root` },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
  })
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }),
  )
  const roleArn = Role?.Arn ?? ''
  return {
    collector: await createUser(house, 'collector', allow('sts:AssumeRole', roleArn)),
    roleArn,
    keyArn,
    async allowRole(decrypts) {
      const PolicyDocument = policy(
        allow(['s3:ListBucket'], `arn:aws:s3:::${BUCKET}`),
        allow(['s3:GetObject'], `arn:aws:s3:::${BUCKET}/*`),
        ...(decrypts ? [allow('kms:Decrypt', keyArn)] : []),
      )
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument }))
    },
  }
}

async function fillBucket(s3: S3Client, KMSMasterKeyID: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const usual = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID }
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: usual }] },
    }),
  )
  for (const [Key, Body] of Object.entries(LOGS)) {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
  }
}

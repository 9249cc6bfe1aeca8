import { expect, it } from 'vitest'
import type { Calls } from '../../src/wire/calls.ts'
import { type LifecycleRule, s3 } from '../../src/wire/models/s3.ts'
import { AS_ROOT as AS, openS3Room } from '../s3-room.ts'

/** Every request to a bucket reads its settings: none of them may be of any size. */

const Bucket = 'settings'
const LONG = 'x'.repeat(100_000)

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ...{ ID: 'r', Status: 'Enabled', Expiration: { Days: 1 }, Filter: { Prefix: 'p' } },
  ...more,
})
const lifecycle =
  (...Rules: LifecycleRule[]) =>
  (calls: Calls) =>
    calls.call(
      s3.PutBucketLifecycleConfiguration,
      { Bucket, LifecycleConfiguration: { Rules } },
      AS,
    )

it.each<[string, (calls: Calls) => Promise<unknown>, string]>([
  ['the id of a rule', lifecycle(rule({ ID: LONG })), 'InvalidArgument'],
  ['the prefix of a rule', lifecycle(rule({ Filter: { Prefix: LONG } })), 'InvalidRequest'],
  [
    'the old prefix of a rule',
    lifecycle({ ...{ ID: 'r', Status: 'Enabled', Expiration: { Days: 1 } }, Prefix: LONG }),
    'InvalidRequest',
  ],
  [
    'a tag of a rule',
    lifecycle(rule({ Filter: { Tag: { Key: 'k', Value: LONG } } })),
    'MalformedXML',
  ],
  [
    'the number of tags of a rule',
    lifecycle(
      rule({
        Filter: {
          And: { Tags: Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: 'v' })) },
        },
      }),
    ),
    'MalformedXML',
  ],
  [
    'all rules together',
    lifecycle(
      ...Array.from({ length: 1_000 }, (_, n) =>
        rule({ ID: `r${n}`, Filter: { Prefix: 'p'.repeat(1_000) } }),
      ),
    ),
    'MaxMessageLengthExceeded',
  ],
  [
    'the id of a key',
    calls => {
      const usual = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: LONG }
      const Rules = [{ ApplyServerSideEncryptionByDefault: usual }]
      const asked = { Bucket, ServerSideEncryptionConfiguration: { Rules } }
      return calls.call(s3.PutBucketEncryption, asked, AS)
    },
    'MalformedXML',
  ],
  [
    'the prefix of a log',
    calls => {
      const LoggingEnabled = { TargetBucket: Bucket, TargetPrefix: LONG }
      const asked = { Bucket, BucketLoggingStatus: { LoggingEnabled } }
      return calls.call(s3.PutBucketLogging, asked, AS)
    },
    'MalformedXML',
  ],
])('%s is bounded', async (_, put, code) => {
  const { calls } = await openS3Room({})
  await calls.call(s3.CreateBucket, { Bucket }, AS)
  await expect(put(calls)).rejects.toMatchObject({ code })
})

it('a thousand rules of usual length are no trouble', async () => {
  const { calls } = await openS3Room({})
  await calls.call(s3.CreateBucket, { Bucket }, AS)
  const rules = Array.from({ length: 1_000 }, (_, n) =>
    rule({ ID: `rule number ${n}`, Filter: { Prefix: `teams/team-${n}/scratch/` } }),
  )
  await lifecycle(...rules)(calls)
  const { Rules = [] } = await calls.call(s3.GetBucketLifecycleConfiguration, { Bucket }, AS)
  expect(Rules).toHaveLength(1_000)
})

import { describe, expect, it } from 'vitest'
import type { LogDestination } from '../outbox/conversation-log.ts'
import { affects, namedBy, WATCHED } from './named.ts'

const OWN = '123456789012'
const OTHER = '210987654321'
const REGION = 'us-east-1'

const alias = {
  ...{ account: OWN, region: REGION, botName: 'Shop', botAlias: 'prod', botVersion: '3' },
  roleArn: `arn:aws:iam::${OWN}:role/service/Logger`,
  resourcePrefix: 'aws/lex/Shop/prod/3/',
}
const text: LogDestination = {
  ...alias,
  logGroupArn: `arn:aws:logs:${REGION}:${OWN}:log-group:/lex/talks:*`,
}
const sound: LogDestination = { ...alias, bucketArn: 'arn:aws:s3:::talks' }
const elsewhere = { ...sound, kmsKeyArn: `arn:aws:kms:${REGION}:${OTHER}:key/k` }

describe('what a parked queue waits for', () => {
  it.each<readonly [document: string, parts: readonly string[], wakes: readonly boolean[]]>([
    ['the role', ['iam.role', OWN, 'logger'], [true, true, true]],
    ['another role', ['iam.role', OWN, 'reader'], [false, false, false]],
    ['a role of its name elsewhere', ['iam.role', OTHER, 'logger'], [false, false, false]],
    ['a managed policy', ['iam.policy', OWN, 'any'], [true, true, true]],
    ['a policy of another account', ['iam.policy', OTHER, 'any'], [false, false, false]],
    ['the log group', ['logs.group', OWN, REGION, '/lex/talks'], [true, false, false]],
    ['another group', ['logs.group', OWN, REGION, '/lex/talks2'], [false, false, false]],
    ['the bucket', ['s3.bucket', 'talks'], [false, true, true]],
    ['another bucket', ['s3.bucket', 'talk'], [false, false, false]],
    // A group and a bucket may be encrypted under any key of the account.
    ['a key', ['kms.key', OWN, REGION, 'k'], [true, true, false]],
    ['a key of another account', ['kms.key', OTHER, REGION, 'k'], [false, false, true]],
    ['a key of another region', ['kms.key', OWN, 'eu-west-1', 'k'], [false, false, false]],
    ['a name of a key', ['kms.alias', OWN, REGION, 'voices'], [true, true, false]],
    ['a grant', ['kms.grant', 'k', 'g'], [true, true, true]],
    ['a user', ['iam.user', OWN, 'logger'], [false, false, false]],
  ])('%s: text, sound, sound under a key elsewhere', (_, parts, wakes) => {
    const woken = [text, sound, elsewhere].map(one => affects(parts, namedBy(one)))
    expect(woken).toEqual(wakes)
    expect(WATCHED.has(parts[0] ?? '')).toBe(parts[0] !== 'iam.user')
  })
})

import { parsePolicy } from '@parley/policy'
import { describe, expect, it } from 'vitest'
import { isPublicPolicy } from './public-policy.ts'

const PUBLIC = true
const PRIVATE = false

/** Principal, conditions, and whether that is public (spec/iam.md §4.6). */
const CASES: readonly (readonly [unknown, object | undefined, boolean])[] = [
  ['*', undefined, PUBLIC],
  [{ AWS: '*' }, undefined, PUBLIC],
  [{ AWS: ['arn:aws:iam::111111111111:root', '*'] }, undefined, PUBLIC],
  [{ AWS: 'arn:aws:iam::111111111111:root' }, undefined, PRIVATE],
  [{ Service: 'logging.s3.amazonaws.com' }, undefined, PRIVATE],
  ['*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, PRIVATE],
  ['*', { StringEquals: { 'AWS:PRINCIPALACCOUNT': '111111111111' } }, PRIVATE],
  ['*', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, PUBLIC],
  ['*', { StringEquals: { 'aws:SourceVpce': '${aws:SourceVpce}' } }, PUBLIC],
  ['*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, PUBLIC],
  ['*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, PUBLIC],
  ['*', { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/r-1/' } }, PUBLIC],
  ['*', { StringEquals: { 'aws:UserAgent': 'x' } }, PUBLIC],
  ['*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, PRIVATE],
  ['*', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } }, PUBLIC],
  ['*', { IpAddress: { 'aws:SourceIp': '::/0' } }, PUBLIC],
  ['*', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, PRIVATE],
  ['*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, PUBLIC],
  ['*', { StringLike: { 'aws:userid': 'AROLEID:*' } }, PUBLIC],
  ['*', { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111111111111:t' } }, PRIVATE],
  ['*', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:t' } }, PUBLIC],
]

describe('a bucket policy', () => {
  it.each(CASES)('for %j under %j: public is %s', (Principal, Condition, expected) => {
    const statement = {
      Effect: 'Allow',
      Principal,
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/*',
      Condition,
    }
    const parsed = parsePolicy(
      JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      'resource',
    )
    expect(parsed.ok && isPublicPolicy(parsed.value)).toBe(expected)
  })

  it('that only denies is not public', () => {
    const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::b' }
    const parsed = parsePolicy(
      JSON.stringify({ Version: '2012-10-17', Statement: statement }),
      'resource',
    )
    expect(parsed.ok && isPublicPolicy(parsed.value)).toBe(false)
  })
})

import type { ConditionBlock, PolicyDocument, Statement } from '@parley/policy'

/**
 * Whether a bucket policy is public (spec/iam.md §4.6): it allows something to everybody, and no condition
 * ties that to a fixed value of who or from where.
 */
export function isPublicPolicy({ statements }: PolicyDocument): boolean {
  return statements.some(isPublicStatement)
}

function isPublicStatement({
  effect,
  principal,
  notPrincipal,
  condition = [],
}: Statement): boolean {
  if (effect !== 'Allow') return false
  // Everybody but somebody is everybody.
  const isOpen = notPrincipal !== undefined || (principal ?? []).some(({ value }) => value === '*')
  return isOpen && !condition.some(narrows)
}

/** The keys whose fixed value makes a statement private. */
const NARROWING = new Set(
  [
    'aws:SourceArn aws:SourceVpc aws:SourceVpce aws:SourceOwner aws:SourceAccount aws:SourceOrgID',
    // Any session of a role, `AROA…:*`, counts as public, although it is one role.
    'aws:userid aws:PrincipalArn aws:PrincipalAccount aws:PrincipalOrgID aws:PrincipalOrgPaths',
    's3:DataAccessPointAccount s3:DataAccessPointArn aws:PrincipalServiceName',
    's3:x-amz-server-side-encryption-aws-kms-key-id aws:VpcSourceIp',
  ]
    .flatMap(line => line.split(' '))
    .map(key => key.toLowerCase()),
)

function narrows({ operator, key, values }: ConditionBlock): boolean {
  // An operator that is true where the key is absent, or that excludes, ties to nothing.
  if (/IfExists$|Not|^Null$/i.test(operator) || /^ForAllValues:/i.test(operator)) return false
  const name = key.toLowerCase()
  if (name === 'aws:sourceip') return values.every(isNarrowRange)
  return NARROWING.has(name) && values.every(isFixed)
}

const isFixed = (value: string) => !/[*?]|\$\{/.test(value)

function isNarrowRange(value: string): boolean {
  const [address = '', length] = value.split('/')
  const isV6 = address.includes(':')
  const bits = length === undefined ? (isV6 ? 128 : 32) : Number(length)
  return isV6 ? bits >= 32 : bits >= 8
}

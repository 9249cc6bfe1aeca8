/** The policies that a customer gives a role for the collector (spec/surroundings.md §14.3). */
export interface RolePolicyRequest {
  readonly bucket: string
  readonly prefix: string
  /** The key that encrypts the bucket. */
  readonly kmsKeyArn?: string | undefined
  /** The role also writes an archive there. */
  readonly archive: boolean
  /** Lists below the prefix alone, in place of the whole bucket. */
  readonly narrow: boolean
}

/** The least that fetching needs; writing comes with an archive, decryption with an encrypted bucket. */
export function rolePolicy(request: RolePolicyRequest): string {
  const { bucket, prefix, kmsKeyArn, archive, narrow } = request
  const arn = `arn:aws:s3:::${bucket}`
  const isBelow = narrow && prefix !== ''
  const objects = isBelow ? `${arn}/${prefix}*` : `${arn}/*`
  const onlyBelow = { Condition: { StringLike: { 's3:prefix': [`${prefix}*`] } } }
  return text([
    statement(['s3:ListBucket'], arn, isBelow ? onlyBelow : {}),
    statement(['s3:GetObject'], objects),
    ...(archive
      ? [statement(['s3:PutObject'], objects), statement(['s3:GetBucketLocation'], arn)]
      : []),
    ...(kmsKeyArn === undefined ? [] : [statement(kmsActions(archive), kmsKeyArn)]),
  ])
}

/** Who may assume the role: the collector's account, with the external id of one of its accounts. */
export function trustPolicy(collectorAccountId: string, externalId: string): string {
  return text([
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${collectorAccountId}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ])
}

const kmsActions = (archive: boolean) =>
  archive ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt']

const statement = (actions: readonly string[], resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: [resource],
  ...more,
})

const text = (statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2)

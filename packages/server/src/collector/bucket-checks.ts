import type { CheckCode, CheckName, CheckResult } from './check-report.ts'
import type { FoundObject, Place } from './records.ts'
import { type BucketSource, type Listing, SourceFailure } from './source.ts'

/** What a refusal means, by its code; `otherwise` for any other. */
export interface Refusals {
  readonly number: number
  readonly name: CheckName
  readonly otherwise: Verdict
}

interface Verdict {
  readonly code: CheckCode
  readonly message: string
  readonly fix: string
}

/** A refusal as a check tells of it. @throws what is no refusal of the other side */
export function refused(error: unknown, { number, name, otherwise }: Refusals): CheckResult {
  if (!(error instanceof SourceFailure)) throw error
  const { code, requestId } = error
  const verdict = UNREACHABLE.has(code)
    ? {
        code: 'ENDPOINT_UNREACHABLE' as const,
        message: `The endpoint does not answer: ${error.message}.`,
        fix: 'Check the endpoint; the operator allows addresses with --collector-endpoints.',
      }
    : otherwise
  return {
    number,
    name,
    status: 'failed',
    ...verdict,
    message: `${verdict.message} (${code}: ${error.message})`,
    ...(requestId !== undefined && { requestId }),
  }
}

const UNREACHABLE = new Set(['EndpointUnreachable', 'NoForeignCredentials'])

/** Checks 4 to 6: region, listing, reading. Stops at the first that fails. */
export async function bucketChecks(
  place: Place,
  source: BucketSource,
): Promise<{ readonly results: CheckResult[]; readonly newest: FoundObject | undefined }> {
  const results: CheckResult[] = [await regionCheck(place, source)]
  if (results[0]?.status === 'failed') return { results, newest: undefined }
  let page: Listing
  try {
    await source.list({ prefix: place.prefix, max: 1 })
    page = await source.list({ prefix: place.prefix })
  } catch (error) {
    results.push(listRefusal(error, place))
    return { results, newest: undefined }
  }
  const newest = newestOf(page.objects.filter(({ size }) => size > 0))
  if (!newest) {
    results.push(emptyPrefix(place))
    results.push({
      number: 6,
      name: 'read',
      status: 'skipped',
      message: 'There is nothing to read.',
    })
    return { results, newest }
  }
  results.push({ number: 5, name: 'list', status: 'passed' })
  results.push(await readCheck(place, source, newest))
  return { results, newest }
}

const newestOf = (objects: readonly FoundObject[]): FoundObject | undefined =>
  objects.reduce<FoundObject | undefined>(
    (newest, object) => (newest && newest.lastModified >= object.lastModified ? newest : object),
    undefined,
  )

/** The permission is optional: who may not ask is not asked. */
async function regionCheck(place: Place, source: BucketSource): Promise<CheckResult> {
  const at = { number: 4, name: 'region' } as const
  try {
    const region = await source.region()
    if (region === place.region) return { ...at, status: 'passed' }
    return wrongRegion(place, region)
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error
    if (error.code === 'NoSuchBucket') return { ...at, ...noSuchBucket(error, place) }
    if (/^AccessDenied/.test(error.code)) {
      const message = 'The region was not compared: s3:GetBucketLocation is not allowed to us.'
      return { ...at, status: 'skipped', message }
    }
    return refused(error, { ...at, otherwise: listVerdict(place) })
  }
}

const wrongRegion = ({ bucket, region }: Place, right: string): CheckResult => ({
  number: 4,
  name: 'region',
  status: 'failed',
  code: 'WRONG_REGION',
  message: `The bucket ${bucket} is in ${right}, not in ${region}.`,
  fix: `Set the region to ${right}.`,
})

function noSuchBucket({ requestId }: SourceFailure, { bucket }: Place) {
  return {
    status: 'failed',
    code: 'BUCKET_NOT_FOUND',
    message: `There is no bucket ${bucket}.`,
    fix: 'Check the name of the bucket.',
    ...(requestId !== undefined && { requestId }),
  } as const
}

const listVerdict = ({ bucket }: Place): Verdict => ({
  code: 'LIST_DENIED',
  message: `We may not list the bucket ${bucket}.`,
  fix: `Allow s3:ListBucket on arn:aws:s3:::${bucket} in the role’s policy, and see that no bucket policy denies it.`,
})

function listRefusal(error: unknown, place: Place): CheckResult {
  const at = { number: 5, name: 'list' } as const
  if (error instanceof SourceFailure && error.code === 'NoSuchBucket') {
    return { ...at, ...noSuchBucket(error, place) }
  }
  if (error instanceof SourceFailure && REDIRECTS.has(error.code)) {
    return wrongRegion(place, 'another region')
  }
  return refused(error, { ...at, otherwise: listVerdict(place) })
}

const REDIRECTS = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', '301'])

const emptyPrefix = ({ bucket, prefix }: Place): CheckResult => ({
  number: 5,
  name: 'list',
  status: 'warning',
  code: 'PREFIX_EMPTY',
  message: `There is no object yet in s3://${bucket}/${prefix}.`,
  fix: 'Check the prefix, or wait for the first object.',
})

async function readCheck(
  { bucket }: Place,
  source: BucketSource,
  { key, size, storageClass }: FoundObject,
): Promise<CheckResult> {
  const at = { number: 6, name: 'read' } as const
  if (isCold(storageClass)) {
    return {
      ...at,
      status: 'failed',
      code: 'ARCHIVED_CLASS',
      message: `The newest object, ${key}, is in the storage class ${storageClass}, which cannot be read at once.`,
      fix: 'Restore it, or let the lifecycle of the bucket move objects there later than they are collected.',
    }
  }
  try {
    for await (const _ of source.read(key, { start: 0, end: Math.min(size, 1024) })) break
    return { ...at, status: 'passed' }
  } catch (error) {
    const kmsKeyArn = await encryptingKey(source, key)
    const resource = `arn:aws:s3:::${bucket}/${key}`
    const otherwise: Verdict = kmsKeyArn
      ? {
          code: 'KMS_DECRYPT_DENIED',
          message: `The object ${key} is encrypted under the key ${kmsKeyArn}, which we may not decrypt with.`,
          fix: `Allow kms:Decrypt on ${kmsKeyArn} in the role’s policy, and see that the key policy lets the role’s account decide.`,
        }
      : {
          code: 'GET_DENIED',
          message: `We may not read ${resource}.`,
          fix: `Allow s3:GetObject on arn:aws:s3:::${bucket}/* in the role’s policy, and see that no bucket policy denies it.`,
        }
    return refused(error, { ...at, otherwise })
  }
}

export const isCold = (storageClass: string | undefined): boolean =>
  storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE'

/** Whoever may read an object may know its key, also when the key itself is refused. */
async function encryptingKey(source: BucketSource, key: string): Promise<string | undefined> {
  try {
    return (await source.head(key)).kmsKeyArn
  } catch (error) {
    if (error instanceof SourceFailure) return undefined
    throw error
  }
}

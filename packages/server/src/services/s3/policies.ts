import {
  type CompiledPolicy,
  type PolicyDocument,
  parsePolicy,
  type Statement,
} from '@parley/policy'
import { pinPrincipals } from '../../access/pinning.ts'
import type { PinnedDocument } from '../../access/records.ts'
import type { S3Context } from './context.ts'
import { s3Error } from './errors.ts'
import { LIMITS } from './limits.ts'
import { isPublicPolicy } from './public-policy.ts'
import { type Bucket, bucketArn } from './records.ts'

/** The policy of a bucket, ready to decide. */
export function bucketPolicy(
  { name, policy }: Pick<Bucket, 'name' | 'policy'>,
  { compiler }: Pick<S3Context, 'compiler'>,
): CompiledPolicy | undefined {
  if (!policy) return undefined
  return compiler.compile(policy.document, {
    kind: 'resource',
    name: 'bucket policy',
    attachedTo: bucketArn(name),
    pinned: new Map(Object.entries(policy.pinned)),
  })
}

/** Whether Block Public Access keeps outsiders from this bucket: its policy is public and it is restricted. */
export function isRestricted({ policy, publicAccessBlock }: Bucket): boolean {
  if (!policy || !publicAccessBlock?.restrictPublicBuckets) return false
  return isPublic(policy)
}

export function isPublic({ document }: PinnedDocument): boolean {
  const known = publicDocuments.get(document)
  if (known !== undefined) return known
  const parsed = parsePolicy(document, 'resource')
  // What cannot be read is not opened to anybody.
  const found = !parsed.ok || isPublicPolicy(parsed.value)
  if (publicDocuments.size >= REMEMBERED) publicDocuments.clear()
  publicDocuments.set(document, found)
  return found
}

const REMEMBERED = 1_000
const publicDocuments = new Map<string, boolean>()

/**
 * A policy that is about to become a bucket's, with its principals pinned (spec/iam.md §1.6).
 * @throws ServiceError MalformedPolicy, or AccessDenied when public policies are blocked
 */
export async function requestedPolicy(
  text: string,
  bucket: Bucket,
  context: S3Context,
): Promise<PinnedDocument> {
  if (Buffer.byteLength(text) > LIMITS.policyBytes) {
    throw s3Error('PolicyTooLarge', 'Policy exceeds the maximum allowed document size.', 400)
  }
  const document = parsed(text)
  for (const statement of document.statements) assertOfBucket(statement, bucket.name)
  const pinned = await pinPrincipals(text, document, context.documents)
  if (!pinned.ok) throw malformed('Invalid principal in policy')
  if (bucket.publicAccessBlock?.blockPublicPolicy && isPublicPolicy(document)) {
    const { identity } = context
    const who = 'arn' in identity.principal ? identity.principal.arn : 'anonymous'
    const message = `User: ${who} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(bucket.name)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access`
    throw s3Error('AccessDenied', message, 403)
  }
  return pinned.value
}

function parsed(text: string): PolicyDocument {
  if (!text.startsWith('{') || !isJson(text)) {
    throw malformed("Policies must be valid JSON and the first byte must be '{'")
  }
  if (!/"Statement"/i.test(text)) throw malformed('Missing required field Statement')
  const parsed = parsePolicy(text, 'resource')
  if (!parsed.ok) throw malformed(messageOf(parsed.error[0]?.message ?? ''))
  return parsed.value
}

function messageOf(found: string): string {
  if (/principal/i.test(found)) return 'Missing required field Principal'
  if (/action/i.test(found)) return 'Policy has invalid action'
  if (/resource/i.test(found)) return 'Policy has invalid resource'
  return 'Invalid policy syntax.'
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** A bucket's policy speaks of this bucket and its objects, and of actions that they know. */
function assertOfBucket(statement: Statement, name: string): void {
  const { action, notAction, resource, notResource, principal, notPrincipal } = statement
  if (!principal && !notPrincipal) throw malformed('Missing required field Principal')
  if (!resource && !notResource) throw malformed('Missing required field Resource')
  for (const pattern of action ?? notAction ?? []) {
    if (pattern !== '*' && !/^s3:[A-Za-z*?]+$/i.test(pattern)) {
      throw malformed('Policy has invalid action')
    }
  }
  const arn = bucketArn(name)
  const named = resource ?? notResource ?? []
  const fits = (one: string) => one === arn || one.startsWith(`${arn}/`) || one === `${arn}*`
  if (!named.every(fits)) throw malformed('Policy has invalid resource')
  if (!action || !resource) return
  const isOfBucket = (one: string) => one === arn || one.endsWith('*')
  const isOfObject = (one: string) => one.length > arn.length
  const applies = action.some(pattern => {
    const kind = kindOf(pattern)
    if (kind === 'any') return true
    return resource.some(kind === 'object' ? isOfObject : isOfBucket)
  })
  if (!applies) throw malformed('Action does not apply to any resource(s) in statement')
}

/** Whether an action is one of objects or of buckets; patterns may be both. */
function kindOf(pattern: string): 'any' | 'object' | 'bucket' {
  if (/[*?]/.test(pattern)) return 'any'
  const name = pattern.slice(3)
  return /Object|MultipartUploadParts|^AbortMultipartUpload/i.test(name) &&
    !/^PutBucketObjectLock|^GetBucketObjectLock/i.test(name)
    ? 'object'
    : 'bucket'
}

const malformed = (message: string) => s3Error('MalformedPolicy', message, 400)

import type { CompiledPolicy, ContextValue } from '@parley/policy'
import type { Identity, Tag } from './identity.ts'

/** One (action, resource) pair that must be allowed, with what the resource contributes to the decision. */
export interface Check {
  /** `lex:GetBot` */
  readonly action: string
  readonly resource: CheckedResource
  /** Who is decided about, where a token in the request says so and no signature does; the caller otherwise. */
  readonly as?: Identity
  /**
   * Service keys by name (`iam:PassedToService`). A function is called only when a policy in play reads
   * the key; undefined means the key is absent.
   */
  readonly context?: Readonly<Record<string, Lazy<ContextValue>>>
  /** Tags of the resource: aws:ResourceTag/*, and under the prefixes in `tagPrefixes`. Loaded only when read. */
  readonly tags?: () => Promise<readonly Tag[] | undefined>
  /** Other prefixes of the same tags: `['lex:ResourceTag']`, `['iam:ResourceTag']`. */
  readonly tagPrefixes?: readonly string[]
  /** Tags in the request: aws:RequestTag/* and aws:TagKeys. Absent when none were passed. */
  readonly requestTags?: readonly Tag[]
  /** Tag keys of an Untag request: aws:TagKeys alone. */
  readonly requestTagKeys?: readonly string[]
  /** The resource-based policies that take part: bot policy, trust policy, key policy … */
  readonly policies?: () => Promise<readonly CompiledPolicy[]>
}

export type Lazy<T> = T | undefined | (() => T | undefined | Promise<T | undefined>)

export interface CheckedResource {
  /** The primary ARN, which denials print, then its equivalent spellings; `'any'` for actions without resource. */
  readonly arns: readonly [string, ...string[]] | 'any'
  /** The owner; the caller's own account when absent. */
  readonly account?: string
  /** False for IAM roles and KMS keys, whose own policy must allow. */
  readonly trustsAccount?: boolean
  /** S3 Block Public Access: the bucket's policy is public and the bucket restricted. */
  readonly publicAccess?: 'restricted'
  /** How a denial names the resource when not by ARN (`role NAME`, spec/iam.md §6.2). */
  readonly shownAs?: string
  /**
   * What a denial says in place of resource and reason when the resource's own side refused, or the caller is
   * a stranger to it: where AWS has one sentence lest the resource's existence be told (kms:Decrypt).
   */
  readonly refusedAs?: string
}

/** What the request itself tells: the source of the global condition keys (spec/iam.md §3). */
export interface RequestFacts {
  /** Epoch ms. */
  readonly time: number
  readonly region: string
  /** Absent for in-process calls. */
  readonly sourceIp?: string | undefined
  readonly secureTransport: boolean
  readonly userAgent?: string | undefined
  readonly referer?: string | undefined
  /** Keys of the service that the head alone tells, by lower-case name: `s3:authtype`. */
  readonly serviceKeys?: ReadonlyMap<string, string> | undefined
}

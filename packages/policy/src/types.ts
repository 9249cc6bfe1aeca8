/**
 * The contract of the engine: what goes in (documents, policy sets, requests) and what comes out
 * (decisions). Rules: spec/iam.md §1–4. Nothing here executes.
 */

/** What a document is attached as. It decides which elements are legal and how the policy takes part. */
export type PolicyKind =
  | 'identity'
  | 'boundary'
  | 'session'
  | 'resource'
  | 'trust'
  | 'scp'
  | 'rcp'
  | 'endpoint'

export type Effect = 'Allow' | 'Deny'

/** A parsed, valid document. Elements that may be written as one value or a list are always lists here. */
export interface PolicyDocument {
  readonly version: '2008-10-17' | '2012-10-17'
  readonly id?: string
  readonly statements: readonly Statement[]
}

export interface Statement {
  readonly sid?: string
  readonly effect: Effect
  readonly principal?: PrincipalElement
  readonly notPrincipal?: PrincipalElement
  readonly action?: readonly string[]
  readonly notAction?: readonly string[]
  readonly resource?: readonly string[]
  readonly notResource?: readonly string[]
  readonly condition?: readonly ConditionBlock[]
  /** Where the statement stands in the text: 1-based, end exclusive. */
  readonly start: TextPosition
  readonly end: TextPosition
}

/** `"*"` alone is `[{ type: 'AWS', value: '*' }]`. */
export type PrincipalElement = readonly PrincipalEntry[]
export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
  readonly value: string
}

/** One operator with one key; the values are text whatever their JSON type was. */
export interface ConditionBlock {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** A language error: a value with a place, never an exception. `message` is AWS's sentence. */
export interface PolicyIssue {
  readonly code: 'MalformedPolicyDocument' | 'InvalidPrincipal' | 'InvalidCharacters'
  readonly message: string
  readonly position?: TextPosition
}

/** Where a policy comes from, for decisions and explanations. */
export interface PolicySource {
  readonly kind: PolicyKind
  /** The name a person knows: policy name, `inline:NAME`, alias ARN … */
  readonly name: string
  /** Set for managed policies, SCPs and RCPs: printed in explicit denials. */
  readonly arn?: string
  /** The user, group, role or resource that carries it. */
  readonly attachedTo?: string
  /** Principal ARN as written → unique id it was pinned to when saved (spec/iam.md §1.6). */
  readonly pinned?: ReadonlyMap<string, string>
}

/** Who asks. `arn` is the ARN that denials print. */
export type Principal =
  | { readonly kind: 'root'; readonly arn: string; readonly account: string }
  | {
      readonly kind: 'user'
      readonly arn: string
      readonly account: string
      readonly uniqueId?: string
    }
  | {
      readonly kind: 'role-session'
      /** `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION` */
      readonly arn: string
      readonly account: string
      /** The role's ARN with its path. */
      readonly roleArn: string
      /** The role's unique id, `AROA…`. */
      readonly uniqueId?: string
      readonly serviceLinked?: boolean
    }
  | {
      readonly kind: 'federated-user'
      readonly arn: string
      readonly account: string
      /** The user that issued the session; absent when the account's root did. */
      readonly issuerArn?: string
      readonly issuerUniqueId?: string
    }
  | { readonly kind: 'service'; readonly name: string }
  /** The unsigned caller of AssumeRoleWithWebIdentity or …WithSAML; `provider` as in `Principal.Federated`. */
  | { readonly kind: 'federated-identity'; readonly provider: string }
  | { readonly kind: 'anonymous' }

/** A list is a multivalued key, whatever its length; text is a single-valued one. */
export type ContextValue = string | readonly string[]
/** Keys are lower case. Numbers, booleans and dates are text; binary is base64 text. */
export type RequestContext = ReadonlyMap<string, ContextValue>

export interface ResourceRef {
  /** The primary ARN first, then equivalent spellings of the same resource; `'any'` for actions without resource. */
  readonly arns: readonly [string, ...string[]] | 'any'
  /** The account that owns it. */
  readonly account: string
  /** False where the account's IAM is not trusted by itself: IAM roles, KMS keys (spec/iam.md §4.6). */
  readonly trustsAccount: boolean
  /** S3 Block Public Access: RestrictPublicBuckets is on and the bucket policy is public. */
  readonly publicAccess?: 'restricted'
}

export interface AuthorizationRequest {
  readonly principal: Principal
  readonly action: string
  readonly resource: ResourceRef
  readonly context: RequestContext
}

/** The layer that decided, as reported in denials and in spec/iam.md §10. */
export type Layer =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'both'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'vpce'
  | 's3-bpa'
  | 'service'
  | 'none'

export interface Decision {
  readonly effect: 'allow' | 'implicit-deny' | 'explicit-deny'
  readonly layer: Layer
  /** The policy and statement that decided: the denying one, or one that allowed. Absent for implicit denials. */
  readonly policy?: PolicySource
  readonly statement?: Statement
}

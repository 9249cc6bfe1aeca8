import type { Json } from '../kernel/json.ts'

/** What happened to one request, allowed or not. Members that models mark sensitive are never in it. */
export interface AuditRecord {
  readonly requestId: string
  /** The request on whose behalf a service made this call. */
  readonly parentRequestId?: string
  /** Epoch ms. */
  readonly time: number
  readonly account?: string
  readonly region?: string
  /** `lex-models`, `iam` … */
  readonly service?: string
  /** `PutBot` */
  readonly operation?: string
  readonly readOnly: boolean
  readonly caller?: AuditedCaller
  readonly sourceIp?: string
  readonly userAgent?: string
  /** Of a connection that was encrypted. */
  readonly tls?: AuditedTls
  /** The input without sensitive members. */
  readonly request?: Json
  /** Characters of an input that was left out because it is too large for an event. */
  readonly requestCharacters?: number
  /** The output without sensitive members: of changes that a trail selects. */
  readonly response?: Json
  readonly checks: readonly AuditedCheck[]
  readonly outcome: Outcome
}

export interface AuditedCaller {
  readonly type: string
  readonly arn: string
  readonly account?: string
  readonly accessKeyId?: string
  /** Of the user, or of the role that a session belongs to. */
  readonly uniqueId?: string
  readonly session?: AuditedSession
  /** The service that forwarded the caller's own rights, or that acted itself. */
  readonly invokedBy?: string
}

/** What temporary credentials tell of their origin. */
export interface AuditedSession {
  readonly name: string
  /** Epoch ms. */
  readonly issuedAt: number
  readonly mfaAuthenticated: boolean
  /** The role or user that issued it. */
  readonly issuerArn?: string
  readonly federatedProvider?: string
  readonly sourceIdentity?: string
}

export interface AuditedTls {
  readonly version: string
  readonly cipher: string
  readonly host?: string
}

export interface AuditedCheck {
  readonly action: string
  readonly resource: string
  /** Whose policies took part beside the caller's. */
  readonly resourceAccount?: string
  readonly effect: 'allow' | 'implicit-deny' | 'explicit-deny'
  readonly layer: string
  /** A question without effect (`wouldAllow`). */
  readonly dry?: boolean
  readonly policy?: string
  readonly statement?: string
  /** The condition keys that the policies in play read, of a denial. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  /** The evidence, rendered; taken from the very policies that decided. */
  readonly explanation?: string
}

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'denied'; readonly code: string; readonly message: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'failed'; readonly code: string }

import type { Principal } from '@parley/policy'

/** Whoever stands behind a request, after authentication: the engine's principal and the facts of the session. */
export interface Identity {
  readonly principal: Principal
  /** The account whose resources a request means when it names no other. */
  readonly account: string
  readonly accessKeyId?: string
  readonly session?: Session
  /** What an API token is for: its holder showed it in place of a signature. */
  readonly tokenScope?: string
  /** Set for service principals. */
  readonly source?: { readonly arn: string; readonly account: string }
  /** Services that forwarded the caller's own rights, first to last (aws:CalledVia). */
  readonly calledVia?: readonly string[]
}

/** What temporary credentials carry sealed in their token (spec/iam.md §7, "Token"). Times are epoch ms. */
export interface Session {
  readonly kind: 'role' | 'user' | 'federated'
  readonly issuedAt: number
  readonly expiresAt: number
  /** Role or user that issued it, by unique id: a recreated one of the same name does not keep it alive. */
  readonly issuerUniqueId: string
  /** The key that asked for it, of GetSessionToken and GetFederationToken: the session ends with the key. */
  readonly issuerKeyId?: string
  readonly sessionName: string
  readonly tags: readonly Tag[]
  readonly transitiveTagKeys: readonly string[]
  readonly inlinePolicy?: string
  readonly policyArns: readonly string[]
  readonly sourceIdentity?: string
  readonly mfaAuthenticatedAt?: number
  readonly federatedProvider?: string
}

export interface Tag {
  readonly key: string
  readonly value: string
}

import type { Decision } from '@parley/policy'
import type { Check, RequestFacts } from './check.ts'
import type { Identity, Session } from './identity.ts'
import type { LastUse } from './records.ts'

/**
 * What the rest of the house asks of identity and access management. Made by `createAccess` over the
 * store; every answer follows an IAM write of this process at once (design §6, caches).
 */
export interface Access {
  /**
   * The credential behind an access key id, for checking a signature (spec/iam.md §8.2, steps 3–6).
   * `token` is the session token that came with the request.
   */
  findCredential(accessKeyId: string, token: string | undefined): Promise<CredentialLookup>
  /** Who holds an API token, shown in place of a signature; undefined when it is not one of ours. */
  findToken(token: string): Promise<Identity | undefined>
  /** Who holds these temporary credentials, without a signature: for calls inside the house. */
  openSession(accessKeyId: string, token: string): Promise<Identity | undefined>
  /** Decides one check with the evidence to explain it later. @throws on a failure inside: nobody is allowed */
  decide(identity: Identity, check: Check, facts: RequestFacts): Promise<DecidedCheck>
  /**
   * Notes that a caller used its key or role: what `LastUsed` answers tell. One write an id and quarter of an hour:
   * no promise where it was noted lately.
   */
  noteUse(identity: Identity, use: LastUse): Promise<void> | undefined
  /** Seals a new session and returns its credentials. */
  issueSession(account: string, issuer: SessionIssuer, session: Session): Promise<IssuedSession>
}

export type CredentialLookup =
  | {
      readonly kind: 'found'
      readonly secret: string
      readonly identity: Identity
      /** A long-term key that came with a session token: refused after the signature check. */
      readonly strayToken: boolean
    }
  /** Unknown or inactive key; token missing, of another key or unreadable; issuer gone. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'expired' }

export type SessionIssuer =
  | {
      readonly kind: 'role'
      readonly roleArn: string
      readonly roleName: string
      readonly serviceLinked: boolean
    }
  | { readonly kind: 'user'; readonly userArn: string }
  | { readonly kind: 'root' }

export interface IssuedSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly identity: Identity
  /** Percent of the token's policy and tag budget in use (PackedPolicySize). */
  readonly packedPolicyPercent: number
}

export interface DecidedCheck {
  readonly check: Check
  readonly decision: Decision
  /** The resource's account, after defaults. */
  readonly resourceAccount: string
  /** The context keys that were loaded, for the audit record. */
  contextKeys(): Readonly<Record<string, string | readonly string[]>>
  /** The evidence as text, from the very policies that decided (`renderExplanation` of the engine). */
  explain(): string
}

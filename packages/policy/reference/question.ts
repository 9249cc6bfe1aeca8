/**
 * What the reference evaluator is asked. It reads policies as plain JSON, by its own types, so that nothing of
 * the engine, not even its parser, stands between the specification and this reading of it.
 */

export interface Policies {
  readonly identity: readonly Policy[]
  readonly resource: readonly Policy[]
  readonly endpoint: readonly Policy[]
  readonly boundary?: Policy
  readonly session?: readonly Policy[]
  readonly scp: readonly (readonly Policy[])[]
  readonly rcp: readonly (readonly Policy[])[]
}

export interface Policy {
  readonly kind:
    | 'identity'
    | 'boundary'
    | 'session'
    | 'resource'
    | 'trust'
    | 'scp'
    | 'rcp'
    | 'endpoint'
  readonly document: {
    readonly Version?: string
    readonly Statement: StatementJson | readonly StatementJson[]
  }
  /** Principal as written → the unique id (or, for a canonical user, the account) behind it. */
  readonly pinned?: ReadonlyMap<string, string>
}

export interface StatementJson {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal?: PrincipalJson
  readonly NotPrincipal?: PrincipalJson
  readonly Action?: OneOrMany
  readonly NotAction?: OneOrMany
  readonly Resource?: OneOrMany
  readonly NotResource?: OneOrMany
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, ScalarOrMany>>>>
}

export type OneOrMany = string | readonly string[]
export type PrincipalJson = '*' | Readonly<Record<string, OneOrMany>>
export type Scalar = string | number | boolean
export type ScalarOrMany = Scalar | readonly Scalar[]

export interface Question {
  readonly principal: Caller
  readonly action: string
  readonly resource: {
    readonly arns: readonly string[] | 'any'
    readonly account: string
    readonly trustsAccount: boolean
    readonly publicAccess?: 'restricted'
  }
  /** Keys in lower case; a list is a multivalued key. */
  readonly context: Context
}

export type Context = ReadonlyMap<string, string | readonly string[]>

export interface Caller {
  readonly kind:
    | 'root'
    | 'user'
    | 'role-session'
    | 'federated-user'
    | 'service'
    | 'federated-identity'
    | 'anonymous'
  readonly arn?: string
  readonly account?: string
  readonly uniqueId?: string
  readonly roleArn?: string
  readonly serviceLinked?: boolean
  readonly issuerArn?: string
  readonly issuerUniqueId?: string
  readonly name?: string
  readonly provider?: string
}

export interface Answer {
  readonly effect: 'allow' | 'implicit-deny' | 'explicit-deny'
  readonly layer: string
}

/** One value or a list, read as a list. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as T]
}

import type { OperationRef } from './models/model.ts'

/**
 * How one part of the house calls an operation of another: typed by the same models, entering the same
 * pipeline at the shape check (design §2). There is no back door.
 */
export interface Calls {
  /** @throws ServiceError as a client would see it, denials included. */
  call<Input, Output>(
    operation: OperationRef<Input, Output>,
    input: Input,
    as: ActingAs,
    options?: CallOptions,
  ): Promise<Output>
  /** The decision alone, without effect; recorded like any other. */
  wouldAllow<Input, Output>(
    operation: OperationRef<Input, Output>,
    input: Input,
    as: ActingAs,
    options?: CallOptions,
  ): Promise<DryDecision>
}

export type ActingAs =
  /** The service itself, on behalf of a resource: aws:SourceArn and aws:SourceAccount (confused deputy). */
  | {
      readonly kind: 'service'
      readonly principal: string
      readonly sourceArn: string
      readonly sourceAccount: string
    }
  /** A role session whose credentials AssumeRole returned. */
  | { readonly kind: 'session'; readonly credentials: TemporaryCredentials }
  /** The caller of the current request: a forward access session (aws:CalledVia). Only from `context.calls`. */
  | { readonly kind: 'caller'; readonly service: string }

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly sessionToken: string
}

export interface CallOptions {
  /** Whose resources; the principal's own account when absent. Needed for a service principal. */
  readonly account?: string
  readonly region?: string
  /** The id of this call in the audit trail, for a caller that tells others of it; a new one when absent. */
  readonly requestId?: string
  /** The request on whose behalf this happens, for the audit trail. */
  readonly parentRequestId?: string
  readonly signal?: AbortSignal
}

export interface DryDecision {
  readonly allowed: boolean
  /** Why not, as a denial would print it to somebody who may know. */
  readonly reason?: string
}

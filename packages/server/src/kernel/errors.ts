/** Errors that a client sees, and the assertion for those that it must not. */

export interface ServiceErrorDetails {
  /** HTTP status; when absent the gateway takes it from the model of the operation. */
  readonly status?: number
  /** Whose fault: decides Sender or Receiver in query errors and 400 or 500 by default. */
  readonly fault?: 'client' | 'server'
  /** Modelled members besides the message, bound as the error's shape says (body or header). */
  readonly members?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** A refusal in AWS's words. `code` is the name on the wire: `NoSuchEntity`, `BadRequestException` … */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number | undefined
  readonly fault: 'client' | 'server'
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, details: ServiceErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = code
    this.code = code
    this.status = details.status
    this.fault = details.fault ?? 'client'
    this.members = details.members ?? {}
  }
}

/** Something that this server needs does not do what it is asked; the same request may succeed later. */
export class Unavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Unavailable'
  }
}

/** A mistake of ours: answered with 500 and the request id alone, logged whole. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${invariant}`)
}

/** For the `default` branch of a closed union. */
export function never(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`)
}

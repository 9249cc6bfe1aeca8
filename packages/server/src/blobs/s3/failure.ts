import { Unavailable } from '../../kernel/errors.ts'
import { parseXml, type XmlElement } from '../../wire/codecs/xml-reader.ts'
import { LIMITS } from './limits.ts'

export interface FailureDetails {
  /** S3's name of the failure; `Unreachable` when there was no answer. */
  readonly code: string
  readonly message: string
  readonly status?: number
  readonly cause?: unknown
  /** What the endpoint asked to wait. */
  readonly retryAfterMs?: number
}

/** The endpoint did not do what it was asked. What it says of it is bounded, and never a signature. */
export class BlobsUnavailable extends Unavailable {
  readonly code: string
  readonly status: number | undefined
  readonly retryAfterMs: number

  constructor(
    operation: string,
    { code, message, status, cause, retryAfterMs = 0 }: FailureDetails,
  ) {
    const answer = status === undefined ? code : `${code} (${status})`
    super(`${operation} of the blobs' endpoint: ${answer}: ${printable(message)}`, { cause })
    this.name = 'BlobsUnavailable'
    this.code = code
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** Whether the same request may succeed in a moment. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof BlobsUnavailable)) return false
  const { status = 0, code } = error
  if (code === 'Unreachable' || PASSING.has(code)) return true
  return status === 429 || (status >= 500 && status !== 501)
}

/** Also bytes that were changed or lost on their way. */
const PASSING: ReadonlySet<string> = new Set([
  'BadDigest',
  'ConditionalRequestConflict',
  'IncompleteBody',
  'OperationAborted',
  'RequestTimeout',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
])

/** What the XML of a failure names; nothing for an answer without, or of something that is no S3. */
export function namedIn(text: string): { readonly code?: string; readonly message?: string } {
  try {
    const root = parseXml(text)
    const [code, message] = [textIn(root, 'Code'), textIn(root, 'Message')]
    return { ...(code && { code }), ...(message && { message }) }
  } catch {
    return {}
  }
}

/** The text of a direct child. */
export const textIn = ({ children }: XmlElement, name: string): string | undefined =>
  children.find(child => child.name === name)?.text

const printable = (text: string) =>
  text.slice(0, LIMITS.failureCharacters).replaceAll(/[^\x20-\x7e]+/g, ' ')

import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import type { ServerProcess } from '../server-process.ts'

/** What rounds of `kill -9` have in common. */

export const clientOptions = ({ url, credentials }: ServerProcess): ClientOptions => ({
  endpoint: url,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
})

interface ClientOptions {
  readonly endpoint: string
  readonly region: string
  readonly credentials: SigningCredentials
  readonly maxAttempts: number
}

const GONE = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']

/** Whether a call failed because its server is dead. */
export function isGone(error: unknown): boolean {
  const { code, cause, message } = error as Error & { code?: string; cause?: { code?: string } }
  return GONE.includes(code ?? cause?.code ?? '') || message === 'socket hang up'
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import type { ServerProcess } from '../server-process.ts'

/** What rounds of `kill -9` have in common. */

/** How many, unless `CRASH_ROUNDS` makes a campaign of it. */
export const roundsOr = (few: number) => Number(process.env['CRASH_ROUNDS'] ?? few)

/** What chance decides is decided again likewise with `CRASH_SEED`. */
export const SEED = process.env['CRASH_SEED'] ?? String(Date.now())

/** A directory that is removed after the tests of the file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'parley-crash-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

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

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type SigningCredentials, signHeaders } from '../wire/sigv4/sign.ts'

/** A signed client of the public API: the command line has no other way in. */
export interface Client {
  call(request: ClientRequest): Promise<Answer>
  /** The answer with its body unread. */
  open(request: ClientRequest): Promise<Response>
}

export interface ClientRequest {
  readonly service: string
  readonly method: string
  /** Path and query, encoded. */
  readonly target: string
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly requestId: string
  readonly body: Record<string, unknown>
}

/** Flags that every client command knows. */
export const CLIENT_FLAGS = {
  endpoint: { type: 'string' },
  data: { type: 'string' },
  'credentials-file': { type: 'string' },
  region: { type: 'string' },
} as const

type Flags = { readonly [name in keyof typeof CLIENT_FLAGS]?: string | undefined }

/** What the user did wrong, for stderr and exit code 2. */
export class UsageError extends Error {}

/** Parses client flags, the command's own, and positionals. @throws UsageError */
export function parseFlags<T extends Record<string, { type: 'string' | 'boolean' }>>(
  args: readonly string[],
  own: T,
) {
  try {
    const options = { ...CLIENT_FLAGS, ...own }
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** A client for the flags: credentials from the environment, a file, or the server's data directory. */
export function createClient(flags: Flags): Client {
  return connect({
    endpoint: flags.endpoint ?? process.env['PARLEY_ENDPOINT'] ?? 'http://127.0.0.1:4600',
    credentials: findCredentials(flags),
    region: flags.region ?? process.env['AWS_REGION'] ?? 'us-east-1',
  })
}

/** A client of one server, signing as one principal. */
export function connect({
  endpoint,
  credentials,
  region,
}: {
  readonly endpoint: string
  readonly credentials: SigningCredentials
  readonly region: string
}): Client {
  const open = async ({ service, method, target, body }: ClientRequest) => {
    const url = new URL(target, endpoint)
    const bytes = body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body))
    const headers: [string, string][] = [['host', url.host]]
    if (body !== undefined) headers.push(['content-type', 'application/json'])
    const head = {
      method,
      rawPath: url.pathname,
      rawQuery: url.search.slice(1),
      headers,
      body: bytes,
    }
    const signed = signHeaders(head, credentials, { region, service, time: Date.now() })
    const sent = [...headers.filter(([name]) => name !== 'host'), ...signed]
    return reach(url, method, sent, bytes)
  }
  return { open, call: async request => answerOf(await open(request)) }
}

/** Reads the body, which is JSON or nothing. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  return {
    status: response.status,
    requestId: response.headers.get('x-amzn-requestid') ?? '',
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
}

async function reach(
  url: URL,
  method: string,
  headers: [string, string][],
  bytes: Uint8Array,
): Promise<Response> {
  try {
    return await fetch(url, { method, headers, ...(bytes.length > 0 ? { body: bytes } : {}) })
  } catch (error) {
    throw new UsageError(`no server answers at ${url.origin}; start one with \`npm start\``, {
      cause: error,
    })
  }
}

function findCredentials(flags: Flags): SigningCredentials {
  const accessKeyId = process.env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY']
  const sessionToken = process.env['AWS_SESSION_TOKEN']
  const file = flags['credentials-file'] ?? join(flags.data ?? './parley-data', 'root-credentials')
  const named = flags['credentials-file'] !== undefined || flags.data !== undefined
  if (!named && accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  }
  if (!existsSync(file)) {
    throw new UsageError(
      `no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name the server's directory with --data (${file} does not exist)`,
    )
  }
  return readCredentials(readFileSync(file, 'utf8'), file)
}

/** The first profile of a file in AWS's shared-credentials format. */
function readCredentials(text: string, file: string): SigningCredentials {
  const value = (name: string) =>
    text
      .split('\n')
      .map(line => line.split('=').map(part => part.trim()))
      .find(([key]) => key === name)?.[1]
  const accessKeyId = value('aws_access_key_id')
  const secretAccessKey = value('aws_secret_access_key')
  if (!accessKeyId || !secretAccessKey) throw new UsageError(`${file} holds no credentials`)
  return { accessKeyId, secretAccessKey }
}

/** Prints an answer that is no success; returns the exit code. */
export function reportFailure({ status, requestId, body }: Answer): number {
  const message = body['message'] ?? body['Message'] ?? `status ${status}`
  process.stderr.write(`${message}\n`)
  if (requestId) process.stderr.write(`why: npx parley explain ${requestId}\n`)
  return 1
}

/** Runs a command, turning usage errors into one line and exit code 2. */
export async function guarded(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`parley: ${error.message}\n`)
    return 2
  }
}

import { Agent } from 'node:http'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import * as sdk from '@aws-sdk/client-s3'
import { answerOf } from './answers.ts'
import { sending } from './sending.ts'
import { DOMAIN, type Stage } from './stage.ts'

type Name = {
  [K in keyof typeof sdk]: K extends `${infer N}Command` ? N : never
}[keyof typeof sdk]
type InputOf<N extends Name> = ConstructorParameters<(typeof sdk)[`${N}Command`]>[0]
/** The bucket of the room is meant where none is named. */
type Asked<N extends Name> = Omit<NonNullable<InputOf<N>>, 'Bucket'> & { readonly Bucket?: string }

// The recordings know the members; types of every output would only be in the way.
// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
export type Answer = any

/** Reads an object first, which must be this, and then keeps the answer without its bytes. */
export async function readFirst(
  room: BucketRoom,
  note: string,
  input: Asked<'GetObject'>,
  expected: string,
): Promise<void> {
  const { Body, ...answer } = await room.ask('GetObject', input)
  if (Body !== expected) throw new Error(`${note}: other bytes than were written`)
  room.keepAnswer(note, { ...answer, Body: '' })
}

/** As their writer zips: its time, and a system nobody knows. */
export function zipped(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 })
  bytes.writeUInt32LE(1_676_569_620, 4)
  bytes[9] = 255
  return bytes
}

/** A bucket, and what is asked of it and kept. */
export interface BucketRoom {
  readonly bucket: string
  ask<N extends Name>(name: N, input: Asked<N>): Promise<Answer>
  /** Keeps the answer or the refusal under the recording's name. */
  note<N extends Name>(note: string, name: N, input: Asked<N>): Promise<Answer>
  /** Keeps what a refusal says, without its status. */
  noteError<N extends Name>(note: string, name: N, input: Asked<N>): Promise<void>
  keep(note: string, value: unknown): void
  /** Keeps an answer that was changed in between. */
  keepAnswer(note: string, output: object, isMember?: boolean): void
  /** The head of the last answer, as the recordings show it. */
  lastHead(): LastHead
}

export interface RoomOptions {
  readonly region?: string
  /** One that another room has made. */
  readonly bucket?: string
  /** A bucket of this name is to be made. */
  readonly isNew?: boolean
  /** The bucket is named by the host. */
  readonly inHost?: boolean
  /** Nothing is signed. */
  readonly anonymous?: boolean
}

export async function openBucketRoom(
  stage: Stage,
  { region, bucket = stage.name('bucket'), isNew = false, inHost, anonymous }: RoomOptions = {},
): Promise<BucketRoom> {
  const own = stage.as()
  const { port } = new URL(own.endpoint)
  const client = new sdk.S3Client({
    ...own,
    ...(inHost && { endpoint: `http://${DOMAIN}:${port}`, requestHandler: { httpAgent: HERE } }),
    // Theirs looks for a bucket where it is.
    followRegionRedirects: true,
    ...(anonymous && { signer: { sign: async (request: unknown) => request } as never }),
    forcePathStyle: !inHost,
    ...(region !== undefined && { region }),
  })
  const heads = keepHeads(client)
  const refusals = keepRefusals(client)
  sendNoType(client)
  sendUtf8(client)
  const ask = asking(sending(client, sdk), bucket)
  if (isNew || inHost || (region === undefined && !anonymous)) await ask('CreateBucket', {})
  const refused = () => {
    const refusal = refusals.at(-1)
    refusals.length = 0
    return refusal
  }
  return {
    bucket,
    ask,
    keep: stage.noteValue,
    lastHead: () => lastHead(heads),
    keepAnswer(note, output, isMember = false) {
      const { ResponseMetadata, ...members } = answerOf(output, []) as Record<string, unknown>
      const whole = isMember ? members : { ...members, ResponseMetadata }
      stage.noteValue(note, numbered(whole))
    },
    async note(note, name, input) {
      refusals.length = 0
      try {
        const output = await ask(name, input)
        stage.noteValue(note, numbered(answerOf(output, ['Policy'])))
        return output
      } catch (error) {
        const refusal = refused()
        if (!refusal) throw error
        stage.noteValue(note, refusal)
        return {}
      }
    },
    async noteError(note, name, input) {
      await ask(name, input).catch(() => {})
      stage.noteValue(note, refused()?.Error)
    },
  }
}

/** Sends commands, to the bucket of the room where none is named. */
function asking(send: ReturnType<typeof sending>, bucket: string): BucketRoom['ask'] {
  return async (name, input) => {
    // Their client asks for encoded keys by itself, and decodes them.
    const isListing = LISTINGS.has(name) && !('EncodingType' in input)
    const output = await send(name, {
      ...(name !== 'ListBuckets' && { Bucket: bucket }),
      ...(isListing && { EncodingType: 'url' }),
      ...(name === 'PutObject' && { Body: Buffer.alloc(0) }),
      ...input,
    })
    const whole = await withBody(output)
    return isListing ? decoded(whole) : whole
  }
}

/** Every name leads to this machine. */
const HERE = new Agent({
  lookup: ((_: string, { all }: { all?: boolean }, found: (...answer: unknown[]) => void) =>
    all
      ? found(null, [{ address: '127.0.0.1', family: 4 }])
      : found(null, '127.0.0.1', 4)) as never,
} as object)

const LISTINGS: ReadonlySet<string> = new Set([
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
])

async function withBody(output: object): Promise<object> {
  if (!('Body' in output)) return output
  const { Body } = output as { Body?: { transformToString(): Promise<string> } }
  return { ...output, Body: documentOf((await Body?.transformToString()) ?? '') }
}

/** The recordings show bodies that are documents as such. */
function documentOf(text: string): unknown {
  if (!text.startsWith('{')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const KEYS = /^(?:Key|Prefix|Delimiter|Marker|NextMarker|StartAfter|(?:Next)?KeyMarker)$/

function decoded(value: unknown): Answer {
  if (Array.isArray(value)) return value.map(decoded)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      typeof item === 'string' && KEYS.test(name)
        ? decodeURIComponent(item.replaceAll('+', ' '))
        : decoded(item),
    ]),
  )
}

/** Their client knows these as numbers. */
function numbered(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(numbered)
  if (typeof answer !== 'object' || answer === null) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, item]) => [
      name,
      /^(?:Next)?PartNumberMarker$/.test(name) ? Number(item) : numbered(item),
    ]),
  )
}

interface Raw {
  readonly response: {
    readonly statusCode: number
    readonly headers: Readonly<Record<string, string>>
    body: AsyncIterable<Uint8Array>
  }
}

interface LastHead {
  readonly HTTPHeaders: Readonly<Record<string, string>>
  readonly HTTPStatusCode: number
  readonly HostId: string | undefined
  readonly RequestId: string | undefined
  readonly RetryAttempts: number
}

function lastHead(heads: readonly Raw['response'][]): LastHead {
  const { headers = {}, statusCode = 0 } = heads.at(-1) ?? {}
  const { connection: _, 'keep-alive': __, ...HTTPHeaders } = headers
  return {
    ...{ HTTPHeaders, HTTPStatusCode: statusCode, RetryAttempts: 0 },
    ...{ HostId: headers['x-amz-id-2'], RequestId: headers['x-amz-request-id'] },
  }
}

function keepHeads(client: sdk.S3Client): Raw['response'][] {
  const heads: Raw['response'][] = []
  const middleware = (next: (sent: unknown) => Promise<unknown>) => async (sent: unknown) => {
    const answer = (await next(sent)) as Raw
    heads.push(answer.response)
    return answer
  }
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'low' })
  return heads
}

interface Refusal {
  readonly Error: Readonly<Record<string, string | null | undefined>>
  readonly ResponseMetadata: object
}

/** The errors with all their members, as they come over the wire. */
function keepRefusals(client: sdk.S3Client): Refusal[] {
  const refusals: Refusal[] = []
  const middleware = (next: (sent: unknown) => Promise<unknown>) => async (sent: unknown) => {
    const answer = (await next(sent)) as Raw
    const { response } = answer
    if (response.statusCode < 300) return answer
    const parts: Uint8Array[] = []
    for await (const part of response.body) parts.push(part)
    const text = Buffer.concat(parts).toString()
    response.body = Readable.from([Buffer.from(text)])
    refusals.push(refusalOf(text, response.statusCode))
    return answer
  }
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'low' })
  return refusals
}

/** Their client leaves the type of a body to the server. */
function sendNoType(client: sdk.S3Client): void {
  const middleware = (next: (sent: Sent) => unknown) => (sent: Sent) => {
    if (sent.input['ContentType'] === undefined) delete sent.request.headers['content-type']
    return next(sent)
  }
  client.middlewareStack.add(middleware as never, { step: 'build', priority: 'low' })
}

/** Their client sends headers in UTF-8, and signs them so. */
function sendUtf8(client: sdk.S3Client): void {
  const middleware = (next: (sent: Sent) => unknown) => (sent: Sent) => {
    for (const [name, value] of Object.entries(sent.request.headers)) {
      sent.request.headers[name] = Buffer.from(value, 'utf8').toString('latin1')
    }
    return next(sent)
  }
  client.middlewareStack.add(middleware as never, { step: 'deserialize', priority: 'low' })
}

interface Sent {
  readonly input: Readonly<Record<string, unknown>>
  readonly request: { readonly headers: Record<string, string> }
}

const REASONS: Readonly<Record<number, string>> = {
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  416: 'Requested Range Not Satisfiable',
}

function refusalOf(text: string, status: number): Refusal {
  const members = [...text.matchAll(/<([A-Za-z0-9-]+)>([^<]*)<\/\1>|<([A-Za-z0-9-]+)\/>/g)].map(
    ([, name, value = '', empty]) =>
      [name ?? empty, value === '' ? null : unescaped(value)] as const,
  )
  const found = Object.fromEntries(members.filter(([name]) => !HIDDEN.has(name ?? '')))
  const nameless = { Code: String(status), Message: REASONS[status] }
  return {
    Error: text === '' ? nameless : found,
    ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status },
  }
}

const HIDDEN = new Set(['RequestId', 'HostId'])

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

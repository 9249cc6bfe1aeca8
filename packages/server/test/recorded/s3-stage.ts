import { Readable } from 'node:stream'
import * as sdk from '@aws-sdk/client-s3'
import { answerOf } from './answers.ts'
import { sending } from './sending.ts'
import type { Stage } from './stage.ts'

type Name = {
  [K in keyof typeof sdk]: K extends `${infer N}Command` ? N : never
}[keyof typeof sdk]
type InputOf<N extends Name> = ConstructorParameters<(typeof sdk)[`${N}Command`]>[0]
/** The bucket of the room is meant where none is named. */
type Asked<N extends Name> = Omit<NonNullable<InputOf<N>>, 'Bucket'> & { readonly Bucket?: string }

// The recordings know the members; types of every output would only be in the way.
// biome-ignore lint/suspicious/noExplicitAny: answers are compared whole
export type Answer = any

/** A bucket, and what is asked of it and kept. */
export interface BucketRoom {
  readonly bucket: string
  ask<N extends Name>(name: N, input: Asked<N>): Promise<Answer>
  /** Keeps the answer or the refusal under the recording's name. */
  note<N extends Name>(note: string, name: N, input: Asked<N>): Promise<Answer>
  keep(note: string, value: unknown): void
  /** Keeps an answer that was changed in between. */
  keepAnswer(note: string, output: object, isMember?: boolean): void
}

export async function openBucketRoom(stage: Stage, region?: string): Promise<BucketRoom> {
  const bucket = stage.name('bucket')
  const client = new sdk.S3Client({
    ...stage.as(),
    forcePathStyle: true,
    ...(region !== undefined && { region }),
  })
  const refusals = keepRefusals(client)
  sendNoType(client)
  const send = sending(client, sdk)
  const ask: BucketRoom['ask'] = async (name, input) => {
    const isListing = LISTINGS.has(name)
    const output = await send(name, {
      ...(name !== 'ListBuckets' && { Bucket: bucket }),
      // Their client asks for encoded keys by itself, and decodes them.
      ...(isListing && { EncodingType: 'url' }),
      ...(name === 'PutObject' && { Body: Buffer.alloc(0) }),
      ...input,
    })
    const whole = await withBody(output)
    return isListing ? decoded(whole) : whole
  }
  if (region === undefined) await ask('CreateBucket', {})
  return {
    bucket,
    ask,
    keep: stage.noteValue,
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
        const refusal = refusals.at(-1)
        if (!refusal) throw error
        stage.noteValue(note, refusal)
        return {}
      }
    },
  }
}

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
    body: AsyncIterable<Uint8Array>
  }
}

/** The errors with all their members, as they come over the wire. */
function keepRefusals(client: sdk.S3Client): unknown[] {
  const refusals: unknown[] = []
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

function refusalOf(text: string, status: number): unknown {
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

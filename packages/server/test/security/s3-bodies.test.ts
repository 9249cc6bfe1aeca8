import { createHash, createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SigningCredentials, signHeaders } from '../../src/wire/sigv4/sign.ts'
import { deriveKey } from '../../src/wire/sigv4/verify.ts'
import { type House, openHouse } from '../house.ts'
import { createUser } from '../people.ts'
import { refusal } from '../refusal.ts'

/** Bodies that are not what was signed or announced leave nothing behind (spec/attacks.md A14). */

let house: House
let s3: S3Client
const Bucket = 'bodies'

beforeAll(async () => {
  house = await openHouse()
  s3 = new S3Client(house.as())
  await s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => house.close())

const EMPTY = createHash('sha256').update('').digest('hex')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

interface Chunked {
  readonly chunks: readonly string[]
  readonly trailers?: readonly (readonly [string, string])[]
  /** What happens to the frames on their way. */
  readonly change?: (frames: string[]) => string[]
  readonly decoded?: number
}

/** A body in signed chunks, as SDKs of other languages send it. */
async function putChunked(
  Key: string,
  { chunks, trailers, change, decoded }: Chunked,
): Promise<Response> {
  const { accessKeyId, secretAccessKey } = house.root
  const mode = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailers ? '-TRAILER' : ''}`
  const url = new URL(`/${Bucket}/${Key}`, house.url)
  const headers: [string, string][] = [
    ['host', url.host],
    ['content-encoding', 'aws-chunked'],
    ['x-amz-content-sha256', mode],
    ['x-amz-decoded-content-length', String(decoded ?? chunks.join('').length)],
    ...(trailers ? [['x-amz-trailer', trailers[0]?.[0] ?? ''] as [string, string]] : []),
  ]
  const time = Date.now()
  const head = {
    method: 'PUT',
    rawPath: url.pathname,
    rawQuery: '',
    headers,
    body: new Uint8Array(),
  }
  const signed = signHeaders(
    head,
    { accessKeyId, secretAccessKey },
    { region: 'us-east-1', service: 's3', time },
  )
  const date = signed.find(([name]) => name === 'x-amz-date')?.[1] ?? ''
  const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`
  const key = deriveKey(secretAccessKey, date.slice(0, 8), 'us-east-1', 's3')
  let previous = signed.at(-1)?.[1].split('Signature=')[1] ?? ''
  const sign = (kind: string, ...hashes: string[]) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, date, scope, previous, ...hashes].join('\n')
    previous = createHmac('sha256', key).update(text).digest('hex')
    return previous
  }
  const frames = [...chunks, ''].map(chunk => {
    const signature = sign('PAYLOAD', EMPTY, sha256(chunk))
    const end = chunk === '' && trailers ? '' : '\r\n'
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk}${end}`
  })
  if (trailers) {
    const text = trailers.map(([name, value]) => `${name}:${value}\n`).join('')
    const lines = trailers.map(([name, value]) => `${name}:${value}\r\n`).join('')
    frames.push(`${lines}x-amz-trailer-signature:${sign('TRAILER', sha256(text))}\r\n\r\n`)
  }
  const body = (change ? change(frames) : frames).join('')
  return fetch(url, { method: 'PUT', headers: [...headers.slice(1), ...signed], body })
}

const codeOf = async (response: Response) => /<Code>([^<]+)</.exec(await response.text())?.[1]
const isMissing = async (Key: string) =>
  (await refusal(s3.send(new HeadObjectCommand({ Bucket, Key }))))[2] === 404
const text = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()

const A = 'a'.repeat(9_000)
const B = 'b'.repeat(8_500)

describe('signed chunks', () => {
  it('are put together', async () => {
    const answer = await putChunked('good', { chunks: [A, B, 'c'] })
    expect([answer.status, await text('good')]).toEqual([200, `${A}${B}c`])
    const { ContentEncoding } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'good' }))
    expect(ContentEncoding).toBeUndefined()
  })

  it('may end with a signed trailer', async () => {
    const trailers = [
      ['x-amz-checksum-sha256', createHash('sha256').update(A).digest('base64')],
    ] as const
    const answer = await putChunked('trailed', { chunks: [A], trailers })
    expect([answer.status, await text('trailed')]).toEqual([200, A])
  })

  it.each<[string, Chunked, string]>([
    [
      'another byte',
      { chunks: [A, B], change: f => f.map(one => one.replace(B, `x${B.slice(1)}`)) },
      'SignatureDoesNotMatch',
    ],
    [
      'another order',
      { chunks: [A, B], change: ([a = '', b = '', c = '']) => [b, a, c] },
      'SignatureDoesNotMatch',
    ],
    [
      'a chunk left out',
      { chunks: [A, B], change: ([a = '', , c = '']) => [a, c] },
      'SignatureDoesNotMatch',
    ],
    ['an early end', { chunks: [A, B], change: ([a = '']) => [a] }, 'IncompleteBody'],
    [
      'no signature',
      { chunks: [A], change: f => f.map(one => one.replace(/;chunk-signature=\w+/, '')) },
      'SignatureDoesNotMatch',
    ],
    ['more than announced', { chunks: [A, B], decoded: 9_000 }, 'IncompleteBody'],
    ['less than announced', { chunks: [A], decoded: 9_001 }, 'IncompleteBody'],
    ['bytes after the end', { chunks: [A], change: f => [...f, 'more'] }, 'InvalidRequest'],
    [
      'a changed trailer',
      {
        chunks: [A],
        trailers: [['x-amz-checksum-crc32', 'AAAAAA==']],
        change: f => f.map(one => one.replace('AAAAAA==', 'AAAAAQ==')),
      },
      'SignatureDoesNotMatch',
    ],
    [
      'a wrong checksum',
      { chunks: [A], trailers: [['x-amz-checksum-crc32', 'AAAAAA==']] },
      'BadDigest',
    ],
  ])('with %s leave nothing', async (what, chunked, code) => {
    const Key = what.replaceAll(' ', '-')
    expect(await codeOf(await putChunked(Key, chunked))).toBe(code)
    expect(await isMissing(Key)).toBe(true)
  })
})

describe('a body', () => {
  const put = (Key: string, headers: [string, string][], body = 'text', as?: SigningCredentials) =>
    house.send({ service: 's3', method: 'PUT', target: `/${Bucket}/${Key}`, headers, body }, as)

  it.each<[string, [string, string][], string]>([
    ['its signed hash', [['x-amz-content-sha256', sha256('other')]], 'XAmzContentSHA256Mismatch'],
    ['its MD5', [['content-md5', createHash('md5').update('other').digest('base64')]], 'BadDigest'],
    ['an MD5', [['content-md5', 'x']], 'InvalidDigest'],
    ['its checksum', [['x-amz-checksum-crc32', 'AAAAAA==']], 'BadDigest'],
    ['a checksum', [['x-amz-checksum-crc32', 'x']], 'InvalidRequest'],
    [
      'one checksum',
      [
        ['x-amz-checksum-crc32', 'AAAAAA=='],
        ['x-amz-checksum-sha1', 'x'],
      ],
      'InvalidRequest',
    ],
  ])('that is not %s leaves nothing', async (what, headers, code) => {
    const Key = what.replaceAll(' ', '-')
    expect(await codeOf(await put(Key, headers))).toBe(code)
    expect(await isMissing(Key)).toBe(true)
  })

  it('that is wrong leaves what was there', async () => {
    await put('stays', [], 'first')
    await put('stays', [['x-amz-checksum-crc32', 'AAAAAA==']], 'second')
    expect(await text('stays')).toBe('first')
  })

  it('is not asked for before its sender was allowed to send it', async () => {
    const nobody = await createUser(house, 'nobody')
    expect(await expecting('asked', nobody)).toEqual({ continued: false, status: 403 })
    expect(await expecting('asked', house.root)).toEqual({ continued: true, status: 200 })
    expect(await text('asked')).toBe('body')
  })

  /** A PUT that sends its body only when it is told to go on. */
  function expecting(key: string, { accessKeyId, secretAccessKey }: SigningCredentials) {
    const url = new URL(`/${Bucket}/${key}`, house.url)
    const headers: [string, string][] = [
      ['host', url.host],
      ['content-length', '4'],
      ['expect', '100-continue'],
      ['x-amz-content-sha256', sha256('body')],
    ]
    const head = {
      method: 'PUT',
      rawPath: url.pathname,
      rawQuery: '',
      headers,
      body: new Uint8Array(),
    }
    const credentials = { accessKeyId, secretAccessKey }
    const signed = signHeaders(head, credentials, {
      region: 'us-east-1',
      service: 's3',
      time: Date.now(),
    })
    return new Promise((resolve, reject) => {
      let continued = false
      const sent = httpRequest(url, {
        method: 'PUT',
        headers: Object.fromEntries([...headers, ...signed]),
      })
      sent.on('continue', () => {
        continued = true
        sent.end('body')
      })
      sent.on('response', response => {
        resolve({ continued, status: response.statusCode })
        response.resume()
        sent.destroy()
      })
      sent.on('error', reject)
      sent.flushHeaders()
    })
  }
})

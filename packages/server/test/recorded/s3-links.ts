import { setTimeout as wait } from 'node:timers/promises'
import type { Tests } from './s3.ts'
import {
  changedQuery,
  expectStatus,
  hostOf,
  type Link,
  linkTo,
  refusalOf,
  type Sent,
  send,
} from './s3-raw.ts'
import type { BucketRoom } from './s3-stage.ts'
import { readFirst } from './s3-stage.ts'
import type { Stage } from './stage.ts'

/** Links that carry their own signature, and what is wrong with some. */

const to = (room: BucketRoom, stage: Stage, key: string, more: Partial<Link> = {}) =>
  linkTo(stage, { path: `/${room.bucket}/${key}`, ...more })

/** With the status, where the recording has it. */
async function noteReply(
  room: BucketRoom,
  stage: Stage,
  note: string,
  { isWhole = true, ...sent }: Sent & { isWhole?: boolean },
): Promise<void> {
  const { StatusCode, ...members } = refusalOf(await send(stage, sent))
  room.keep(note, isWhole ? { ...members, StatusCode } : members)
}

const refused = (room: BucketRoom, stage: Stage, note: string, sent: Sent) =>
  noteReply(room, stage, note, { ...sent, isWhole: false })

const MD5 = 'pX8KKuGXS1f2VTcuJpqjkw=='
const TYPE = { 'content-type': 'application/octet-stream' }

const links: Tests = {
  put_object: async (room, stage) => {
    const target = to(room, stage, 'my-key', { method: 'PUT' })
    expectStatus(await send(stage, { method: 'PUT', target, body: 'something' }), 200)
    await readFirst(room, 'get_object', { Key: 'my-key' }, 'something')
  },
  s3_copy_md5: async (room, stage) => {
    await room.ask('PutObject', { Key: 'src', Body: 'something' })
    const CopySource = `${room.bucket}/src`
    await room.note('copy-obj', 'CopyObject', { Key: 'dest', CopySource })
    const headers = { 'x-amz-copy-source': CopySource }
    const target = to(room, stage, 'dest', { method: 'PUT', headers })
    expectStatus(await send(stage, { method: 'PUT', target, headers }), 200)
  },
  ...Object.fromEntries(
    ['True', 'False'].map((verified): [string, Tests[string]] => [
      `put_url_metadata_with_sig_s3v4[${verified}]`,
      async (room, stage) => {
        const headers = { 'x-amz-meta-foo': 'bar' }
        const target = to(room, stage, 'key-by-hostname', { method: 'PUT', headers })
        const put = { method: 'PUT', target, body: 'content 123' }
        await refused(room, stage, 'no-meta-headers', put)
        expectStatus(await send(stage, { ...put, headers }), 200)
        await room.note('head_object', 'HeadObject', { Key: 'key-by-hostname' })
        const wrong = { 'x-amz-meta-wrong': 'wrong' }
        await refused(room, stage, 'wrong-meta-headers', { ...put, headers: wrong })
      },
    ]),
  ),
  presigned_double_encoded_credentials: async (room, stage) => {
    await room.ask('PutObject', { Key: 'foo-key', Body: 'foobar' })
    const target = to(room, stage, 'foo-key').replaceAll('%2F', '%252F')
    await refused(room, stage, 'error-malformed', { target })
  },
  'put_object_with_md5_and_chunk_signature_bad_headers[s3v4-True]': async (room, stage) => {
    const covered = { ...TYPE, 'content-md5': MD5 }
    const link = { method: 'PUT', headers: covered }
    const target = to(room, stage, 'test-runtime.properties', link)
    const headers = {
      ...covered,
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-date': '20211122T191045Z',
    }
    const put = { method: 'PUT', target, body: 'test' }
    const decoded = { ...headers, 'x-amz-decoded-content-length': 'test' }
    const note = 'with-decoded-content-length'
    await refused(room, stage, note, { ...put, headers: decoded })
    await refused(room, stage, 'without-decoded-content-length', { ...put, headers })
  },
  's3_presigned_url_expired[s3v4]': async (room, stage) => {
    await room.ask('PutObject', { Key: 'key-expires-in-2', Body: 'something' })
    const target = to(room, stage, 'key-expires-in-2', { expiresSeconds: 2 })
    expectStatus(await send(stage, { target }), 200)
    await wait(3_000)
    await refused(room, stage, 'expired-exception', { target })
  },
  's3_put_presigned_url_with_different_headers[s3v4]': async (room, stage) => {
    const link = (headers: Record<string, string>) =>
      to(room, stage, 'key-double-header-param', { method: 'PUT', headers })
    const put = (target: string, headers: Record<string, string>) => ({
      ...{ method: 'PUT', target, headers, body: 'test_data' },
    })
    const plain = { 'content-type': 'text/plain' }
    const xml = { 'content-type': 'text/xml' }
    const typed = link(plain)
    expectStatus(await send(stage, put(typed, plain)), 200)
    await noteReply(room, stage, 'content-type-exception', put(typed, xml))
    const identity = { 'content-encoding': 'identity' }
    const encoded = link(identity)
    expectStatus(await send(stage, put(encoded, identity)), 200)
    await noteReply(room, stage, 'content-type-response', put(encoded, { ...identity, ...xml }))
    const gzip = put(encoded, { 'content-encoding': 'gzip' })
    await noteReply(room, stage, 'wrong-content-encoding-response', gzip)
  },
  s3_put_presigned_url_same_header_and_qs_parameter: async (room, stage) => {
    const headers = { 'x-amz-request-payer': 'requester' }
    const link = { method: 'PUT', headers, expiresSeconds: 10 }
    const target = to(room, stage, 'key-double-header-param', link)
    const put = { method: 'PUT', headers, body: 'test_data' }
    const twice = changedQuery(target, [], { 'x-amz-request-payer': 'non-valid' })
    await noteReply(room, stage, 'double-header-query-string', { ...put, target: twice })
    const expires = { 'x-amz-expires': '5' }
    await noteReply(room, stage, 'override-signed-qs', { ...put, target, headers: expires })
  },
  's3_put_presigned_url_missing_sig_param[s3v4]': async (room, stage) => {
    const target = changedQuery(to(room, stage, 'key-missing-param'), ['X-Amz-Date'])
    await noteReply(room, stage, 'missing-param-exception', { target })
  },
  presigned_url_v4_x_amz_in_qs: async (room, stage) => {
    const md5 = { 'content-md5': '4QrcOUm6Wau+VuBX8g+IPg==' }
    const query = {
      'x-amz-storage-class': 'STANDARD',
      'x-amz-meta-foo': 'bar-complicated-no-random',
      'x-amz-checksum-crc32': 'AAAAAA==',
      'x-amz-sdk-checksum-algorithm': 'CRC32',
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'x-id': 'PutObject',
    }
    const target = to(room, stage, 'temp.txt', { method: 'PUT', query, headers: md5 })
    const put = { method: 'PUT', target, body: '123456' }
    expectStatus(await send(stage, put), 403)
    expectStatus(await send(stage, { ...put, headers: md5 }), 200)
    const bad = target.replace('AAAAAA', 'BBBBBB')
    expectStatus(await send(stage, { ...put, target: bad, headers: md5 }), 403)
    const wanted = { Key: 'temp.txt', ChecksumMode: 'ENABLED' } as const
    await room.note('head-object', 'HeadObject', wanted)
  },
}

/** Where the bucket stands: in the path, or in the host. */
const eachPlace = (
  test: string,
  requests: (at: (more?: Partial<Link>) => Sent, room: BucketRoom, stage: Stage) => Promise<void>,
): Tests =>
  Object.fromEntries(
    (['False', 'True'] as const).map((inHost): [string, Tests[string]] => [
      test.replace('?', inHost),
      async (room, stage) => {
        await room.ask('PutObject', { Key: 'temp.txt', Body: '123' })
        const isThere = inHost === 'True'
        const host = hostOf(stage, isThere ? room.bucket : undefined)
        const path = isThere ? '/temp.txt' : `/${room.bucket}/temp.txt`
        const at = (more: Partial<Link> = {}): Sent => ({
          ...{ method: more.method ?? 'GET', headers: { host } },
          target: linkTo(stage, { path, host, ...more }),
        })
        await requests(at, room, stage)
      },
    ]),
  )

const FAKE = { 'content-type': 'my-fake-content/type' }
const TEXT = 'this should be found in when you download temp.txt.'
const KEPT = ['Algorithm', 'Credential', 'Date', 'Expires', 'Signature'].map(one => `X-Amz-${one}`)

/** The signature of a link alone, as if it had signed nothing but the host. */
function reduced(target: string): string {
  const other = [...new URLSearchParams(target.split('?')[1])].map(([name]) => name)
  const without = other.filter(name => !KEPT.includes(name))
  return changedQuery(target, without, { 'X-Amz-SignedHeaders': 'host' })
}

const places: Tests = {
  ...eachPlace(
    'presigned_url_signature_authentication_expired[s3v4-?]',
    async (at, room, stage) => {
      const sent = at({ expiresSeconds: 1 })
      await wait(2_000)
      await refused(room, stage, 'expired', sent)
    },
  ),
  ...eachPlace('presigned_url_signature_authentication[s3v4-?]', async (at, room, stage) => {
    expectStatus(await send(stage, at()), 200)
    const query = { 'response-content-type': 'text/plain' }
    const disposition = { 'response-content-disposition': 'attachment;  filename=test.txt' }
    const get = at({ query: { ...query, ...disposition } })
    expectStatus(await send(stage, get), 200)
    const wrong = { ...get, target: reduced(get.target), headers: { ...get.headers, ...FAKE } }
    await refused(room, stage, 'invalid-get-1', { ...wrong, body: TEXT })
    expectStatus(await send(stage, { ...at({ method: 'PUT' }), body: TEXT }), 200)
    const plain = { 'content-type': 'text/plain' }
    const put = { ...at({ method: 'PUT', headers: plain }), body: TEXT }
    expectStatus(await send(stage, { ...put, headers: { ...put.headers, ...plain } }), 200)
    const headers = { ...put.headers, ...FAKE }
    const other = { ...put, target: reduced(put.target), headers }
    await refused(room, stage, 'invalid-put-1', other)
    expectStatus(await send(stage, at({ method: 'DELETE' })), 204)
  }),
}

const heads: Tests = eachPlace(
  'get_object_content_length_with_virtual_host[?]',
  async (at, room, stage) => {
    const { headers } = expectStatus(await send(stage, at()), 200)
    const { connection: _, 'keep-alive': __, ...rest } = headers
    room.keep('get-obj-content-len-headers', rest)
  },
)

const prefixed = (prefix: string, tests: Tests): Tests =>
  Object.fromEntries(Object.entries(tests).map(([test, requests]) => [prefix + test, requests]))

export const linkTests: Tests = {
  ...prefixed('TestS3PresignedUrl::test_', { ...links, ...places }),
  ...prefixed('TestS3::test_', heads),
}

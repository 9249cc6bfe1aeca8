import { describe, expect, it } from 'vitest'
import type { Identity } from '../../../access/identity.ts'
import { openLines } from '../../../collector/formats/lines.ts'
import { wordsOf } from '../../../collector/formats/words.ts'
import { ownerId } from '../outputs.ts'
import { type Accessed, accessLine } from './line.ts'

const OWNER = '123456789012'
const AT = Date.UTC(2026, 1, 6, 0, 0, 38)
const ADA: Identity = {
  account: OWNER,
  principal: { kind: 'user', arn: `arn:aws:iam::${OWNER}:user/ada`, account: OWNER },
}

const accessed = ({ request, answer, ...more }: Parts): Accessed => ({
  requestId: 'R1',
  operation: 'GetObject',
  labels: new Map([
    ['Bucket', 'logs'],
    ['Key', 'a b/ü.txt'],
  ]),
  identity: ADA,
  sourceIp: '192.0.2.3',
  tls: undefined,
  seconds: 0.0125,
  ...more,
  request: {
    ...{ method: 'GET', rawPath: '/logs/a%20b/%C3%BC.txt', rawQuery: '', headers: [] },
    body: NOTHING,
    ...request,
  },
  answer: { status: 200, headers: [], ...answer },
})

interface Parts extends Partial<Omit<Accessed, 'request' | 'answer'>> {
  readonly request?: Partial<Accessed['request']>
  readonly answer?: Partial<Accessed['answer']>
}

const NOTHING = {
  async *[Symbol.asyncIterator]() {},
  whole: () => undefined,
  async forEach() {},
}

const lineOf = (more: Parts = {}) => accessLine(accessed(more), OWNER, AT)

/** As the collector reads it. */
async function fieldsOf(line: string): Promise<Record<string, unknown>> {
  const bytes = (async function* () {
    yield Buffer.from(line)
  })()
  for await (const { lines } of openLines(bytes, { format: 'S3Access', key: 'k' })) {
    expect(lines.map(({ problem, time }) => [problem, time])).toEqual([[undefined, AT]])
    return Object.fromEntries(lines[0]?.fields ?? [])
  }
  return {}
}

describe('a record of an access log', () => {
  it('has the columns that S3 documents', async () => {
    const line = lineOf({
      request: {
        rawQuery: 'versionId=v1',
        headers: [
          ['authorization', 'AWS4-HMAC-SHA256 …'],
          ['host', 'localhost:4600'],
          ['user-agent', 'aws-cli/2 "x"'],
          ['referer', 'http://example.org/'],
        ],
      },
      answer: {
        status: 206,
        headers: [
          ['content-length', '10'],
          ['content-range', 'bytes 0-9/5000'],
          ['x-amz-version-id', 'v1'],
          ['x-amz-id-2', 'H2'],
        ],
      },
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
    })
    expect(line).toBe(
      `${ownerId(OWNER)} logs [06/Feb/2026:00:00:38 +0000] 192.0.2.3 arn:aws:iam::${OWNER}:user/ada R1 REST.GET.OBJECT a%20b/%C3%BC.txt "GET /logs/a%20b/%C3%BC.txt?versionId=v1 HTTP/1.1" 206 - 10 5000 13 13 "http://example.org/" "aws-cli/2 %22x%22" v1 H2 SigV4 TLS_AES_128_GCM_SHA256 AuthHeader localhost:4600 TLSv1.3 - -`,
    )
    expect(await fieldsOf(line)).toMatchObject({
      ...{ bucket: 'logs', operation: 'REST.GET.OBJECT', http_status: 206, object_size: 5000 },
      ...{ user_agent: 'aws-cli/2 %22x%22', tls_version: 'TLSv1.3' },
    })
  })

  it('tells of a refusal, and of nobody', async () => {
    const body = '<Error><Code>AccessDenied</Code></Error>'
    const line = lineOf({ identity: undefined, answer: { status: 403, body } })
    expect(await fieldsOf(line)).toMatchObject({
      ...{ http_status: 403, error_code: 'AccessDenied', bytes_sent: body.length },
    })
    const words = line.split(' ')
    expect([words[5], words[words.length - 8], words[words.length - 6]]).toEqual(['-', '-', '-'])
  })

  it('of a link keeps no signature that others could use', () => {
    const rawQuery = 'X-Amz-Expires=60&X-Amz-Signature=abc123&X-Amz-Security-Token=t0k&x=1'
    const line = lineOf({ request: { rawQuery } })
    expect(line).toContain('?X-Amz-Expires=60&X-Amz-Signature=-&X-Amz-Security-Token=-&x=1 HTTP')
    expect(line).toContain(' SigV4 - QueryString ')
  })

  it('of whatever a client sends is one line with its columns', async () => {
    const evil = '" 200 - \r\n\u{1f4a3}\u00ff [06/Feb/2026:00:00:38 +0000] "'
    const line = lineOf({
      request: {
        rawPath: `/logs/${evil}`,
        headers: [
          ['user-agent', evil],
          ['referer', evil],
          ['host', evil],
        ],
      },
      labels: new Map([
        ['Bucket', 'logs'],
        ['Key', evil],
      ]),
    })
    expect(line).toMatch(/^[ -~]+$/)
    expect(await fieldsOf(line)).toMatchObject({ http_status: 200, operation: 'REST.GET.OBJECT' })
    expect(wordsOf(line, 64)).toHaveLength(26)
  })

  it('is no longer than its columns may be, whatever a client sends', async () => {
    const long = '\u00ff'.repeat(30_000)
    const line = lineOf({
      request: {
        ...{ rawPath: `/logs/${'a'.repeat(30_000)}`, rawQuery: 'x=1' },
        headers: [
          ['user-agent', long],
          ['referer', long],
          ['host', long],
        ],
      },
      labels: new Map([
        ['Bucket', 'logs'],
        ['Key', long],
      ]),
    })
    expect(line.length).toBeLessThan(6 * 4_096)
    expect(line).toContain('aaaa HTTP/1.1" 200 ')
    expect(wordsOf(line, 64)).toHaveLength(26)
  })

  it.each([
    ['ListObjectsV2', 'GET', '', 'REST.GET.BUCKET'],
    ['CreateBucket', 'PUT', '', 'REST.PUT.BUCKET'],
    ['HeadObject', 'HEAD', 'k', 'REST.HEAD.OBJECT'],
    ['CopyObject', 'PUT', 'k', 'REST.COPY.OBJECT'],
    ['UploadPart', 'PUT', 'k', 'REST.PUT.PART'],
    ['DeleteObjects', 'POST', '', 'REST.POST.MULTI_OBJECT_DELETE'],
    ['GetBucketVersioning', 'GET', '', 'REST.GET.VERSIONING'],
    ['PutObjectTagging', 'PUT', 'k', 'REST.PUT.OBJECT_TAGGING'],
    ['GetBucketLocation', 'GET', '', 'REST.GET.LOCATION'],
    ['GetPublicAccessBlock', 'GET', '', 'REST.GET.PUBLIC_ACCESS_BLOCK'],
    [undefined, 'GET', 'k', 'REST.GET.OBJECT'],
  ])('names %s of %s %s', (operation, method, key, expected) => {
    const labels = new Map([
      ['Bucket', 'logs'],
      ['Key', key],
    ])
    expect(lineOf({ operation, labels, request: { method } }).split(' ')[7]).toBe(expected)
  })
})

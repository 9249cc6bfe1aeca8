import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { FormatName } from './format.ts'
import { messageOf } from './format.ts'
import { readAll } from './reading.testing.ts'
import { recogniseFormat } from './recognise.ts'

const S3_LINE =
  '79a59df900b949e5 amzn-bucket [06/Feb/2026:00:00:38 +0000] 192.0.2.3 arn:aws:iam::111122223333:user/Ann 3E57427F3EXAMPLE REST.GET.OBJECT a/b%20c.gz "GET /amzn-bucket/a HTTP/1.1" 200 - 113 7 44 - "-" "aws-cli "2.9"x" - host1= SigV4 ECDHE AuthHeader bucket.s3.amazonaws.com TLSv1.2 - Yes new1'
const ALB_LINE =
  'https 2026-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/a b HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 arn:aws:tg "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:cert" 1 2026-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-"'
const NLB_LINE =
  'tls 2.0 2026-04-01T08:51:42 net/my/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:cert - ECDHE tlsv12 - my.elb.amazonaws.com h2 h2 "h2","http/1.1" 2026-04-01T08:51:20'
const CLASSIC_LINE =
  '2026-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -'
const FLOW_LINE =
  '2 012345678910 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK'
const CLOUDFRONT = `#Version: 1.0
#Fields: date time x-edge-location sc-bytes c-ip cs(User-Agent)
2026-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tMozilla/5.0%20(Windows)
`
const LEX = JSON.stringify({
  messageVersion: '1.0',
  botName: 'OrderFlowers',
  inputTranscript: 'I want flowers',
  slots: { FlowerType: null },
  alternativeIntents: [{ name: 'A' }, { name: 'B' }],
  sentimentResponse: {
    sentimentLabel: 'POSITIVE',
    sentimentScore: '{Positive: 0.75,Negative: 1.5E-4,Neutral: 0.2,Mixed: 0.01}',
  },
  timestamp: '2026-01-02T03:04:05Z',
})
const SUBSCRIPTION = JSON.stringify({
  messageType: 'DATA_MESSAGE',
  owner: '111111111111',
  logGroup: '/lex',
  logStream: 'stream',
  subscriptionFilters: ['f'],
  logEvents: [
    { id: '1', timestamp: 1767323045000, message: LEX },
    { id: '2', timestamp: 1767323046000, message: 'plain "text"\nof two lines' },
  ],
})
const TRAIL = JSON.stringify({
  Records: [
    {
      eventTime: '2026-01-02T03:04:05Z',
      eventName: 'GetObject',
      userIdentity: { type: 'IAMUser', accountId: '0123' },
      requestParameters: { key: '[not] the {end"' },
    },
    { eventTime: '2026-01-02T03:04:06Z', errorCode: 'AccessDenied' },
  ],
})

/** Format, text, and of each line some fields (`@` is its time, `!` its problem). */
const CASES: readonly [FormatName, string, readonly Readonly<Record<string, unknown>>[]][] = [
  [
    'S3Access',
    S3_LINE,
    [
      {
        '@': '2026-02-06T00:00:38.000Z',
        key: 'a/b%20c.gz',
        request_uri: 'GET /amzn-bucket/a HTTP/1.1',
        http_status: 200,
        error_code: undefined,
        user_agent: 'aws-cli "2.9"x',
        acl_required: 'Yes',
        column_27: 'new1',
      },
    ],
  ],
  [
    'elb',
    `${ALB_LINE}\n${NLB_LINE}\n${CLASSIC_LINE}\n- - -`,
    [
      {
        '@': '2026-07-02T22:23:00.186Z',
        request_type: 'https',
        client_ip: '192.168.131.39',
        client_port: 2817,
        request_method: 'GET',
        request_url: 'https://www.example.com:443/a b',
        request_protocol: 'HTTP/1.1',
        trace_id: 'Root=1-58337281-1d84f3d73c47ec4e58577259',
        elb_status_code: 200,
      },
      {
        '@': '2026-04-01T08:51:42.000Z',
        request_type: 'tls',
        target_port: 443,
        received_bytes: 98,
      },
      { '@': '2026-05-13T23:39:43.945Z', elb: 'my-lb', sent_bytes: 29, ssl_cipher: undefined },
      { '@': undefined, '!': 'expected at least 12 columns, got 3', message: '- - -' },
    ],
  ],
  [
    'vpcflow',
    `${FLOW_LINE}\nversion srcaddr start tcp-flags\n5 10.0.0.1 1418530010 -\n5 10.0.0.1`,
    [
      {
        '@': '2014-12-14T04:06:50.000Z',
        account_id: '012345678910',
        dstport: 22,
        log_status: 'OK',
      },
      { '@': '2014-12-14T04:06:50.000Z', version: 5, srcaddr: '10.0.0.1', tcp_flags: undefined },
      { '!': 'expected 4 columns, got 2' },
    ],
  ],
  [
    'cloudfront',
    CLOUDFRONT,
    [
      {
        '@': '2026-12-04T21:02:31.000Z',
        x_edge_location: 'LAX1',
        sc_bytes: 392,
        cs_user_agent: 'Mozilla/5.0 (Windows)',
      },
    ],
  ],
  [
    'lex',
    `${LEX}\n`,
    [
      {
        '@': '2026-01-02T03:04:05.000Z',
        inputTranscript: 'I want flowers',
        'slots.FlowerType': null,
        'sentimentResponse.sentimentScore.positive': 0.75,
        'sentimentResponse.sentimentScore.negative': 0.00015,
      },
    ],
  ],
  [
    'lex',
    `2026-01-02T03:04:09.000Z ${LEX}\n2026-01-02T03:04:10.000Z plain text\n`,
    [
      { '@': '2026-01-02T03:04:05.000Z', inputTranscript: 'I want flowers' },
      { '!': 'not JSON', message: '2026-01-02T03:04:10.000Z plain text' },
    ],
  ],
  [
    'lex',
    SUBSCRIPTION,
    [
      { '@': '2026-01-02T03:04:05.000Z', logGroup: '/lex', botName: 'OrderFlowers' },
      { '@': '2026-01-02T03:04:06.000Z', message: 'plain "text"\nof two lines' },
    ],
  ],
  [
    'cloudwatch',
    SUBSCRIPTION + SUBSCRIPTION,
    [
      { id: '1' },
      { id: '2', logStream: 'stream' },
      { id: '1' },
      { id: '2', owner: '111111111111' },
    ],
  ],
  [
    'cloudtrail',
    TRAIL,
    [
      {
        '@': '2026-01-02T03:04:05.000Z',
        'userIdentity.accountId': '0123',
        'requestParameters.key': '[not] the {end"',
      },
      { '@': '2026-01-02T03:04:06.000Z', errorCode: 'AccessDenied' },
    ],
  ],
  [
    'json',
    '{"ts":1767323045,"n":12345678901234567890,"__proto__":{"x":1},"a":[1,{"b":2}]}',
    [
      {
        '@': '2026-01-02T03:04:05.000Z',
        n: '12345678901234567890',
        '__proto__.x': 1,
        a: 1,
        'a.b': 2,
      },
    ],
  ],
  ['text', 'one\r\n\ntwo\xff', [{ message: 'one' }, { message: 'two\xff' }]],
]

describe('formats', () => {
  it.each(CASES)('%s gives its fields', async (format, text, expected) => {
    const { lines, end } = await readAll(text, { format })
    expect(end).toEqual({ kind: 'whole' })
    expect(lines).toHaveLength(expected.length)
    lines.forEach((line, index) => {
      for (const [name, value] of Object.entries(expected[index] ?? {})) {
        if (name === '@') expect(line.time && new Date(line.time).toISOString()).toBe(value)
        else if (name === '!') expect(line.problem).toBe(value)
        else
          expect([name, line.fields.find(field => field[0] === name)?.[1]]).toEqual([name, value])
      }
      if (!('!' in (expected[index] ?? {}))) expect(line.problem).toBeUndefined()
    })
  })

  it.each(CASES)('%s is recognised by its first bytes', (format, text) => {
    const seen = recogniseFormat(Buffer.from(text))
    const holdsLex = text === SUBSCRIPTION + SUBSCRIPTION
    expect(seen).toBe(holdsLex ? 'lex' : format)
  })

  it('shows the message of a line, or all of it', async () => {
    const { lines } = await readAll('{"msg":"hello","n":1}\n{"n":2}', { format: 'json' })
    expect(lines.map(messageOf)).toEqual(['hello', '{"n":2}'])
  })

  it('leaves prototypes alone', async () => {
    await readAll('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', {
      format: 'json',
    })
    expect('polluted' in {}).toBe(false)
  })
})

describe('records of JSON', () => {
  const A = '{"a":1}'
  const B = '{"b":"}{"}'
  const cases: readonly [string, string, readonly string[]][] = [
    ['on lines', `${A}\n${B}\r\n\n`, [A, B]],
    ['one behind the other', A + B + A, [A, B, A]],
    ['in an array', `[${A},\n ${B}]${A}`, [A, B, A]],
    ['spread over lines', `{\n "a": [\n1\n]\n}\n${B}`, ['{\n "a": [\n1\n]\n}', B]],
    ['behind a mark of byte order', `\ufeff${A}`, [A]],
    ['as scalars', `1\n"x"\n[1,2]\n`, ['1', '"x"', '[1,2]']],
    [
      'with escapes',
      String.raw`{"a":"\\"}{"b":"\""}`,
      [String.raw`{"a":"\\"}`, String.raw`{"b":"\""}`],
    ],
  ]
  it.each(cases)('are found %s', async (_, text, raws) => {
    const { lines } = await readAll(text, { format: 'json' })
    expect(lines.map(({ raw }) => raw)).toEqual(raws)
    expect(lines.map(({ problem }) => problem)).toEqual(raws.map(() => undefined))
  })

  it('that are wrong cost one line', async () => {
    const text = `{"a":\n${A}\nplain [text]\n[2026] text\n${A} trailing\n{"a":01}\n${A}`
    const { lines } = await readAll(text, { format: 'json' })
    expect(lines.map(({ raw, problem }) => [raw, problem])).toEqual([
      ['{"a":', 'not JSON: unexpected `p`'],
      [A, undefined],
      ['plain [text]', 'not JSON'],
      ['[2026] text', 'not JSON'],
      [A, undefined],
      ['trailing', 'not JSON'],
      ['{"a":01}', 'not JSON'],
      [A, undefined],
    ])
  })

  it('that end in the middle are kept', async () => {
    const { lines } = await readAll(`${A}\n{"a":`, { format: 'json' })
    expect(lines.map(({ raw, problem }) => [raw, problem])).toEqual([
      [A, undefined],
      ['{"a":', 'not JSON: unfinished'],
    ])
  })

  it('are nested within a limit', async () => {
    const deep = `{"a":${'['.repeat(70)}1${']'.repeat(70)}}`
    const { lines } = await readAll(`${deep}\n${A}`, { format: 'json' })
    expect(lines.map(({ raw, problem }) => [raw, problem])).toEqual([
      [deep, 'nested deeper than 64'],
      [A, undefined],
    ])
  })

  it('keep what follows a broken element of an envelope', async () => {
    const text = `{"Records":[${A},{"b" 2},${B}]}\n{"Records":[${A}],"tail":[1]}`
    const { lines } = await readAll(text, { format: 'cloudtrail' })
    expect(lines.map(({ raw, problem }) => [raw, problem])).toEqual([
      [A, undefined],
      [`{"b" 2},${B}]}`, 'not JSON: unexpected `2`'],
      [`{"Records":[${A}],"tail":[1]}`, undefined],
    ])
  })

  it('have a bounded number of fields, with short names', async () => {
    const many = JSON.stringify(
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`n${i}`, i])),
    )
    const long = JSON.stringify({ a: 1, ['x'.repeat(300)]: 2 })
    const { lines } = await readAll(`${many}\n${long}`, { format: 'json' })
    expect(lines.map(({ fields, problem }) => [fields.length, problem])).toEqual([
      [512, 'more than 512 fields'],
      [1, "a field's name has more than 256 characters"],
    ])
  })
})

describe('entries of text', () => {
  const text = '2026-01-01 a\n  at x\n  at y\n2026-01-02 b\nc\n'
  const entries = ['2026-01-01 a\n  at x\n  at y', '2026-01-02 b\nc']

  it('begin where the pattern says', async () => {
    const multiline = { begins: '####-##-## ' }
    const { lines } = await readAll(text, { format: 'text', multiline })
    expect(lines.map(({ raw }) => raw)).toEqual(entries)
  })

  it('go on where the pattern says', async () => {
    const { lines } = await readAll(text, { format: 'text', multiline: { continues: ' ' } })
    expect(lines.map(({ raw }) => raw)).toEqual([entries[0], '2026-01-02 b', 'c'])
  })

  it('are not begun by a wrong pattern', async () => {
    const reading = readAll(text, { format: 'text', multiline: { begins: '\\' } })
    await expect(reading).rejects.toThrow('expected a character behind `\\` at 0')
  })
})

it('reads a subscription payload as it is delivered, several members in one object', async () => {
  const packed = gzipSync(SUBSCRIPTION)
  const { lines } = await readAll(Buffer.concat([packed, packed]), { format: 'cloudwatch' })
  expect(lines).toHaveLength(4)
})

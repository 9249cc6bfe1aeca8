import { encode, Tagged } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { loadModel } from '../models/model.ts'
import { cborCodec } from './cbor.ts'
import { decodeCbor } from './cbor-items.ts'

const model = loadModel('cloudwatch')
const received = (body: Uint8Array, type = 'application/cbor') => ({
  headers: [['content-type', type]] as const,
  rawQuery: '',
  labels: new Map<string, string>(),
  body,
})
const read = (operation: string, body: Uint8Array) =>
  cborCodec.deserialize(model, operation, received(body))
const bytes = (...hex: readonly string[]) => new Uint8Array(Buffer.from(hex.join(''), 'hex'))

function refusalOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.status}: ${error.message}`
    throw error
  }
  return 'taken'
}

describe('a request in CBOR', () => {
  it('is read as its shapes say, in all widths of numbers', () => {
    const body = encode({
      Namespace: 'n',
      MetricData: [
        { MetricName: 'a', Value: 1.5, Timestamp: new Tagged(1, 1_767_225_600.25) },
        { MetricName: 'b', Value: 2n ** 60n, Timestamp: new Tagged(1, 1_767_225_600) },
      ],
      Unknown: ['ignored'],
      EntityMetricData: null,
    })
    expect(read('PutMetricData', body)).toEqual({
      Namespace: 'n',
      MetricData: [
        { MetricName: 'a', Value: 1.5, Timestamp: 1_767_225_600_250 },
        { MetricName: 'b', Value: 2 ** 60, Timestamp: 1_767_225_600_000 },
      ],
    })
  })

  it('may leave the lengths of maps and lists open, as clients in Java do', () => {
    // {_ "AlarmNames": [_ "x"], "StateValue": "OK"}
    const body = bytes('bf6a416c61726d4e616d65739f6178ff6a537461746556616c7565624f4bff')
    expect(read('DescribeAlarms', body)).toEqual({ AlarmNames: ['x'], StateValue: 'OK' })
  })

  it('may be empty', () => {
    expect(read('ListMetrics', new Uint8Array())).toEqual({})
  })

  const nested = (depth: number) => bytes('81'.repeat(depth), '00')
  it.each<[string, Uint8Array, string]>([
    ['nesting', nested(LIMITS.cborDepth + 1), `nested deeper than ${LIMITS.cborDepth}`],
    ['nesting that would fill the stack', nested(100_000), 'nested deeper than'],
    ['nesting without end', bytes('9f'.repeat(1_000)), 'nested deeper than'],
    ['nested tags', bytes('c1'.repeat(100), '00'), 'nested deeper than'],
    ['a list of 2^32 items', bytes('9affffffff00'), 'not enough entries'],
    ['a map of 2^53 entries', bytes('bb001fffffffffffff6161'), 'not enough entries'],
    ['a text of 2^32 bytes', bytes('7affffffff61'), 'not enough data'],
    ['a byte string of 2^62 bytes', bytes('5b4000000000000000', '61'), ''],
    ['an open map that never ends', bytes('bf', '6161', '01'), 'not enough entries'],
    ['a text in pieces', bytes('a1', '7f', '6161', 'ff', '01'), 'not supported'],
    ['a key twice', bytes('a2', '6161', '01', '6161', '02'), 'repeat map key'],
    ['a break where there is nothing to end', bytes('ff'), ''],
    ['a break within a counted list', bytes('82', '01', 'ff'), ''],
    ['an unknown tag', bytes('c2', '4101'), 'tag not supported'],
    ['a timestamp of text', bytes('c1', '6161'), 'tag 1 holds no number'],
    ['two items', bytes('a0a0'), 'too many terminals'],
    ['a cut head', bytes('19'), ''],
    ['a reserved head', bytes('1c'), ''],
  ])('is refused for %s', (_, body, reason) => {
    const refusal = refusalOf(() => read('PutMetricData', body))
    expect(refusal).toMatch(/^SerializationException 400: the request body is not valid CBOR: /)
    expect(refusal).toContain(reason)
  })

  it('has a bounded number of items', () => {
    const many = Buffer.concat([bytes('9a00200000'), Buffer.alloc(0x20_0000)])
    expect(refusalOf(() => decodeCbor(many))).toContain(`more than ${LIMITS.cborItems} items`)
  })

  it.each<[unknown, string]>([
    [[], 'expected a map, got a list'],
    [{ Namespace: 1 }, 'expected a text, got a number'],
    [{ Namespace: Buffer.from('n') }, 'expected a text, got a byte string'],
    [{ MetricData: {} }, 'expected a list, got a map'],
    [{ MetricData: [{ Value: '1' }] }, 'expected a number, got a string'],
    [{ MetricData: [{ StorageResolution: 1.5 }] }, 'expected an integer, got a number'],
    [{ MetricData: [{ Timestamp: '2026-01-01T00:00:00Z' }] }, 'expected a timestamp, got a string'],
    [{ MetricData: [{ Timestamp: new Tagged(1, 1e300) }] }, 'expected a timestamp'],
  ])('is refused for the types of %j', (value, reason) => {
    expect(refusalOf(() => read('PutMetricData', encode(value)))).toContain(reason)
  })

  it('keeps `__proto__` a key like any other', () => {
    const body = encode(new Map<string, unknown>([['__proto__', { Namespace: 'x' }]]))
    const input = read('PutMetricData', body)
    expect(input['Namespace']).toBeUndefined()
    expect(Object.getPrototypeOf(input)).toBeNull()
    const entity = { KeyAttributes: new Map([['__proto__', 'v']]) }
    const { EntityMetricData } = read(
      'PutMetricData',
      encode({ EntityMetricData: [{ Entity: entity }] }),
    )
    const [first] = EntityMetricData as readonly { Entity: { KeyAttributes: object } }[]
    expect(Object.entries(first?.Entity.KeyAttributes ?? {})).toEqual([['__proto__', 'v']])
  })

  it('has the type that it says', () => {
    const wrong = () =>
      cborCodec.deserialize(model, 'ListMetrics', received(bytes('a0'), 'application/json'))
    expect(refusalOf(wrong)).toBe(
      'SerializationException 400: expected a body of the type application/cbor',
    )
  })

  it('is read or refused, whatever its bytes are', () => {
    const anyBody = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      // Mutations of what is nearly right find more than noise does.
      fc
        .tuple(
          fc
            .json({ maxDepth: 4 })
            .map(text => encode({ Namespace: 'n', MetricData: JSON.parse(text) })),
          fc.nat(63),
          fc.nat(255),
        )
        .map(([body, at, byte]) => body.map((known, index) => (index === at ? byte : known))),
    )
    fc.assert(
      fc.property(anyBody, body => {
        const refusal = refusalOf(() => read('PutMetricData', body))
        expect(refusal === 'taken' || refusal.startsWith('SerializationException')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('an answer in CBOR', () => {
  it('holds instants under tag 1, and leaves absent members out', () => {
    const output = {
      Label: 'm',
      Datapoints: [{ Timestamp: 1_767_225_600_500, Sum: 2, Unit: undefined }],
    }
    const { status, headers, body } = cborCodec.serialize(model, 'GetMetricStatistics', output, 'r')
    expect(status).toBe(200)
    expect(headers).toEqual([
      ['content-type', 'application/cbor'],
      ['smithy-protocol', 'rpc-v2-cbor'],
      ['x-amzn-requestid', 'r'],
    ])
    const point = new Map<string, unknown>([
      ['Timestamp', { epochSeconds: 1_767_225_600.5 }],
      ['Sum', 2],
    ])
    const decoded = decodeCbor(body as Uint8Array)
    expect(decoded).toEqual(
      new Map<string, unknown>([
        ['Label', 'm'],
        ['Datapoints', [point]],
      ]),
    )
  })

  it('has neither body nor type where the operation has no output', () => {
    const { headers, body } = cborCodec.serialize(model, 'PutMetricData', {}, 'r')
    expect(body).toBe('')
    expect(headers.map(([name]) => name)).toEqual(['smithy-protocol', 'x-amzn-requestid'])
  })

  it('names an error by its shape, with the query code in a header', () => {
    const error = new ServiceError('InvalidParameterValue', 'wrong', { status: 400 })
    const { status, headers, body } = cborCodec.serializeError(model, error, 'r')
    expect(status).toBe(400)
    expect(headers).toContainEqual(['x-amzn-query-error', 'InvalidParameterValue;Sender'])
    expect(decodeCbor(body as Uint8Array)).toEqual(
      new Map([
        ['__type', 'com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterValueException'],
        ['message', 'wrong'],
      ]),
    )
  })
})

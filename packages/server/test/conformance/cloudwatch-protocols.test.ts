import { gzipSync } from 'node:zlib'
import {
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { encode } from 'cborg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeCbor } from '../../src/wire/codecs/cbor-items.ts'
import { type House, openHouse } from '../house.ts'
import { createUser } from '../people.ts'
import { client, PROTOCOLS } from '../recorded/cloudwatch-clients.ts'
import { raw } from '../recorded/cloudwatch-raw.ts'
import { refusal } from '../refusal.ts'

/** The same operations in query, JSON and CBOR: the protocol belongs to the request (docs/design.md §2). */

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const TARGET = 'GraniteServiceVersion20100801'
const around = (now: number) => ({
  StartTime: new Date(now - 60_000),
  EndTime: new Date(now + 60_000),
})

describe.each(PROTOCOLS)('CloudWatch in %s', protocol => {
  it('measures, and answers with all kinds of values', async () => {
    const cloudwatch = client(house, protocol)
    const now = Date.now()
    const metric = { Namespace: `in/${protocol}`, MetricName: 'm' }
    const Dimensions = [{ Name: 'Übung <&>', Value: 'a b+c=d' }]
    const data = [
      { Value: 1.25, Timestamp: new Date(now) },
      { Value: -3e-7, Timestamp: new Date(now) },
      { Values: [1e21, 7], Counts: [1, 0.5], Timestamp: new Date(now) },
    ]
    const MetricData = data.map(datum => ({ MetricName: 'm', Dimensions, ...datum }))
    const { Namespace } = metric
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }))
    const { Label, Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...{ ...metric, Dimensions, ...around(now), Period: 60 },
        ...{ Statistics: ['Sum', 'Minimum', 'SampleCount'], ExtendedStatistics: ['p50', 'p99.9'] },
      }),
    )
    expect(Label).toBe('m')
    expect(Datapoints).toEqual([
      {
        Timestamp: new Date(now - (now % 60_000)),
        ...{ Sum: 1e21 + 3.5 + 1.25 - 3e-7, Minimum: -3e-7, SampleCount: 3.5, Unit: 'None' },
        ExtendedStatistics: { p50: 1.25, 'p99.9': 1e21 },
      },
    ])
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace }))
    expect(Metrics).toEqual([{ ...metric, Dimensions }])
  })

  it('takes a thousand data points, which clients compress', async () => {
    const cloudwatch = client(house, protocol)
    const Namespace = `compressed/${protocol}`
    const Timestamp = new Date()
    const MetricData = Array.from({ length: 1_000 }, (_, index) => ({
      ...{ MetricName: 'm', Value: index, Timestamp, Unit: 'Count' as const },
      Dimensions: [{ Name: 'n', Value: String(index % 600) }],
    }))
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }))
    const first = await cloudwatch.send(new ListMetricsCommand({ Namespace }))
    const { NextToken } = first
    const second = await cloudwatch.send(new ListMetricsCommand({ Namespace, NextToken }))
    const listed = [...(first.Metrics ?? []), ...(second.Metrics ?? [])]
    expect([first.Metrics?.length, second.Metrics?.length]).toEqual([500, 100])
    expect(new Set(listed.map(({ Dimensions }) => Dimensions?.[0]?.Value)).size).toBe(600)
    const many = { Namespace, MetricData: [...MetricData, ...MetricData.slice(0, 1)] }
    expect(await refusal(cloudwatch.send(new PutMetricDataCommand(many)))).toEqual([
      'InvalidParameterValue',
      'The collection MetricData must not have a size greater than 1000.',
      400,
    ])
  })

  it('refuses who may not, with the code of the protocol', async () => {
    const nobody = await createUser(house, `nobody-${protocol}`)
    const cloudwatch = client({ as: () => house.as(nobody) }, protocol)
    const call = cloudwatch.send(new ListMetricsCommand({}))
    const [code, message, status] = await refusal(call)
    const isQuery = protocol === 'query'
    expect([code, status]).toEqual(isQuery ? ['AccessDenied', 403] : ['AccessDeniedException', 400])
    expect(message).toBe(
      `User: arn:aws:iam::${house.account}:user/nobody-${protocol} is not authorized to perform: cloudwatch:ListMetrics because no identity-based policy allows the cloudwatch:ListMetrics action`,
    )
  })

  it('refuses misshapen input with the name that the protocol has for it', async () => {
    const input = { AlarmName: 'a', StateValue: 'X', StateReason: 'r' }
    const answer = await raw(stage(), protocol, 'SetAlarmState', input)
    expect(JSON.stringify(answer)).toContain(
      protocol === 'query'
        ? '"Code":"ValidationError"'
        : '"__type":"com.amazon.coral.validate#ValidationException"',
    )
  })
})

/** What `raw` needs of a stage. */
const stage = () => ({ house }) as Parameters<typeof raw>[0]

describe('a compressed request', () => {
  const form = (Namespace: string) =>
    new URLSearchParams({
      ...{ Action: 'PutMetricData', Version: '2010-08-01', Namespace },
      ...{ 'MetricData.member.1.MetricName': 'm', 'MetricData.member.1.Value': '1.5' },
    }).toString()
  const send = (body: Uint8Array, encoding = 'gzip') =>
    house.send({
      ...{ service: 'monitoring', method: 'POST', target: '/', body },
      headers: [
        ['content-type', 'application/x-www-form-urlencoded'],
        ['content-encoding', encoding],
      ],
    })

  it('is signed as it is sent, and read as it was before', async () => {
    expect((await send(gzipSync(form('zipped')), 'GZIP')).status).toBe(200)
    const { Metrics } = await client(house, 'query').send(
      new ListMetricsCommand({ Namespace: 'zipped' }),
    )
    expect(Metrics).toHaveLength(1)
  })

  it('may be CBOR', async () => {
    const input = { Namespace: 'zipped/cbor', MetricData: [{ MetricName: 'm', Value: 1 }] }
    const answer = await house.send({
      ...{ service: 'monitoring', method: 'POST', body: gzipSync(encode(input)) },
      target: `/service/${TARGET}/operation/PutMetricData`,
      headers: [
        ['content-type', 'application/cbor'],
        ['smithy-protocol', 'rpc-v2-cbor'],
        ['content-encoding', 'gzip'],
      ],
    })
    expect(answer.status).toBe(200)
  })

  it('is refused when it is no gzip, is cut, or is larger than it looks', async () => {
    const zipped = gzipSync(form('cut'))
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    const answers = await Promise.all(
      [Buffer.from('plain'), zipped.subarray(0, -9), bomb].map(async body => {
        const answer = await send(body)
        return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]]
      }),
    )
    expect(answers).toEqual([
      [400, 'SerializationException'],
      [400, 'SerializationException'],
      [413, 'RequestEntityTooLarge'],
    ])
  })

  it('is refused above one megabyte', async () => {
    const answer = await send(Buffer.alloc(1_048_577), 'identity')
    expect(answer.status).toBe(413)
  })
})

describe('a request in CBOR', () => {
  const send = (operation: string, body: Uint8Array, headers: [string, string][] = []) =>
    house.send({
      ...{ service: 'monitoring', method: 'POST', body },
      target: `/service/${TARGET}/operation/${operation}`,
      headers: [
        ['content-type', 'application/cbor'],
        ['smithy-protocol', 'rpc-v2-cbor'],
        ...headers,
      ],
    })
  const told = async (answer: Response) => {
    const body = decodeCbor(new Uint8Array(await answer.arrayBuffer())) as Map<string, unknown>
    return [answer.status, body.get('__type'), body.get('message')]
  }

  it('is answered in CBOR also when it goes nowhere', async () => {
    const answer = await send('NoSuchOperation', encode({}))
    expect(answer.headers.get('smithy-protocol')).toBe('rpc-v2-cbor')
    expect(await told(answer)).toEqual([404, 'UnknownOperationException', 'unknown operation'])
  })

  it('is refused in its own words when its bytes are none', async () => {
    expect(await told(await send('ListMetrics', Buffer.from('9f', 'hex')))).toEqual([
      400,
      'SerializationException',
      'the request body is not valid CBOR: found array but not enough entries (got 0, expected Infinity)',
    ])
  })

  it('says what it is, and has no body where there is nothing to say', async () => {
    const MetricData = [{ MetricName: 'm', Value: 1 }]
    const put = await send('PutMetricData', encode({ Namespace: 'raw', MetricData }))
    expect([put.status, put.headers.get('content-type'), await put.text()]).toEqual([200, null, ''])
    const list = await send('ListMetrics', encode({ Namespace: 'raw' }))
    expect(list.headers.get('content-type')).toBe('application/cbor')
    expect(list.headers.get('smithy-protocol')).toBe('rpc-v2-cbor')
    const body = decodeCbor(new Uint8Array(await list.arrayBuffer())) as Map<string, unknown>
    expect([...body.keys()]).toEqual(['Metrics'])
  })
})

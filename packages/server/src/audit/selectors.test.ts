import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trailWith } from './audit.testing.ts'
import { type AdvancedSelector, type BasicSelector, type Selectable, selects } from './selectors.ts'

const management: Selectable = {
  dataType: undefined,
  readOnly: false,
  source: 'kms.amazonaws.com',
  name: 'CreateKey',
  region: 'us-east-1',
  isGlobal: false,
  resources: ['arn:aws:kms:us-east-1:123456789012:key/1'],
  callerArns: ['arn:aws:sts::123456789012:assumed-role/R/s', 'arn:aws:iam::123456789012:role/R'],
}

const object = (key: string): Selectable => ({
  ...management,
  dataType: 'AWS::S3::Object',
  source: 's3.amazonaws.com',
  name: 'PutObject',
  resources: [`arn:aws:s3:::${key}`],
})

const basic = (more: Partial<BasicSelector>) =>
  trailWith({
    selectors: {
      kind: 'basic',
      list: [
        { readWriteType: 'All', includesManagement: true, data: [], excludedSources: [], ...more },
      ],
    },
  })

const advanced = (...fields: AdvancedSelector['fields']) =>
  trailWith({ selectors: { kind: 'advanced', list: [{ fields }] } })

const objects = (...values: readonly string[]) =>
  basic({ data: [{ type: 'AWS::S3::Object', values }] })

const isData = { field: 'eventCategory', equals: ['Data'] }
const isManagement = { field: 'eventCategory', equals: ['Management'] }

describe('a trail selects', () => {
  it.each([
    ['nothing while it does not log', trailWith({ isLogging: false }), management, false],
    ['management events', trailWith(), management, true],
    ['no data events by itself', trailWith(), object('b/k'), false],
    ['nothing of another region', trailWith(), { ...management, region: 'eu-west-1' }, false],
    [
      'every region when it is a trail of all',
      trailWith({ isMultiRegion: true }),
      { ...management, region: 'eu-west-1' },
      true,
    ],
    [
      'global services wherever it lives',
      trailWith({ homeRegion: 'eu-west-1' }),
      { ...management, isGlobal: true },
      true,
    ],
    [
      'no global services when it leaves them out',
      trailWith({ includesGlobalServices: false }),
      { ...management, isGlobal: true },
      false,
    ],
    ['writes alone', basic({ readWriteType: 'WriteOnly' }), management, true],
    [
      'no reads among writes alone',
      basic({ readWriteType: 'WriteOnly' }),
      { ...management, readOnly: true },
      false,
    ],
    ['reads alone', basic({ readWriteType: 'ReadOnly' }), management, false],
    [
      'no source that it excludes',
      basic({ excludedSources: ['kms.amazonaws.com'] }),
      management,
      false,
    ],
    ['objects of a bucket', objects('arn:aws:s3:::b/'), object('b/k'), true],
    ['no objects of a bucket that begins alike', objects('arn:aws:s3:::b/'), object('bb/k'), false],
    ['objects below a prefix', objects('arn:aws:s3:::b/in/'), object('b/in/k'), true],
    ['no objects beside the prefix', objects('arn:aws:s3:::b/in/'), object('b/out/k'), false],
    ['listings of the bucket', objects('arn:aws:s3:::b/'), object('b'), true],
    ['objects of every bucket', objects('arn:aws:s3'), object('any/k'), true],
    [
      'no functions among objects',
      objects('arn:aws:s3'),
      { ...object('b/k'), dataType: 'AWS::Lambda::Function' },
      false,
    ],
    [
      'a function with its versions',
      basic({
        data: [{ type: 'AWS::Lambda::Function', values: ['arn:aws:lambda:r:1:function:f'] }],
      }),
      {
        ...management,
        dataType: 'AWS::Lambda::Function',
        resources: ['arn:aws:lambda:r:1:function:f:3'],
      },
      true,
    ],
    ['by category', advanced(isManagement), management, true],
    ['no data by the category of management', advanced(isManagement), object('b/k'), false],
    [
      'by all fields together',
      advanced(
        isData,
        { field: 'resources.ARN', startsWith: ['arn:aws:s3:::b/'] },
        {
          field: 'eventName',
          notEquals: ['GetObject'],
        },
      ),
      object('b/k'),
      true,
    ],
    [
      'nothing of which one field does not fit',
      advanced(isData, { field: 'eventName', notStartsWith: ['Put'] }),
      object('b/k'),
      false,
    ],
    [
      'by the role of a session',
      advanced(isManagement, {
        field: 'userIdentity.arn',
        equals: ['arn:aws:iam::123456789012:role/R'],
      }),
      management,
      true,
    ],
    [
      'by the end of a name',
      advanced(isData, { field: 'resources.ARN', endsWith: ['.csv', '.json'] }),
      object('b/k.json'),
      true,
    ],
  ] as const)('%s', (_what, trail, event, expected) => {
    expect(selects(trail, event)).toBe(expected)
  })

  it('never both by a test and by its negative', () => {
    const words = fc.array(fc.constantFrom('a', 'ab', 'b', 'ba'), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.constantFrom('a', 'ab', 'b', 'ba', 'c'), words, (name, values) => {
        const event = { ...management, name }
        for (const [test, not] of [
          ['equals', 'notEquals'],
          ['startsWith', 'notStartsWith'],
          ['endsWith', 'notEndsWith'],
        ] as const) {
          const fits = selects(advanced({ field: 'eventName', [test]: values }), event)
          const fitsNot = selects(advanced({ field: 'eventName', [not]: values }), event)
          expect(fits).toBe(!fitsNot)
        }
      }),
    )
  })
})

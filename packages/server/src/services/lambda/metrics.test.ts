import { describe, expect, it } from 'vitest'
import type { Invoked, Outcome } from '../../functions/function-spec.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { createMetricsOutbox } from '../../outbox/metrics.ts'
import { createMeasures } from './metrics.ts'
import type { FunctionVersion, LambdaFunction } from './records.ts'

const PLACE = { account: '123456789012', region: 'us-east-1', name: 'Hook' }
const version: FunctionVersion = {
  ...{ version: '2', description: '', role: 'arn:aws:iam::123456789012:role/r' },
  ...{ timeoutSeconds: 3, memoryMb: 128, ephemeralMb: 512, architecture: 'x86_64' },
  ...{ logGroup: '/aws/lambda/Hook', code: { kind: 'endpoint', url: 'http://127.0.0.1' } },
  ...{ modifiedAt: 0, revisionId: 'r', contentId: 'c', progress: 'settled' },
}
const fn: LambdaFunction = { ...PLACE, id: 'one', tags: [], nextVersion: 3, latest: version }
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:Hook'

const ended = (outcome: Outcome, durationMs?: number): Invoked => ({
  ...{ outcome, tail: '' },
  ...(durationMs !== undefined && { durationMs }),
})
const answered: Outcome = { kind: 'answered', payload: Buffer.from('null') }
const failed: Outcome = { kind: 'failed', payload: Buffer.from('{}') }

/** Invocations side by side, and what was counted under the function itself, or under other dimensions. */
function openRoom() {
  const clock = fakeClock(0)
  const metrics = createMetricsOutbox()
  const measures = createMeasures({ metrics, clock })
  return {
    clock,
    invoke: (
      run: () => Promise<Invoked>,
      functionArn = ARN,
      signal = AbortSignal.timeout(60_000),
    ) => measures.during({ fn, version, invocation: { functionArn, signal } }, run),
    told: (names: string) =>
      metrics
        .take()
        .filter(({ series }) => series.dimensions.map(([name]) => name).join() === names)
        .map(({ series, values }) => [series.name, Object.fromEntries(values)]),
    places: () => {
      const taken = metrics.take().filter(({ series }) => series.name === 'Invocations')
      return taken.map(({ series }) => series.dimensions.map(pair => pair.join('=')).join())
    },
  }
}

describe('what is counted of invocations', () => {
  it('is each with its time, errors as rate, and how many went on when it began', async () => {
    const { clock, invoke, told } = openRoom()
    const first = Promise.withResolvers<Invoked>()
    const one = invoke(() => first.promise)
    await invoke(async () => ended(failed, 12.3456))
    clock.set(40)
    first.resolve(ended(answered))
    await one
    await invoke(async () => ended(answered, 7))
    expect(told('FunctionName')).toEqual([
      ['Invocations', { 1: 3 }],
      ['Errors', { 0: 2, 1: 1 }],
      ['Throttles', { 0: 3 }],
      ['Duration', { 12.35: 1, 40: 1, 7: 1 }],
      ['ConcurrentExecutions', { 1: 2, 2: 1 }],
    ])
  })

  it('is a throttle alone, or nothing for what cannot be run', async () => {
    const { invoke, told } = openRoom()
    await invoke(async () => ended({ kind: 'throttled', places: 'all' }))
    await invoke(async () => ended({ kind: 'not-runnable', reason: 'no Python' }))
    await expect(invoke(() => Promise.reject(new Error('no role')))).rejects.toThrow('no role')
    expect(told('FunctionName')).toEqual([['Throttles', { 1: 1 }]])
  })

  it('is an invocation whose end nobody knows when the caller went away', async () => {
    const { invoke, told } = openRoom()
    const signal = AbortSignal.abort(new Error('gone'))
    const gone = invoke(() => Promise.reject(signal.reason), ARN, signal)
    await expect(gone).rejects.toThrow('gone')
    expect(told('FunctionName')).toEqual([
      ['Invocations', { 1: 1 }],
      ['ConcurrentExecutions', { 1: 1 }],
    ])
  })

  it.each<readonly [qualifier: string, places: readonly string[]]>([
    ['', ['', 'FunctionName=Hook', 'FunctionName=Hook,Resource=Hook']],
    [':2', ['', 'FunctionName=Hook', 'FunctionName=Hook,Resource=Hook:2']],
    [
      ':live',
      [
        ...['', 'FunctionName=Hook', 'FunctionName=Hook,Resource=Hook:live'],
        'FunctionName=Hook,Resource=Hook:live,ExecutedVersion=2',
      ],
    ],
  ])('with the qualifier `%s` lies under %j', async (qualifier, expected) => {
    const { invoke, places } = openRoom()
    await invoke(async () => ended(answered), `${ARN}${qualifier}`)
    expect(places()).toEqual(expected)
  })
})

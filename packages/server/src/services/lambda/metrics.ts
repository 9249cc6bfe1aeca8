import type { Invocation, Invoked } from '../../functions/function-spec.ts'
import type { Clock } from '../../kernel/clock.ts'
import { never } from '../../kernel/errors.ts'
import type { MetricSeries, Metrics } from '../../outbox/metrics.ts'
import { LATEST } from './names.ts'
import type { FunctionVersion, LambdaFunction } from './records.ts'

/** Counts what functions do, for `AWS/Lambda` (spec/surroundings.md §4.3). */
export interface Measures {
  /**
   * Runs an invocation and counts it; what rejects was no invocation, unless its caller went away.
   * @param run is told how many of its function are in progress in this process, itself among them
   */
  during(measured: Measured, run: (running: number) => Promise<Invoked>): Promise<Invoked>
}

export interface Measured {
  readonly fn: LambdaFunction
  readonly version: FunctionVersion
  readonly invocation: Pick<Invocation, 'functionArn' | 'signal'>
}

export function createMeasures({
  metrics,
  clock,
}: {
  readonly metrics: Metrics
  readonly clock: Clock
}): Measures {
  // Invocations in progress of this process, by function, and by account and region.
  const running = new Map<string, number>()
  const change = (place: string, by: number): number => {
    const count = (running.get(place) ?? 0) + by
    if (count === 0) running.delete(place)
    else running.set(place, count)
    return count
  }
  return {
    async during(measured, run) {
      const { fn, invocation } = measured
      const home = `${fn.account} ${fn.region}`
      const began = clock.now()
      const busy = { home: change(home, 1), own: change(fn.id, 1) }
      try {
        const invoked = await run(busy.own)
        count(measured, { began, busy, values: valuesOf(invoked, clock.now() - began) }, metrics)
        return invoked
      } catch (error) {
        // The function goes on, as on Lambda; how it ends is nobody's any more.
        const values = [['Invocations', 1]] as const
        if (invocation.signal.aborted) count(measured, { began, busy, values }, metrics)
        throw error
      } finally {
        change(home, -1)
        change(fn.id, -1)
      }
    },
  }
}

type Values = readonly (readonly [name: string, value: number])[]

/** Errors and throttles are also counted as none, so that their average is a rate. */
function valuesOf({ outcome, durationMs }: Invoked, elapsedMs: number): Values {
  switch (outcome.kind) {
    case 'answered':
    case 'failed':
      return [
        ['Invocations', 1],
        ['Errors', outcome.kind === 'failed' ? 1 : 0],
        ['Throttles', 0],
        ['Duration', hundredths(durationMs ?? elapsedMs)],
      ]
    case 'throttled':
      return [['Throttles', 1]]
    case 'not-runnable':
      // The request was refused; no function has seen it.
      return []
    default:
      return never(outcome)
  }
}

/** As precise as the last line of an invocation's log. */
const hundredths = (ms: number) => Math.round(ms * 100) / 100

interface Counted {
  readonly began: number
  /** Invocations in progress when it began, itself among them: in its account, and of its function. */
  readonly busy: { readonly home: number; readonly own: number }
  readonly values: Values
}

/** Under all functions, the function, what was asked for, and the version that an alias chose. */
function count(measured: Measured, { began, busy, values }: Counted, metrics: Metrics): void {
  const { fn, version, invocation } = measured
  const { account, region, name } = fn
  const record = (dimensions: MetricSeries['dimensions'], metric: string, value: number) => {
    const unit = metric === 'Duration' ? 'Milliseconds' : 'Count'
    const series = { account, region, namespace: 'AWS/Lambda', name: metric, unit } as const
    metrics.record({ ...series, dimensions }, value, began)
  }
  const own = ['FunctionName', name] as const
  const resource = ['Resource', resourceOf(invocation.functionArn)] as const
  const executed = ['ExecutedVersion', version.version] as const
  const places = [
    ...[[], [own], [own, resource]],
    ...(isAlias(resource[1], version) ? [[own, resource, executed]] : []),
  ]
  for (const [metric, value] of values) {
    for (const dimensions of places) record(dimensions, metric, value)
  }
  if (!values.some(([metric]) => metric === 'Invocations')) return
  record([], 'ConcurrentExecutions', busy.home)
  record([own], 'ConcurrentExecutions', busy.own)
}

/** `name` or `name:qualifier`, of `arn:aws:lambda:region:account:function:name:qualifier`. */
const resourceOf = (functionArn: string) => functionArn.split(':').slice(6).join(':')

function isAlias(resource: string, { version }: FunctionVersion): boolean {
  const [, qualifier = version] = resource.split(':')
  return qualifier !== version && qualifier !== LATEST
}

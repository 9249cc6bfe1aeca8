import type { Metric, Sample } from '../kernel/metrics.ts'

/** What became of one request, as far as it may be told to a collector of figures. */
export interface AnsweredRequest {
  /** Undefined when nothing here answers to it. */
  readonly service: string | undefined
  /** Only the name of an operation that is built: names that callers make up would grow without bound. */
  readonly operation: string | undefined
  readonly status: number
  readonly seconds: number
}

/** Counts requests. */
export interface RequestMetrics {
  note(request: AnsweredRequest): void
  metrics(): Metric[]
}

/** Upper bounds of the buckets, seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function createRequestMetrics(): RequestMetrics {
  const services = new Map<string, Counted>()
  return {
    note({ service = 'none', operation = 'none', status, seconds }) {
      const counted = services.get(service) ?? newCounted()
      services.set(service, counted)
      const statuses = counted.operations.get(operation) ?? new Map<number, number>()
      counted.operations.set(operation, statuses)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      counted.sum += seconds
      const bucket = BOUNDS.findIndex(bound => seconds <= bound)
      counted.buckets[bucket < 0 ? BOUNDS.length : bucket]!++
    },
    metrics: () => [
      {
        name: 'parley_requests_total',
        type: 'counter',
        help: 'Requests answered, by service, operation and status.',
        samples: Array.from(services, ([service, counted]) => counts(service, counted)).flat(),
      },
      {
        name: 'parley_request_duration_seconds',
        type: 'histogram',
        help: 'Time from the head of a request to its answer, by service.',
        samples: Array.from(services, ([service, counted]) => histogram(service, counted)).flat(),
      },
    ],
  }
}

/** Of one service. */
interface Counted {
  /** Requests by operation and status. */
  readonly operations: Map<string, Map<number, number>>
  readonly buckets: number[]
  /** Of the seconds. */
  sum: number
}

const newCounted = (): Counted => ({
  operations: new Map(),
  buckets: Array(BOUNDS.length + 1).fill(0),
  sum: 0,
})

function counts(service: string, { operations }: Counted): Sample[] {
  return Array.from(operations, ([operation, statuses]) =>
    Array.from(statuses, ([status, value]): Sample => {
      return { labels: { service, operation, status: String(status) }, value }
    }),
  ).flat()
}

/** Buckets are cumulative. */
function histogram(service: string, { buckets, sum }: Counted): Sample[] {
  let count = 0
  const samples = buckets.map((value, index): Sample => {
    count += value
    const le = String(BOUNDS[index] ?? '+Inf')
    return { suffix: '_bucket', labels: { service, le }, value: count }
  })
  return [
    ...samples,
    { suffix: '_sum', labels: { service }, value: sum },
    { suffix: '_count', labels: { service }, value: count },
  ]
}

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
  const counts = new Map<string, Count>()
  const times = new Map<string, Times>()
  return {
    note({ service = 'none', operation = 'none', status, seconds }) {
      const name = `${service} ${operation} ${status}`
      const count = counts.get(name) ?? { service, operation, status: String(status), value: 0 }
      count.value++
      counts.set(name, count)
      const time = times.get(service) ?? newTimes()
      times.set(service, time)
      time.sum += seconds
      const bucket = BOUNDS.findIndex(bound => seconds <= bound)
      time.buckets[bucket < 0 ? BOUNDS.length : bucket]!++
    },
    metrics: () => [
      {
        name: 'parley_requests_total',
        type: 'counter',
        help: 'Requests answered, by service, operation and status.',
        samples: Array.from(counts.values(), ({ value, ...labels }) => ({ labels, value })),
      },
      {
        name: 'parley_request_duration_seconds',
        type: 'histogram',
        help: 'Time from the head of a request to its answer, by service.',
        samples: Array.from(times, ([service, time]) => histogram(service, time)).flat(),
      },
    ],
  }
}

interface Count {
  readonly service: string
  readonly operation: string
  readonly status: string
  value: number
}

interface Times {
  readonly buckets: number[]
  sum: number
}

const newTimes = (): Times => ({ buckets: Array(BOUNDS.length + 1).fill(0), sum: 0 })

/** Buckets are cumulative. */
function histogram(service: string, { buckets, sum }: Times): Sample[] {
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

import { QUEUE_KIND } from '../../outbox/conversation-log.ts'
import { type DeliveryReader, findDelivery, isParked } from '../../outbox/deliveries.ts'
import { keyParts, within } from '../../store/key.ts'

export interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly value: number
}

/** `# HELP`, `# TYPE` and one sample each. */
export const prometheusText = (metrics: readonly Metric[]): string =>
  metrics
    .map(
      ({ name, type, help, value }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
    )
    .join('')

/** Names as Prometheus's own clients have them. */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage()
  return [
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Processor time spent, in seconds.',
      value: (user + system) / 1e6,
    },
    {
      name: 'process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory, in bytes.',
      value: process.memoryUsage.rss(),
    },
    {
      name: 'process_uptime_seconds',
      type: 'gauge',
      help: 'Time since the process began, in seconds.',
      value: process.uptime(),
    },
  ]
}

/** Conversation logs of all accounts. */
export async function deliveryMetrics(reader: DeliveryReader): Promise<Metric[]> {
  const sums = { waiting: 0, parked: 0, dropped: 0 }
  const [first, to] = within(QUEUE_KIND)
  for (let from: typeof first | undefined = first; from !== undefined; ) {
    const page = await reader.range(from, to)
    for (const { key } of page.documents) {
      const [, account = '', id = ''] = keyParts(key)
      const delivery = await findDelivery(account, id, reader)
      sums.waiting += delivery?.waiting ?? 0
      sums.parked += isParked(delivery?.trouble) ? 1 : 0
      sums.dropped += delivery?.trouble?.dropped ?? 0
    }
    from = page.next
  }
  return [
    {
      name: 'parley_delivery_waiting_entries',
      type: 'gauge',
      help: 'Conversation log entries that are not delivered yet.',
      value: sums.waiting,
    },
    {
      name: 'parley_delivery_parked_queues',
      type: 'gauge',
      help: 'Destinations that refused their last delivery.',
      value: sums.parked,
    },
    {
      name: 'parley_delivery_dropped_entries',
      type: 'gauge',
      help: 'Conversation log entries given up for good.',
      value: sums.dropped,
    },
  ]
}

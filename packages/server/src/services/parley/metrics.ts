import { type Metric, metric } from '../../kernel/metrics.ts'
import { QUEUE_KIND } from '../../outbox/conversation-log.ts'
import { type DeliveryReader, findDelivery, isParked } from '../../outbox/deliveries.ts'
import { keyParts, within } from '../../store/key.ts'

/** Names as Prometheus's own clients have them. */
export function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return [
    metric(
      'counter',
      'process_cpu_seconds_total',
      'Processor time spent, in seconds.',
      (user + system) / 1e6,
    ),
    metric('gauge', 'process_resident_memory_bytes', 'Resident memory, in bytes.', rss),
    metric('gauge', 'nodejs_heap_size_used_bytes', 'Heap in use, in bytes.', heapUsed),
    metric(
      'gauge',
      'process_uptime_seconds',
      'Time since the process began, in seconds.',
      process.uptime(),
    ),
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
    metric(
      'gauge',
      'parley_delivery_waiting_entries',
      'Conversation log entries that are not delivered yet.',
      sums.waiting,
    ),
    metric(
      'gauge',
      'parley_delivery_parked_queues',
      'Destinations that refused their last delivery.',
      sums.parked,
    ),
    metric(
      'gauge',
      'parley_delivery_dropped_entries',
      'Conversation log entries given up for good.',
      sums.dropped,
    ),
  ]
}

import type { Config } from './config.ts'
import { createRequestMetrics } from './gateway/metrics.ts'
import { createOverload } from './gateway/overload.ts'
import type { ObservedRequest } from './gateway/pipeline.ts'
import type { Clock } from './kernel/clock.ts'
import type { Logger } from './kernel/log.ts'
import { prometheusText } from './kernel/metrics.ts'
import type { WatchedStore } from './store/watch.ts'

/** What keeps a server well under load and tells how it is. */
export function createOperating({
  watched,
  config,
  clock,
  log,
}: {
  readonly watched: WatchedStore
  readonly config: Pick<Config, 'accountRate'>
  readonly clock: Clock
  readonly log: Logger
}) {
  const { accountRate } = config
  const overload = createOverload({ clock, accountRate, isStoreSlow: watched.isSlow })
  const requests = createRequestMetrics()
  return {
    overload,
    observe(request: ObservedRequest) {
      requests.note(request)
      log.info('answered', { ...request })
    },
    async trouble() {
      const health = await watched.health()
      if (health === 'ok') return undefined
      return health === 'damaged' ? ('store damaged' as const) : ('store failing' as const)
    },
    async figures(): Promise<string> {
      const { deliveryMetrics, processMetrics } = await import('./services/parley/metrics.ts')
      return prometheusText([
        ...processMetrics(),
        ...requests.metrics(),
        ...overload.metrics(),
        ...watched.metrics(),
        ...(await deliveryMetrics(watched.store)),
      ])
    },
  }
}

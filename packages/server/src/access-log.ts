import type { Exchange, ObservedRequest } from './gateway/pipeline.ts'
import type { Clock } from './kernel/clock.ts'
import type { Logger } from './kernel/log.ts'
import type { AccessLog } from './services/s3/access-log/recorder.ts'
import type { Store } from './store/store.ts'

/** Tells S3 of the requests to it, for its access logs; loaded with the first of them. */
export function createAccessLogging(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}) {
  let loaded: Promise<AccessLog> | undefined
  const load = async () => {
    const { createAccessLog } = await import('./services/s3/access-log/recorder.ts')
    return createAccessLog(parts)
  }
  return {
    observe(observed: ObservedRequest, exchange: Exchange) {
      if (observed.service !== 's3' || !exchange.labels.get('Bucket')) return
      loaded ??= load()
      void loaded.then(recorder => recorder.note({ ...observed, ...exchange }))
    },
    async close() {
      await (await loaded)?.close()
    },
  }
}

import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/log.ts'
import { key, keyParts } from '../store/key.ts'
import type { Change, Store } from '../store/store.ts'
import { collectJob } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import type { Connector } from './records.ts'

/**
 * What buckets of this server tell of (spec/surroundings.md §14.4, events): new objects, from the store's feed. It is
 * in memory alone, so a bucket is listed once after a start, and once a day.
 */
export interface Arrivals {
  start(): void
  stop(): void
  /** A run of the connector begins: the keys told of since the last; undefined when the bucket must be listed. */
  begin(connector: Connector): readonly string[] | undefined
  /** The run came to nothing: its keys are looked at with the next. */
  giveBack(connectorId: string, told: readonly string[] | undefined): void
  end(connectorId: string): void
  hasNews(connectorId: string): boolean
}

export interface ArrivalParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

// The kinds of another room's documents; the collector knows their names alone.
const OBJECT = key('s3.object')
const bucketKey = (bucket: string) => key('s3.bucket', bucket)

interface Listener {
  readonly connector: Connector
  readonly bucketId: string | undefined
  /** Undefined: too many, or there was no start yet. */
  told: Set<string> | undefined
  isRunning: boolean
  isScheduled: boolean
}

export function createArrivals({ store, clock, log }: ArrivalParts): Arrivals {
  const listeners = new Map<string, Listener>()
  let unsubscribe = () => {}
  const hear = ({ key: changed, type }: Change) => {
    if (listeners.size === 0 || type !== 'put' || !changed.startsWith(OBJECT)) return
    const [, bucketId, name = ''] = keyParts(changed)
    for (const listener of listeners.values()) {
      const isMeant = listener.bucketId === bucketId && name.startsWith(listener.connector.prefix)
      if (isMeant) note(listener, name)
    }
  }
  const note = (listener: Listener, name: string) => {
    if ((listener.told?.size ?? 0) >= LIMITS.toldKeys) listener.told = undefined
    listener.told?.add(name)
    if (listener.isRunning || listener.isScheduled) return
    listener.isScheduled = true
    const { connector } = listener
    store.commit([collectJob(connector, clock.now())]).catch(error => {
      listener.isScheduled = false
      log.warn('a connector could not be woken', { connector: connector.id, error })
    })
  }
  return {
    start() {
      unsubscribe = store.subscribe(hear, () => {
        for (const listener of listeners.values()) listener.told = undefined
      })
    },
    stop: () => unsubscribe(),
    begin(connector) {
      if (connector.discovery !== 'events' || connector.endpoint !== '') return undefined
      const known = listeners.get(connector.id)
      const told = known?.told
      const listener: Listener = {
        connector,
        bucketId: known?.bucketId,
        told: new Set(),
        isRunning: true,
        isScheduled: false,
      }
      listeners.set(connector.id, listener)
      void learnBucket(listener, store, listeners)
      return known?.bucketId === undefined ? undefined : told && [...told]
    },
    giveBack(connectorId, told) {
      const listener = listeners.get(connectorId)
      if (!listener) return
      if (told === undefined) listener.told = undefined
      for (const name of told ?? []) listener.told?.add(name)
    },
    end(connectorId) {
      const listener = listeners.get(connectorId)
      if (listener) listener.isRunning = false
    },
    hasNews(connectorId) {
      const told = listeners.get(connectorId)?.told
      return told !== undefined && told.size > 0
    },
  }
}

/** A bucket that was made anew has another id. */
async function learnBucket(
  listener: Listener,
  store: Pick<Store, 'get'>,
  listeners: Map<string, Listener>,
): Promise<void> {
  const { connector } = listener
  const document = await store.get(bucketKey(connector.bucket)).catch(() => undefined)
  const bucketId = (document?.value as { readonly id?: string } | undefined)?.id
  if (listeners.get(connector.id) !== listener || bucketId === listener.bucketId) return
  listeners.set(connector.id, { ...listener, bucketId, told: undefined })
}

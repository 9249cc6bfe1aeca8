import type { Json } from '../kernel/json.ts'
import type { Trail } from './trail.ts'

/** The jobs of a trail, for whoever schedules them and whoever runs them. */
export const DELIVER_TRAIL = 'trail-deliver'
export const DIGEST_TRAIL = 'trail-digest'

/** Log files are delivered this often (spec/surroundings.md §11). */
export const DELIVERY_MS = 5 * 60_000

/** Digest files, whether anything happened or not. */
export const DIGEST_MS = 3_600_000

/** Which trail a job is about; `deleted` holds what it was when it is gone. */
export interface TrailJob {
  readonly account: string
  readonly region: string
  readonly name: string
  readonly id: string
  readonly deleted?: { readonly trail: Trail; readonly at: number }
}

export const deliverTrailJob = (trail: Trail, runAt: number) => ({
  kind: DELIVER_TRAIL,
  id: trail.id,
  runAt,
  payload: payloadOf(trail),
})

/** The last delivery of a trail that was deleted: what it had selected still arrives. */
export const lastDeliveryJob = (trail: Trail, now: number) => {
  const last: Trail = { ...trail, tags: [], isLogging: false }
  const deleted = { trail: JSON.parse(JSON.stringify(last)) as Json, at: now }
  return {
    kind: DELIVER_TRAIL,
    id: trail.id,
    runAt: now,
    payload: { ...payloadOf(trail), deleted },
  }
}

export const digestTrailJob = (trail: Trail, runAt: number) => ({
  kind: DIGEST_TRAIL,
  id: trail.id,
  runAt,
  payload: payloadOf(trail),
})

const payloadOf = ({ account, homeRegion, name, id }: Trail) => ({
  account,
  region: homeRegion,
  name,
  id,
})

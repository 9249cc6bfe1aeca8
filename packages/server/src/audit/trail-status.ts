import type { Json } from '../kernel/json.ts'
import { key } from '../store/key.ts'
import type { Document, Key, Write } from '../store/store.ts'

/** How deliveries of a trail went: times in epoch ms, errors by their code. Written by delivery alone. */
export interface TrailStatus {
  readonly deliveredAt?: number
  readonly attemptedAt?: number
  readonly error?: string
  readonly digestedAt?: number
  readonly digestError?: string
  readonly loggedAt?: number
  readonly logsError?: string
  /** Events given up for good. */
  readonly dropped?: number
}

export const statusKey = (trailId: string): Key => key('cloudtrail.status', trailId)

export const statusOf = (document: Document | undefined): TrailStatus =>
  (document?.value ?? {}) as unknown as TrailStatus

export const statusWrite = (trailId: string, status: TrailStatus): Write => ({
  type: 'put',
  key: statusKey(trailId),
  value: status as unknown as Json,
})

import type { Json } from '../kernel/json.ts'
import { key, keyParts } from '../store/key.ts'
import type { Document, Key, Write } from '../store/store.ts'
import type { Job } from './job.ts'

export const JOB = 'job'

/** A job as its document tells it. */
export interface StoredJob {
  readonly job: Job
  /** How often it failed in a row. */
  readonly failures: number
}

export const jobKey = (kind: string, id: string): Key => key(JOB, kind, id)

const PREFIX = key(JOB)
export const isJobKey = (key: Key): boolean => key.startsWith(PREFIX)

export const kindOf = (key: Key): string => keyParts(key)[1] ?? ''

export function putJob(
  { kind, id, runAt, payload }: Job,
  failures = 0,
): Extract<Write, { type: 'put' }> {
  return { type: 'put', key: jobKey(kind, id), value: { runAt, payload, failures } }
}

/**
 * The store's border: documents of this kind are written by `putJob` alone. One that is sealed and does not open is due,
 * and its payload null: its handler ends it.
 */
export function storedJob({ key, value }: Document): StoredJob {
  const [, kind = '', id = ''] = keyParts(key)
  const { runAt = 0, payload = null, failures = 0 } = (value ?? {}) as Partial<Stored>
  return { job: { kind, id, runAt, payload }, failures }
}

interface Stored {
  readonly runAt: number
  readonly payload: Json
  readonly failures: number
}

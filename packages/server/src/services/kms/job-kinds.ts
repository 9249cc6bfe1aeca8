import type { Job } from '../../jobs/job.ts'
import type { KmsKey } from './records.ts'

/** The jobs of a key: its end when the waiting period is over, and its yearly rotation. */
export const DELETION = 'kms-delete'
export const ROTATION = 'kms-rotate'

type Place = Pick<KmsKey, 'account' | 'region' | 'id'>

export const deletionJob = (key: Place, runAt: number): Job => ({
  ...{ kind: DELETION, id: key.id, runAt },
  payload: placeOf(key),
})

export const rotationJob = (key: Place, runAt: number): Job => ({
  ...{ kind: ROTATION, id: key.id, runAt },
  payload: placeOf(key),
})

const placeOf = ({ account, region, id }: Place) => ({ account, region, id })

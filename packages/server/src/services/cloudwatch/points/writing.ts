import type { Write } from '../../../store/store.ts'
import { LIMITS } from '../limits.ts'
import { fitting } from './fitting.ts'
import { bucketOf, chunkKey, chunkWrite, unsettledKey } from './records.ts'
import { folded, type Sample } from './sample.ts'

/** The writes that add samples of one metric: none of them expects anything, so puts never meet. */
export function sampleWrites(id: string, samples: readonly Sample[], seq: string): Write[] {
  const hours = Map.groupBy(folded(samples), ({ time }) => bucketOf(time, 'minutes'))
  return [...hours].flatMap(([hour, within]): Write[] => [
    chunkWrite(chunkKey(id, 'minutes', hour, seq), fitting(within, LIMITS.numbersPerChunk)),
    { type: 'put', key: unsettledKey(id, hour), value: null },
  ])
}

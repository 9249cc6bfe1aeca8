import { LIMITS } from '../limits.ts'
import { bounded } from './distribution.ts'
import { coarsened, folded, type Sample } from './sample.ts'

/**
 * Samples that one document can hold: of too many, first the distributions become coarse, then they go, then
 * the times become coarse. Whoever reports that much in an hour loses detail, never the sums.
 */
export function fitting(
  samples: readonly Sample[],
  most: number = LIMITS.numbersPerDocument,
): readonly Sample[] {
  if (numbersIn(samples) <= most) return samples
  if (samples.length * (OWN + 2 * LIMITS.fewValues) <= most) {
    return samples.map(sample => ({
      ...sample,
      values: sample.values && bounded(sample.values, LIMITS.fewValues),
    }))
  }
  const bare = samples.map(sample => ({ ...sample, values: undefined }))
  if (bare.length * OWN <= most) return bare
  return folded(bare.map(sample => coarsened(sample, 60)))
}

/** Numbers of a sample without its distribution. */
const OWN = 8

export const numbersIn = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { values }) => sum + OWN + 2 * (values?.length ?? 0), 0)

import { type Distribution, distributionOf } from './distribution.ts'

/** What was measured of one metric in one unit, within `resolutionSeconds` from `time` on. */
export interface Sample {
  /** Epoch ms, a multiple of the resolution. */
  readonly time: number
  readonly resolutionSeconds: number
  readonly unit: string
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Undefined when only a summary was reported: percentiles cannot be told from it. */
  readonly values: Distribution | undefined
}

/** What samples of one unit say together; time and resolution are the first one's. */
export function merged(samples: readonly [Sample, ...Sample[]]): Sample {
  const [first, ...others] = samples
  if (others.length === 0) return first
  const sum = { count: 0, sum: 0, min: first.min, max: first.max }
  const values: (readonly [number, number])[] = []
  let isKnown = true
  for (const sample of samples) {
    sum.count += sample.count
    sum.sum += sample.sum
    sum.min = Math.min(sum.min, sample.min)
    sum.max = Math.max(sum.max, sample.max)
    if (!sample.values) isKnown = false
    else if (isKnown) for (const pair of sample.values) values.push(pair)
  }
  return { ...first, ...sum, values: isKnown ? distributionOf(values) : undefined }
}

/** The sample at a coarser resolution, unless it is as coarse already. */
export function coarsened(sample: Sample, resolutionSeconds: number): Sample {
  if (sample.resolutionSeconds >= resolutionSeconds) return sample
  const step = resolutionSeconds * 1000
  return { ...sample, time: sample.time - (sample.time % step), resolutionSeconds }
}

/** One sample for each time, resolution and unit, in the order of time. */
export function folded(samples: readonly Sample[]): readonly Sample[] {
  const places = grouped(
    samples,
    ({ time, resolutionSeconds, unit }) => `${time} ${resolutionSeconds} ${unit}`,
  )
  return places.map(merged).sort((a, b) => a.time - b.time)
}

/** Samples by what a name of their place tells; all at once, for merging one by one costs too much. */
export function grouped(
  samples: readonly Sample[],
  placeOf: (sample: Sample) => string,
): readonly [Sample, ...Sample[]][] {
  const places = new Map<string, [Sample, ...Sample[]]>()
  for (const sample of samples) {
    const place = placeOf(sample)
    const known = places.get(place)
    if (known) known.push(sample)
    else places.set(place, [sample])
  }
  return [...places.values()]
}

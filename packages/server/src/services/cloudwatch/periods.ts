import { type PointReader, type Reading, readSamples } from './points/reading.ts'
import { type MetricName, metricId } from './points/records.ts'
import { grouped, merged, type Sample } from './points/sample.ts'

export interface PeriodReading extends Reading {
  readonly periodSeconds: number
}

/** What a metric says of each period and unit from `from` on, and the units in which it was reported. */
export async function readPeriods(
  metric: MetricName,
  reading: PeriodReading,
  reader: PointReader,
): Promise<{ readonly periods: readonly Period[]; readonly units: readonly string[] }> {
  const samples = await readSamples(metricId(metric), reading, reader)
  const units = [...new Set(samples.map(({ unit }) => unit))].sort()
  return { periods: periodsOf(samples, reading), units }
}

/** The samples of one unit within one period. */
export interface Period {
  /** Epoch ms of its beginning. */
  readonly time: number
  readonly unit: string
  readonly sample: Sample
}

/**
 * Samples by period and unit, in the order of time; periods follow one another from `from` on. Points that are kept
 * coarser than the period say nothing about it.
 */
function periodsOf(
  samples: readonly Sample[],
  { from, periodSeconds }: { readonly from: number; readonly periodSeconds: number },
): readonly Period[] {
  const step = periodSeconds * 1000
  const beginning = ({ time }: Sample) => from + Math.floor((time - from) / step) * step
  const told = samples.filter(one => one.resolutionSeconds <= Math.max(periodSeconds, 60))
  return grouped(told, sample => `${beginning(sample)} ${sample.unit}`)
    .map(group => ({
      time: beginning(group[0]),
      unit: group[0].unit,
      sample: merged(group),
    }))
    .sort((a, b) => a.time - b.time)
}

/** Where a reading begins: on a full step of what is kept of that age, or of a period shorter than a minute. */
export function alignedStart(start: number, periodSeconds: number, now: number): number {
  const age = now - start
  const kept = age <= 15 * DAY_MS ? 60 : age <= 63 * DAY_MS ? 300 : 3_600
  const step = (periodSeconds < 60 ? periodSeconds : kept) * 1000
  return Math.floor(start / step) * step
}

const DAY_MS = 86_400_000

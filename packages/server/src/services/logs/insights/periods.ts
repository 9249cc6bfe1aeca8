/** `5m`, `1h`, `3mo`: how long a bin is. */
export interface Period {
  readonly count: number
  readonly unit: Unit
}

type Unit = 'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'q' | 'y'

const MILLISECONDS = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
} as const

const MONTHS = { mo: 1, q: 3, y: 12 } as const

const UNITS: Readonly<Record<string, Unit>> = {
  ...{ ms: 'ms', msec: 'ms', msecs: 'ms', millisecond: 'ms', milliseconds: 'ms' },
  ...{ s: 's', sec: 's', secs: 's', second: 's', seconds: 's' },
  ...{ m: 'm', min: 'm', mins: 'm', minute: 'm', minutes: 'm' },
  ...{ h: 'h', hr: 'h', hrs: 'h', hour: 'h', hours: 'h' },
  ...{ d: 'd', day: 'd', days: 'd' },
  ...{ w: 'w', week: 'w', weeks: 'w' },
  ...{ mo: 'mo', mon: 'mo', month: 'mo', months: 'mo' },
  ...{ q: 'q', qtr: 'q', qtrs: 'q', quarter: 'q', quarters: 'q' },
  ...{ y: 'y', yr: 'y', yrs: 'y', year: 'y', years: 'y' },
}

export function periodOf(count: number, word: string): Period | undefined {
  const unit = Object.hasOwn(UNITS, word) ? UNITS[word] : undefined
  return unit && Number.isInteger(count) && count > 0 ? { count, unit } : undefined
}

/** The start of the period in which a time lies, in UTC. */
export function floorTo(time: number, { count, unit }: Period): number {
  if (unit === 'mo' || unit === 'q' || unit === 'y') {
    const size = count * MONTHS[unit]
    const date = new Date(time)
    const months = date.getUTCFullYear() * 12 + date.getUTCMonth()
    const start = months - (months % size)
    return Date.UTC(Math.floor(start / 12), start % 12)
  }
  const size = count * MILLISECONDS[unit]
  return Math.floor(time / size) * size
}

/** The end of the period in which a time lies; the time itself when it is a start. */
export function ceilTo(time: number, period: Period): number {
  const start = floorTo(time, period)
  if (start === time) return time
  const { count, unit } = period
  if (unit === 'mo' || unit === 'q' || unit === 'y') {
    const date = new Date(start)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count * MONTHS[unit])
  }
  return start + count * MILLISECONDS[unit]
}

import { LIMITS } from './limits.ts'

/**
 * The time on the clock of a place, as the epoch ms at which UTC's clock shows the same: recognisers read
 * `today` in UTC. An unknown zone counts as the default one (spec/lex-runtime.md §4.4).
 */
export function localTime(now: number, zone: string | undefined, defaultZone: string): number {
  const known = knownZone(zone) ?? knownZone(defaultZone)
  return known ? now + offsetMs(known, now) : now
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** The quarter of an hour for which `offsetMs` was worked out: clocks change at no other moment. */
  quarter: number
  offsetMs: number
}

const QUARTER_MS = 15 * 60_000

function offsetMs(zone: Zone, now: number): number {
  const quarter = Math.floor(now / QUARTER_MS)
  if (zone.quarter === quarter) return zone.offsetMs
  const start = quarter * QUARTER_MS
  const parts = zone.format.formatToParts(start)
  const part = (wanted: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find(({ type }) => type === wanted)?.value ?? 0)
  const [year, month, day] = [part('year'), part('month') - 1, part('day')]
  zone.offsetMs = Date.UTC(year, month, day, part('hour'), part('minute')) - start
  zone.quarter = quarter
  return zone.offsetMs
}

const zones = new Map<string, Zone>()

function knownZone(name: string | undefined): Zone | undefined {
  if (name === undefined) return undefined
  const known = zones.get(name)
  if (known) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: name })
    const zone = { format, quarter: Number.NaN, offsetMs: 0 }
    // A zone's name is known in any case of its letters.
    if (zones.size < LIMITS.timeZones) zones.set(name, zone)
    return zone
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const FIELDS = {
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
} as const

import { LIMITS } from './limits.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * The time on the clock of a place, as the epoch ms at which UTC's clock shows the same: recognisers read
 * `today` in UTC. An unknown zone counts as the default one (spec/lex-runtime.md §4.4).
 */
export function localTime(now: number, zone: string | undefined, defaultZone: string): number {
  const format = formatOf(zone) ?? formatOf(defaultZone)
  if (!format) return now
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
}

function formatOf(zone: string | undefined): Intl.DateTimeFormat | undefined {
  if (zone === undefined) return undefined
  const known = formats.get(zone)
  if (known) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: zone })
    // A zone's name is known in any case of its letters.
    if (formats.size < LIMITS.timeZones) formats.set(zone, format)
    return format
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
  second: 'numeric',
} as const

/** Times as lines tell them, to ms since the epoch; undefined for what is none. Without a zone it is UTC. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return epoch(value)
  if (typeof value !== 'string' || value.length > LONGEST) return undefined
  return isoTime(value) ?? logTime(value) ?? (DIGITS.test(value) ? epoch(Number(value)) : undefined)
}

/** `2026-02-06T00:00:38.123456Z`, also with a blank for the `T`, an offset, a comma for the point. */
export function isoTime(text: string): number | undefined {
  const found = ISO.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone] = found
  const ms = Math.trunc(Number(`0.${fraction || '0'}`) * 1000 + 1e-6)
  const local = utc([year, month, day].map(Number), [hour, minute, second ?? '0'].map(Number))
  return local === undefined ? undefined : local + ms - offsetMs(zone)
}

/** `06/Feb/2026:00:00:38 +0000`, with or without brackets. */
export function logTime(text: string): number | undefined {
  const found = LOG.exec(text)
  if (!found) return undefined
  const [, day, month = '', year, hour, minute, second, zone] = found
  const monthNumber = MONTHS.indexOf(month.toLowerCase()) / 3 + 1
  const local = utc([Number(year), monthNumber, Number(day)], [hour, minute, second].map(Number))
  return local === undefined ? undefined : local - offsetMs(zone)
}

/** By size: seconds, milliseconds, microseconds or nanoseconds, since 2001 at the earliest. */
export function epoch(value: number): number | undefined {
  if (!(value >= 1e9) || value >= 1e19) return undefined
  if (value < 1e11) return Math.trunc(value * 1000)
  if (value < 1e14) return Math.trunc(value)
  return Math.trunc(value < 1e17 ? value / 1e3 : value / 1e6)
}

/** CreateExportTask of CloudWatch Logs writes it before an event's message; here one that is an object. */
export const EXPORT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?=\{)/

const LONGEST = 64
const DIGITS = /^[0-9]{10,19}(?:\.[0-9]{1,9})?$/
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$/
const LOG = /^\[?(\d\d)\/([A-Za-z]{3})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?: ([+-]\d{4}))?\]?$/
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** Undefined for days and hours that do not exist. A leap second is the next one. */
function utc(
  [year = 0, month = 0, day = 0]: readonly number[],
  [hour = 0, minute = 0, second = 0]: readonly number[],
): number | undefined {
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? time : undefined
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'UTC') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone[0] === '-' ? -minutes : minutes) * 60_000
}

/** An instant: whole seconds since 1970 and nanoseconds within the second. */
export interface Instant {
  readonly seconds: number | bigint
  readonly nanos: number
}

const ISO =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)?)?)?$/
const LAST_SECOND = 2n ** 63n - 1n

/**
 * Reads the W3C profile of ISO 8601, or epoch seconds when the text is all digits (spec/iam.md §2.2; `2024`
 * is a second of 1970, not a year). Undefined when it is neither.
 */
export function parseDate(text: string): Instant | undefined {
  if (/^\d{1,19}$/.test(text)) return epoch(text)
  const found = ISO.exec(text)
  if (!found) return undefined
  const [, year = '', month = '', day = '01', hour = '00', minute = '00', second = '00'] = found
  const offset = offsetSeconds(found[8])
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  // Date.parse takes 24:00 and rolls nothing else; a day that does not exist is no date.
  if (offset === undefined || Number.isNaN(ms) || hour === '24') return undefined
  if (new Date(ms).getUTCDate() !== Number(day)) return undefined
  return { seconds: ms / 1000 - offset, nanos: Number((found[7] ?? '').padEnd(9, '0')) }
}

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.seconds < b.seconds) return -1
  return a.seconds > b.seconds ? 1 : a.nanos - b.nanos
}

function epoch(text: string): Instant | undefined {
  const seconds = Number(text)
  if (Number.isSafeInteger(seconds)) return { seconds, nanos: 0 }
  const exact = BigInt(text)
  return exact > LAST_SECOND ? undefined : { seconds: exact, nanos: 0 }
}

function offsetSeconds(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.length === 1) return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (hours > 23 || minutes > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60)
}

const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)?)?)?)?$/

/**
 * An instant in nanoseconds since 1970 from the W3C profile of ISO 8601, or from epoch seconds when the text
 * is all digits (spec/iam.md §2.2; `2024` is a second of 1970, not a year). Undefined when it is neither.
 */
export function parseDate(text: string): bigint | undefined {
  if (/^\d{1,19}$/.test(text)) return BigInt(text) * 1_000_000_000n
  const found = ISO.exec(text)
  if (!found) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = found
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  // Date.parse takes 24:00 and rolls nothing else; a day that does not exist is no date.
  if (Number.isNaN(ms) || hour === '24') return undefined
  if (new Date(ms).getUTCDate() !== Number(day)) return undefined
  const fraction = BigInt((found[7] ?? '').padEnd(9, '0'))
  return BigInt(ms - offsetMs(found[8])) * 1_000_000n + fraction
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.length === 1) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone[0] === '-' ? -minutes : minutes) * 60_000
}

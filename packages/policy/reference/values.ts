/** Numbers, dates, addresses and bytes as conditions read them (spec/iam.md §2.2). Undefined: not readable. */

/** A decimal number as an exact fraction: `digits` over ten to the `scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

export function decimal(text: string): Decimal | undefined {
  const sign = text.startsWith('-') ? -1n : 1n
  const unsigned = text.startsWith('-') || text.startsWith('+') ? text.slice(1) : text
  const [whole = '', fraction = '', ...more] = unsigned.split('.')
  if (more.length > 0 || whole + fraction === '' || !isDigits(whole + fraction)) return undefined
  return { digits: sign * BigInt(whole + fraction), scale: fraction.length }
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const left = a.digits * 10n ** BigInt(b.scale)
  const right = b.digits * 10n ** BigInt(a.scale)
  return left < right ? -1 : left > right ? 1 : 0
}

const isDigits = (text: string) => [...text].every(c => c >= '0' && c <= '9')

/** An instant as seconds since 1970, exactly. All digits are epoch seconds, so `2024` is no year. */
export function instant(text: string): Decimal | undefined {
  if (text !== '' && isDigits(text)) {
    return BigInt(text) < 2n ** 63n && text.length <= 19 ? decimal(text) : undefined
  }
  const [date = '', ...rest] = text.split(/[Tt]/)
  if (rest.length > 1) return undefined
  const days = daysOf(date)
  if (days === undefined) return undefined
  if (rest.length === 0) return { digits: BigInt(days) * 86400n, scale: 0 }
  // A time of day belongs to a whole date.
  const time = date.length === 10 ? timeOf(rest[0] ?? '') : undefined
  if (time === undefined) return undefined
  const { seconds, fraction } = time
  const whole = BigInt(days) * 86400n + BigInt(seconds)
  return {
    digits: whole * 10n ** BigInt(fraction.length) + BigInt(fraction || '0'),
    scale: fraction.length,
  }
}

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since 1970 of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. A year alone is text with digits only: epoch. */
function daysOf(text: string): number | undefined {
  const shape = text.replaceAll(/[0-9]/g, '9')
  if (shape !== '9999-99' && shape !== '9999-99-99') return undefined
  const [year = 0, month = 0, day = 1] = text.split('-').map(Number)
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = month === 2 && leap ? 29 : MONTHS[month - 1]
  if (length === undefined || day < 1 || day > length) return undefined
  const before = MONTHS.slice(0, month - 1).reduce((sum, days) => sum + days, 0)
  const leapDay = leap && month > 2 ? 1 : 0
  return daysBeforeYear(year) - daysBeforeYear(1970) + before + leapDay + day - 1
}

function daysBeforeYear(year: number): number {
  const y = year - 1
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
}

/** `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fraction`, with `Z`, an offset or neither. */
function timeOf(text: string): { seconds: number; fraction: string } | undefined {
  const zoneAt = [...text].findIndex(c => 'Zz+-'.includes(c))
  const clock = zoneAt < 0 ? text : text.slice(0, zoneAt)
  const offset = zoneAt < 0 ? 0 : offsetOf(text.slice(zoneAt))
  const [base = '', fraction, ...more] = clock.split('.')
  const shape = base.replaceAll(/[0-9]/g, '9')
  if (offset === undefined || more.length > 0) return undefined
  if (shape !== '99:99:99' && (shape !== '99:99' || fraction !== undefined)) return undefined
  if (
    fraction !== undefined &&
    (fraction.length < 1 || fraction.length > 9 || !isDigits(fraction))
  ) {
    return undefined
  }
  const [hour = 0, minute = 0, second = 0] = base.split(':').map(Number)
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return { seconds: hour * 3600 + minute * 60 + second - offset, fraction: fraction ?? '' }
}

function offsetOf(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  if (zone.slice(1).replaceAll(/[0-9]/g, '9') !== '99:99') return undefined
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/** An address as its bits in text; one of IPv4 has 32, one of IPv6 has 128. */
export function addressBits(text: string): string | undefined {
  const bits = text.includes(':') ? v6Bits(text) : v4Bits(text)
  // IPv4 written inside IPv6 is the IPv4 address.
  return bits?.startsWith(MAPPED) && bits.length === 128 ? bits.slice(96) : bits
}

const MAPPED = '0'.repeat(80) + '1'.repeat(16)

/** The bits that an address must begin with, and which family it is of. */
export function networkBits(text: string): { prefix: string; family: number } | undefined {
  const [address = '', length, ...more] = text.split('/')
  const bits =
    more.length > 0 ? undefined : address.includes(':') ? v6Bits(address) : v4Bits(address)
  if (bits === undefined) return undefined
  if (length !== undefined && (!isPlainNumber(length) || Number(length) > bits.length))
    return undefined
  const prefix = length === undefined ? bits : bits.slice(0, Number(length))
  return prefix.length >= 96 && prefix.startsWith(MAPPED)
    ? { prefix: prefix.slice(96), family: 32 }
    : { prefix, family: bits.length }
}

/** Digits, none of them a zero that could be left out. */
const isPlainNumber = (text: string) =>
  text !== '' && text.length <= 3 && isDigits(text) && String(Number(text)) === text

function v4Bits(text: string): string | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every(byte => isPlainNumber(byte) && Number(byte) < 256)) {
    return undefined
  }
  return bytes.map(byte => Number(byte).toString(2).padStart(8, '0')).join('')
}

function v6Bits(text: string): string | undefined {
  const sides = text.split('::')
  if (sides.length > 2) return undefined
  const left = groupBits(sides[0] ?? '', sides.length === 1)
  const right = sides.length === 2 ? groupBits(sides[1] ?? '', true) : ''
  if (left === undefined || right === undefined) return undefined
  const bits = left + '0'.repeat(Math.max(0, 128 - left.length - right.length)) + right
  const gap = 128 - left.length - right.length
  // `::` stands for one group at least.
  return bits.length === 128 && (sides.length === 2 ? gap >= 16 : gap === 0) ? bits : undefined
}

/** Colon-separated groups of hexadecimal digits; the last one may be written as IPv4. */
function groupBits(text: string, mayEndInV4: boolean): string | undefined {
  if (text === '') return ''
  const groups = text.split(':')
  const bits = groups.map((group, i) => {
    if (mayEndInV4 && i === groups.length - 1 && group.includes('.')) return v4Bits(group)
    const isHex = group.length >= 1 && group.length <= 4
    return isHex && [...group].every(c => '0123456789abcdefABCDEF'.includes(c))
      ? Number.parseInt(group, 16).toString(2).padStart(16, '0')
      : undefined
  })
  return bits.includes(undefined) ? undefined : bits.join('')
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of base64 text with its padding, as a list in text. */
export function bytesOf(text: string): string | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = [...text.slice(0, text.length - padding)].map(c => BASE64.indexOf(c))
  if (digits.includes(-1)) return undefined
  const bits = digits.map(digit => digit.toString(2).padStart(6, '0')).join('')
  const bytes: number[] = []
  for (let at = 0; at + 8 <= bits.length; at += 8)
    bytes.push(Number.parseInt(bits.slice(at, at + 8), 2))
  return bytes.join(',')
}

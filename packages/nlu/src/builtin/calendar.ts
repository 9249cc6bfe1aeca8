/** Days as numbers since 1970-01-01, in UTC; no time zone is known here. */

const DAY_MS = 86_400_000

export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

export const dayOf = (now: number): number => Math.floor(now / DAY_MS)

export const minuteOf = (now: number): number => Math.floor((now - dayOf(now) * DAY_MS) / 60_000)

/** Undefined for 31 April and the like, and for years a date cannot have. */
export function dayNumber(year: number, month: number, day: number): number | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12) return undefined
  if (day < 1 || day > daysIn(year, month)) return undefined
  const time = new Date(0).setUTCFullYear(year, month - 1, day)
  return Math.round(time / DAY_MS)
}

export function partsOf(day: number): Day {
  const date = new Date(day * DAY_MS)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Monday is 1, Sunday 7. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

export const mondayOf = (day: number): number => day - weekdayOf(day) + 1

export function daysIn(year: number, month: number): number {
  return new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate()
}

/** The last day of the month that lies `months` after month `month` of `year`. */
export function lastOfMonth(year: number, month: number, months = 0): number | undefined {
  const count = year * 12 + month - 1 + months
  const y = Math.floor(count / 12)
  const m = count - y * 12 + 1
  return dayNumber(y, m, y >= 1 && y <= 9999 ? daysIn(y, m) : 1)
}

/** A month later on the same day, or on the last day of a shorter month. */
export function addMonths(day: number, months: number): number | undefined {
  const { year, month, day: dayOfMonth } = partsOf(day)
  const last = lastOfMonth(year, month, months)
  if (last === undefined) return undefined
  const target = partsOf(last)
  return dayNumber(target.year, target.month, Math.min(dayOfMonth, target.day))
}

export function isoDate(day: number): string | undefined {
  // A date is written with four digits of year; NaN and the far future have none.
  if (!(day >= -719_162 && day <= 2_932_896)) return undefined
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Easter Sunday by the Gregorian computus. */
export function easter(year: number): number | undefined {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - (b >> 2) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * (c >> 2) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return dayNumber(year, Math.floor(f / 31), (f % 31) + 1)
}

/**
 * AMAZON.DATE: what the patterns of a language mean on a day (spec/lex-runtime.md §4.4).
 * A day without a year is the next one, today included; a week is its Monday; a month, a year, a season
 * is its last day.
 */
import {
  addMonths,
  dayNumber,
  dayOf,
  daysIn,
  easter,
  lastOfMonth,
  mondayOf,
  partsOf,
  weekdayOf,
} from './calendar.ts'
import type { Captures } from './grammar.ts'
import { YEARLESS } from './symbols.ts'

/** The day an action names, as a day number. */
type Compose = (captures: Captures, today: number) => number | undefined

export type DateAction = keyof typeof ACTIONS

export function composeDate(action: DateAction, captures: Captures, now: number) {
  const compose: Compose = ACTIONS[action]
  return compose(captures, dayOf(now))
}

const ACTIONS = {
  relative: ({ rel }, today) => (rel !== undefined ? today + rel : undefined),
  ahead: ({ n, unit }, today) => moved(today, n, unit, 1),
  back: ({ n, unit }, today) => moved(today, n, unit, -1),
  /** `friday`, `this friday`, `next friday`: the week after, `last friday`. */
  weekday: ({ weekday = 1, shift = 0 }, today) => {
    if (shift > 0) return mondayOf(today) + 7 * shift + weekday - 1
    const ahead = onOrAfter(today, weekday)
    if (shift === 0) return ahead
    return onOrAfter(today - 7, weekday) + 7 * (shift + 1)
  },
  /** `a week from friday`. */
  weeksFromWeekday: ({ n = 1, weekday = 1 }, today) => onOrAfter(today, weekday) + 7 * n,
  weeksFromDay: ({ n = 1, rel = 0 }, today) => today + rel + 7 * n,
  /** `friday of next week`. */
  weekdayOfWeek: ({ weekday = 1, shift = 0 }, today) => mondayOf(today) + 7 * shift + weekday - 1,
  weekdayNextWeek: ({ weekday = 1 }, today) => mondayOf(today) + 7 + weekday - 1,
  period: ({ period, shift = 0 }, today) => periodDay(today, period, shift),
  weekend: (_, today) => periodDay(today, PERIOD.weekend, 0),
  nextPeriod: ({ period }, today) => periodDay(today, period, 1),
  periodAfterNext: ({ period }, today) => periodDay(today, period, 2),
  periodStart: ({ startOf, period = startOf, shift = 0 }, today) =>
    periodStart(today, period, shift),
  periodEnd: ({ endOf, period = endOf, shift = 0 }, today) =>
    period === PERIOD.week ? mondayOf(today) + 7 * shift + 6 : periodDay(today, period, shift),
  /** `december`, `december 2021`, `next march`. */
  month: (captures, today) => monthOf(captures, today)?.last,
  monthStart: (captures, today) => monthOf(captures, today)?.first,
  /** `march of next year` */
  monthOfYear: ({ month, m = month ?? 0, shift = 0 }, today) =>
    m > 12 ? undefined : lastOfMonth(partsOf(today).year + shift, m),
  monthDay: ({ month, om, m = month ?? om ?? 0, ord, day = ord ?? 0, year }, today) =>
    year === undefined ? nextMonthDay(today, m, day) : dayNumber(year, m, day),
  /** `march 5th next year` */
  monthDayOfYear: ({ month, m = month ?? 0, ord, day = ord ?? 0, shift = 0 }, today) =>
    dayNumber(partsOf(today).year + shift, m, day),
  numeric: ({ numeric = 0 }, today) => {
    if (numeric < YEARLESS) return numeric
    const monthDay = numeric - YEARLESS
    return nextMonthDay(today, Math.floor(monthDay / 100), monthDay % 100)
  },
  /** `the 3rd` */
  dayOfMonth: ({ ord, day = ord ?? 0 }, today) => nextDayOfMonth(today, day),
  /** `the 3rd of next month` */
  dayOfPeriod: ({ ord, day = ord ?? 0, shift = 0 }, today) => {
    const last = periodDay(today, PERIOD.month, shift)
    if (last === undefined) return undefined
    const { year, month } = partsOf(last)
    return dayNumber(year, month, day)
  },
  /** `the first monday of december` */
  weekdayOfMonth: (captures, today) => {
    const { nth = 1, weekday = 1 } = captures
    const month = monthOf(captures, today)
    if (!month) return undefined
    const found = onOrAfter(month.first, weekday) + 7 * (nth - 1)
    return found <= month.last ? found : undefined
  },
  season: ({ season = 1, shift = 0, year }, today) => seasonEnd(today, season, shift, year),
  seasonOfYear: ({ season = 1, shift = 0 }, today) =>
    seasonEnd(today, season, 0, partsOf(today).year + shift),
  holiday: ({ holiday = 0, year }, today) =>
    nextYearly(today, year, named => holidayIn(named, holiday)),
  year: ({ year = 0 }) => dayNumber(year, 12, 31),
  quarter: ({ nth = 1, year }, today) =>
    nth > 4 ? undefined : nextYearly(today, year, named => lastOfMonth(named, nth * 3)),
} satisfies Record<string, Compose>

/** What the tables call a stretch of days. */
export const PERIOD = { week: 1, weekend: 2, month: 3, quarter: 4, year: 5, decade: 6 } as const

/** What `unit` stands for in the tables. */
const UNIT = { day: 1, week: 2, month: 3, year: 4 } as const

function moved(today: number, n = 1, unit = 1, sign: number): number | undefined {
  if (unit === UNIT.day) return today + sign * n
  if (unit === UNIT.week) return today + sign * 7 * n
  return addMonths(today, sign * n * (unit === UNIT.year ? 12 : 1))
}

const onOrAfter = (day: number, weekday: number) => day + ((weekday - weekdayOf(day) + 7) % 7)

function periodDay(today: number, period = 1, shift: number): number | undefined {
  const { year, month } = partsOf(today)
  switch (period) {
    case PERIOD.week:
      return mondayOf(today) + 7 * shift
    case PERIOD.weekend:
      // On a Sunday this weekend is what is left of it.
      return shift === 0 ? Math.max(mondayOf(today) + 5, today) : mondayOf(today) + 7 * shift + 5
    case PERIOD.month:
      return lastOfMonth(year, month, shift)
    case PERIOD.quarter:
      return lastOfMonth(year, Math.ceil(month / 3) * 3, 3 * shift)
    case PERIOD.year:
      return dayNumber(year + shift, 12, 31)
    default:
      return dayNumber(Math.floor(year / 10) * 10 + 9 + 10 * shift, 12, 31)
  }
}

const PERIOD_MONTHS = new Map<number, number>([
  [PERIOD.month, 1],
  [PERIOD.quarter, 3],
  [PERIOD.year, 12],
  [PERIOD.decade, 120],
])

function periodStart(today: number, period = 1, shift: number): number | undefined {
  const end = periodDay(today, period, shift)
  const months = PERIOD_MONTHS.get(period)
  if (end === undefined || months === undefined) return end
  const { year, month } = partsOf(end)
  const before = lastOfMonth(year, month, -months)
  return before === undefined ? undefined : before + 1
}

/** The month a phrase names: the running one or the next of that name, unless told otherwise. */
function monthOf({ month, m = month ?? 0, year, shift = 0 }: Captures, today: number) {
  const now = partsOf(today)
  const passed = m < now.month ? 1 : 0
  const past = m < now.month ? 0 : -1
  const implied = shift < 0 ? now.year + past : now.year + (m === now.month ? shift : passed)
  const last = lastOfMonth(year ?? implied, m)
  if (last === undefined || m > 12) return undefined
  return { last, first: last - daysIn(year ?? implied, m) + 1 }
}

function nextMonthDay(today: number, month: number, day: number): number | undefined {
  const { year } = partsOf(today)
  // 29 February may be up to eight years away.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const candidate = dayNumber(year + ahead, month, day)
    if (candidate !== undefined && candidate >= today) return candidate
  }
  return undefined
}

function nextDayOfMonth(today: number, day: number): number | undefined {
  const { year, month } = partsOf(today)
  // No two months in a row have fewer than 31 days but for July's neighbours and February's.
  for (let ahead = 0; ahead <= 2; ahead++) {
    const count = month - 1 + ahead
    const candidate = dayNumber(year + Math.floor(count / 12), (count % 12) + 1, day)
    if (candidate !== undefined && candidate >= today) return candidate
  }
  return undefined
}

/** Meteorological seasons, each by its last month: winter ends in February. */
function seasonEnd(today: number, season: number, shift: number, year: number | undefined) {
  const ends = (named: number) => lastOfMonth(named, season === 4 ? 2 : season * 3 + 2)
  if (year !== undefined) return ends(season === 4 ? year + 1 : year)
  const next = nextYearly(today, undefined, ends)
  if (next === undefined || shift === 0) return next
  const { year: named } = partsOf(next)
  const running = next - today < 92
  if (shift > 0) return running ? ends(named + 1) : next
  return ends(named - 1)
}

/** The day of the given year, else of the first year whose day is not past. */
function nextYearly(
  today: number,
  year: number | undefined,
  dayIn: (year: number) => number | undefined,
): number | undefined {
  if (year !== undefined) return dayIn(year)
  const { year: current } = partsOf(today)
  const day = dayIn(current)
  return day !== undefined && day >= today ? day : dayIn(current + 1)
}

/** Tables give month × 100 + day, Easter plus days above 2000, the nth weekday of a month above 10,000. */
function holidayIn(year: number, holiday: number): number | undefined {
  if (holiday >= 10_000) {
    // 1144 is the fourth Thursday of November; week 9 is the last of the month.
    const code = holiday - 10_000
    const [month, week, weekday] = [Math.floor(code / 100), Math.floor(code / 10) % 10, code % 10]
    const first = dayNumber(year, month, 1)
    if (first === undefined) return undefined
    if (week < 9) return onOrAfter(first, weekday) + 7 * (week - 1)
    return onOrAfter(first + daysIn(year, month) - 7, weekday)
  }
  if (holiday > 1400) {
    const sunday = easter(year)
    return sunday === undefined ? undefined : sunday + holiday - 2000
  }
  return dayNumber(year, Math.floor(holiday / 100), holiday % 100)
}

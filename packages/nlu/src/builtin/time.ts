/**
 * AMAZON.TIME: a clock reading as HH:MM, or both readings when nothing tells morning from evening
 * (spec/lex-runtime.md §4.4).
 */
import { minuteOf } from './calendar.ts'
import type { Captures } from './grammar.ts'
import { EXACT } from './symbols.ts'

/** The readings in minutes of the day; none for a part of the day alone. */
type Compose = (captures: Captures, now: number) => readonly number[] | undefined

export type TimeAction = keyof typeof ACTIONS

export function composeTime(action: TimeAction, captures: Captures, now: number) {
  const compose: Compose = ACTIONS[action]
  return compose(captures, minuteOf(now))?.map(hhmm)
}

/** Parts of the day as the tables number them. */
const PART = {
  am: 1,
  pm: 2,
  morning: 3,
  midday: 4,
  afternoon: 5,
  evening: 6,
  night: 7,
  smallHours: 8,
  /** A morning whose twelve is noon. */
  forenoon: 9,
} as const

const ACTIONS = {
  /** `six`, `six thirty`, `six in the evening`. */
  clock: ({ alone, hour = alone ?? 0, mm = 0, min = mm, part }) => readings(hour * 60 + min, part),
  /** `10:30`, `10:30 pm`. */
  figures: ({ clock = 0, part }) =>
    clock < EXACT
      ? readings(clock, part)
      : readings(clock - EXACT, part) && [settled(clock - EXACT, part)],
  past: ({ min = 0, alone, hour = alone ?? 0, part }) => readings(hour * 60 + min, part),
  /** British `half three`. */
  halfPast: ({ alone, hour = alone ?? 0, part }) => readings(hour * 60 + 30, part),
  to: ({ min = 0, alone, hour = alone ?? 0, part }) => before(hour, min, part),
  /** German counts the running hour: `halb vier` is 3:30. */
  lead: ({ lead = 0, alone, hour = alone ?? 0, part }) => before(hour, lead, part),
  toHalf: ({ min = 0, alone, hour = alone ?? 0, part }) => before(hour, 30 + min, part),
  pastHalf: ({ min = 0, alone, hour = alone ?? 0, part }) => before(hour, 30 - min, part),
  /** `noon`, `midnight`, `midi et demi`, `minuit moins le quart`. */
  moment: ({ moment = 0 }) => [moment],
  momentPast: ({ moment = 0, mm = 0, min = mm }) => [moment + min],
  momentTo: ({ moment = 0, min = 0 }) => [moment - min],
  now: (_, now) => [now],
  ahead: ({ span = 0 }, now) => [now + span],
  back: ({ span = 0 }, now) => [now - span],
  part: ({ part = 0 }) => (part > PART.pm ? [] : undefined),
} satisfies Record<string, Compose>

const HALF_DAY = 720
const DAY = 1440

/** 13 to 24 and 0 stand for themselves; 1 to 12 need a part of the day. */
function readings(minutes: number, part: number | undefined): readonly number[] | undefined {
  if (minutes > DAY || minutes < 0) return undefined
  const hour = Math.floor(minutes / 60)
  const noon = part === PART.pm || part === PART.afternoon
  if (hour === 0 && noon) return [minutes + HALF_DAY]
  if (hour === 0 || hour > 12) return [minutes]
  if (part !== undefined) return [settled(minutes, part)]
  const morning = minutes % HALF_DAY
  return [morning, morning + HALF_DAY]
}

/** `quarter to nine`: the part of the day is that of the hour named. */
function before(hour: number, minutes: number, part: number | undefined) {
  const named = readings(hour * 60, part)
  return named
    ?.map(time => time - minutes)
    .map(time => (time + DAY) % DAY)
    .sort((a, b) => a - b)
}

function settled(minutes: number, part: number | undefined): number {
  const hour = Math.floor(minutes / 60)
  if (part === undefined || hour === 0 || hour > 12) return minutes
  const twelve = hour === 12
  const morning = minutes % HALF_DAY
  const evening = morning + HALF_DAY
  switch (part) {
    case PART.am:
    case PART.morning:
    case PART.smallHours:
      return morning
    case PART.pm:
    case PART.afternoon:
      return evening
    case PART.midday:
      return hour >= 11 ? minutes : hour <= 4 ? evening : minutes
    case PART.evening:
      return twelve ? morning : evening
    case PART.night:
      return twelve || hour < 6 ? morning : evening
    default:
      return minutes
  }
}

function hhmm(minutes: number): string {
  const time = ((minutes % DAY) + DAY) % DAY
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(time / 60))}:${two(time % 60)}`
}

/** English: the words, and the ways dates and times are said. */
import type { Language } from '../language.ts'
import { EN_PHRASES } from './en-phrases.ts'

const DIGITS = 'zero:0 one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9'
const TENS = 'twenty:20 thirty:30 forty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90'
const ORDINAL_UNITS = 'first:1 second:2 third:3 fourth:4 fifth:5 sixth:6 seventh:7 eighth:8 ninth:9'

/** `twenty-fifth:25` for every ten and unit. */
function compoundOrdinals(): string {
  return TENS.split(' ')
    .flatMap(ten => {
      const [word = '', value = ''] = ten.split(':')
      return ORDINAL_UNITS.split(' ').map(unit => {
        const [ordinal = '', units = ''] = unit.split(':')
        return `${word}_${ordinal}:${Number(value) + Number(units)}`
      })
    })
    .join(' ')
}

export const EN: Language = {
  ...EN_PHRASES,
  numbers: {
    digits: DIGITS,
    teens:
      'ten:10 eleven:11 twelve:12 thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19',
    tens: `${TENS} fourty:40`,
    hundred: 'hundred:100',
    scales:
      'thousand:1000 lakh:100000 lakhs:100000 million:1000000 crore:10000000 crores:10000000 billion:1000000000 trillion:1000000000000',
    and: ['and'],
    andAfter: ['hundred', 'scale'],
    point: ['point', 'dot'],
    minus: ['minus', 'negative'],
    half: ['and a half'],
    collective: 'dozen:12 dozens:12 half_a_dozen:6 half_dozen:6',
    articles: ['a', 'an'],
    oh: ['oh', 'nought'],
    repeats: 'double:2 triple:3',
    wideHundreds: true,
    pairs: true,
  },
  ordinals: `${ORDINAL_UNITS} tenth:10 eleventh:11 twelfth:12 thirteenth:13 fourteenth:14 fifteenth:15
    sixteenth:16 seventeenth:17 eighteenth:18 nineteenth:19 twentieth:20 thirtieth:30 fortieth:40
    fiftieth:50 sixtieth:60 seventieth:70 eightieth:80 ninetieth:90 hundredth:100 ${compoundOrdinals()}`,
  ordinalSuffixes: ['st', 'nd', 'rd', 'th'],
  vague: 'a:1 an:1 a_couple_of:2 a_couple:2 couple_of:2',
  minutes: 'quarter:15 a_quarter:15 half:30',
  lexicons: {
    rel: `today:0 now:0 right_now:0 tonight:0 this_morning:0 this_afternoon:0 this_evening:0 tomorrow:1
      tomorow:1 tmrw:1 yesterday:-1 last_night:-1 day_after_tomorrow:2 the_day_after_tomorrow:2
      overmorrow:2 day_before_yesterday:-2 the_day_before_yesterday:-2`,
    shift:
      'this:0 this_coming:0 coming:0 current:0 the_current:0 next:1 the_next:1 following:1 the_following:1 last:-1 past:-1 previous:-1',
    weekday: `monday:1 mon:1 mondays:1 tuesday:2 tue:2 tues:2 wednesday:3 wed:3 weds:3 thursday:4 thu:4
      thur:4 thurs:4 friday:5 fri:5 saturday:6 sat:6 sunday:7 sun:7`,
    month: `january:1 jan:1 february:2 feb:2 march:3 mar:3 april:4 apr:4 may:5 june:6 jun:6 july:7 jul:7
      august:8 aug:8 september:9 sep:9 sept:9 october:10 oct:10 november:11 nov:11 december:12 dec:12`,
    unit: 'day:1 days:1 night:1 nights:1 week:2 weeks:2 month:3 months:3 year:4 years:4',
    period:
      'week:1 weekend:2 month:3 quarter:4 year:5 decade:6 calendar_week:1 calendar_month:3 calendar_year:5',
    season: 'spring:1 springtime:1 summer:2 summertime:2 fall:3 autumn:3 winter:4 wintertime:4',
    holiday: `new_year:101 new_years:101 new_year_s:101 new_years_day:101 new_year_s_day:101
      valentine_s_day:214 valentines_day:214 saint_patrick_s_day:317 st_patrick_s_day:317
      april_fools:401 april_fool_s_day:401 independence_day:704 fourth_of_july:704 halloween:1031
      veterans_day:1111 christmas_eve:1224 christmas:1225 christmas_day:1225 xmas:1225 boxing_day:1226
      new_year_s_eve:1231 new_years_eve:1231 good_friday:1998 easter:2000 easter_sunday:2000
      easter_monday:2001 mother_s_day:10527 mothers_day:10527 father_s_day:10637 fathers_day:10637
      memorial_day:10591 labor_day:10911 thanksgiving:11144 thanksgiving_day:11144`,
    part: `a_m:1 am:1 p_m:2 pm:2 morning:3 afternoon:5 evening:6 night:7 at_night:7 tonight:7
      in_the_morning:3 in_the_afternoon:5 in_the_evening:6 in_the_night:7 at_nighttime:7 this_morning:3
      this_afternoon:5 this_evening:6 tomorrow_morning:3 tomorrow_afternoon:5 tomorrow_evening:6
      tomorrow_night:7 early_in_the_morning:3 late_at_night:7 of_the_morning:3`,
    moment:
      'noon:720 midday:720 noontime:720 midnight:0 twelve_noon:720 12_noon:720 twelve_midnight:0 12_midnight:0',
  },
  date: {
    numeric: ['{weekday}? (,)? {numeric}'],
    monthDay: [
      '{weekday}? (,)? (the)? {month} (the)? {day} (,)? (of)? {year}?',
      '{weekday}? (,)? (the)? {day} (of)? {month} (,)? (of)? {year}?',
      '{weekday}? (,)? {year} {month} {day}',
    ],
    monthDayOfYear: [
      '{month} (the)? {day} (of)? {shift} (year)',
      '(the)? {day} (of)? {month} (of)? {shift} (year)',
    ],
    monthOfYear: ['{month} (of)? {shift} (year)'],
    relative: ['{rel}'],
    ahead: ['in {n} {unit} (time)?', '(within)? {n} {unit} (from now|from today|later|hence|away)'],
    back: ['{n} {unit} (ago|back|earlier|before now)'],
    weekday: ['{shift}? {weekday}', '{weekday} (coming)'],
    weekdayOfWeek: ['{weekday} (of|in)? {shift} (week)', '{shift} (week) (on)? {weekday}'],
    weeksFromWeekday: [
      '(a|one)? (week) (from|after|on) {weekday}',
      '{n} (weeks) (from|after|on) {weekday}',
      '{weekday} (week)',
    ],
    weeksFromDay: ['(a|one)? (week) (from) {rel}', '{n} (weeks) (from) {rel}'],
    period: ['(the)? {shift} {period}'],
    weekend: ['(the)? (weekend)'],
    seasonOfYear: ['{season} (of)? {shift} (year)'],
    periodAfterNext: ['(the)? {period} (after next)'],
    periodStart: [
      '(the)? (start|beginning|first day) (of) (the)? {shift}? {period}',
      '(early)? (the)? (first of the|first of) {shift} {period}',
    ],
    periodEnd: ['(the)? (end|last day) (of) (the)? {shift}? {period}'],
    month: [
      '{shift}? {month} (of)? {year}?',
      '(the)? (end|last day) (of) {shift}? {month} {year}?',
    ],
    monthStart: ['(the)? (start|beginning|first day) (of) {shift}? {month} {year}?'],
    dayOfMonth: ['(on)? (the)? {ord}', '{weekday} (,)? (the)? {ord}'],
    dayOfPeriod: ['(the)? {ord} (of)? {shift} (month)'],
    weekdayOfMonth: ['(the)? {nth} {weekday} (of|in) {month} {year}?'],
    season: ['{shift}? {season} (of)? {year}?'],
    holiday: ['{holiday} (of)? {year}?'],
    quarter: ['(the)? {nth} (quarter) (of)? {year}?'],
    year: ['{year}', '(the)? (year) {year}'],
  },
  time: {
    figures: ['{clock} {part}?', '{clock} (hours|hrs|h|o clock)', '{part} (at)? {clock}'],
    moment: ['{moment}', '(12 noon)'],
    clock: [
      '{alone} {part}?',
      '{hour} (o clock|oclock) {part}?',
      '{hour} {mm} {part}?',
      '{hour} (hundred) (hours)',
      '{part} (at)? {hour} (o clock|oclock)?',
      '{part} (at)? {hour} {mm}',
    ],
    past: [
      '(a)? {min} (minutes)? (past|after) {hour} (o clock)? {part}?',
      '{part} (at)? (a)? {min} (minutes)? (past|after) {hour}',
    ],
    halfPast: ['(half) {hour} {part}?'],
    to: [
      '(a)? {min} (minutes)? (to|before|till|til|of) {hour} (o clock)? {part}?',
      '{part} (at)? (a)? {min} (minutes)? (to|before|till|of) {hour}',
    ],
    now: ['(right)? (now)', '(immediately|straight away|right away|as soon as possible|asap)'],
    ahead: ['in {span} (time)?', '{span} (from now|later|hence)'],
    back: ['{span} (ago|earlier)'],
    part: ['(in)? (the)? {part}'],
  },
  duration: {
    units: {
      y: ['year', 'years', 'yr', 'yrs'],
      o: ['month', 'months', 'mo', 'mos'],
      w: ['week', 'weeks', 'wk', 'wks'],
      d: ['day', 'days', 'night', 'nights'],
      h: ['hour', 'hours', 'hr', 'hrs', 'h'],
      m: ['minute', 'minutes', 'min', 'mins', 'm'],
      s: ['second', 'seconds', 'sec', 'secs', 's'],
    },
    joiners: ['and', ',', ', and'],
    half: ['and a half'],
    quarter: ['and a quarter'],
    halfOf: ['half a', 'half an', 'half', 'a half', 'one half'],
    named: `fortnight:2w a_fortnight:2w two_fortnights:4w quarter_of_an_hour:15m
      a_quarter_of_an_hour:15m quarter_hour:15m a_quarter_hour:15m three_quarters_of_an_hour:45m
      a_weekend:2d a_decade:10y a_century:100y`,
    tail: [],
    bareMinutes: false,
  },
  percent: ['percent', 'per cent', 'percents', 'percentage', 'pct'],
  email: {
    at: ['at'],
    marks: 'dot:. point:. period:. underscore:_ dash:- hyphen:- minus:- plus:+',
  },
  plus: ['plus'],
  counters: [],
}

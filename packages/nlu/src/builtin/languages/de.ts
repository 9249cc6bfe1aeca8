/** German: the words, and the ways dates and times are said. */
import type { Language } from '../language.ts'
import { pairs } from '../number-words.ts'
import { inflected } from './common.ts'
import { DE_PHRASES } from './de-phrases.ts'

const WEEKDAYS =
  'montag:1 dienstag:2 mittwoch:3 donnerstag:4 freitag:5 samstag:6 sonnabend:6 sonntag:7'
const DAY_ENDINGS = ' s morgen früh vormittag mittag nachmittag abend nacht'

const LOW_ORDINALS =
  'erst:1 zweit:2 dritt:3 viert:4 fünft:5 sechst:6 siebt:7 siebent:7 acht:8 neunt:9 zehnt:10 elft:11 zwölft:12 dreizehnt:13 vierzehnt:14 fünfzehnt:15 sechzehnt:16 siebzehnt:17 achtzehnt:18 neunzehnt:19 zwanzigst:20 dreißigst:30 vierzigst:40 fünfzigst:50 hundertst:100'
const UNITS = 'ein:1 zwei:2 drei:3 vier:4 fünf:5 sechs:6 sieben:7 acht:8 neun:9'

const ORDINAL_STEMS: readonly (readonly [string, number])[] = [
  ...pairs(LOW_ORDINALS),
  ...pairs(UNITS).map(([unit, value]) => [`${unit}undzwanzigst`, 20 + value] as const),
  ['einunddreißigst', 31],
]

export const DE: Language = {
  ...DE_PHRASES,
  numbers: {
    digits: `null:0 eins:1 eine:1 einen:1 einem:1 einer:1 zwo:2 anderthalb:1.5 ${UNITS}`,
    teens:
      'zehn:10 elf:11 zwölf:12 dreizehn:13 vierzehn:14 fünfzehn:15 sechzehn:16 siebzehn:17 achtzehn:18 neunzehn:19',
    tens: 'zwanzig:20 dreißig:30 vierzig:40 fünfzig:50 sechzig:60 siebzig:70 achtzig:80 neunzig:90',
    hundred: 'hundert:100',
    scales:
      'tausend:1000 million:1000000 millionen:1000000 milliarde:1000000000 milliarden:1000000000 billion:1000000000000 billionen:1000000000000',
    and: ['und'],
    andAfter: ['unit', 'hundred', 'scale'],
    point: ['komma', 'punkt'],
    minus: ['minus'],
    half: ['einhalb'],
    collective: 'dutzend:12 halbes_dutzend:6 ein_halbes_dutzend:6',
    articles: [],
    oh: [],
    repeats: '',
    compounds: true,
    unitBeforeTen: true,
    wideHundreds: true,
  },
  ordinals: inflected(ORDINAL_STEMS, 'e er en es em'),
  ordinalSuffixes: ['.', 'te', 'ten', 'ter', 'tes', 'ste', 'sten', 'ster'],
  vague: '',
  minutes: 'viertel:15',
  lexicons: {
    rel: `heute:0 jetzt:0 heute_morgen:0 heute_früh:0 heute_vormittag:0 heute_mittag:0 heute_nachmittag:0
      heute_abend:0 heute_nacht:0 morgen:1 morgen_früh:1 morgen_vormittag:1 morgen_mittag:1
      morgen_nachmittag:1 morgen_abend:1 übermorgen:2 gestern:-1 gestern_abend:-1 vorgestern:-2`,
    shift: inflected(
      [
        ['dies', 0],
        ['laufend', 0],
        ['nächst', 1],
        ['folgend', 1],
        ['übernächst', 2],
        ['letzt', -1],
        ['vorig', -1],
        ['vergangen', -1],
      ],
      'e er en es em',
    ),
    coming: inflected([['kommend', 0]], 'e er en es em'),
    weekday: `${inflected(pairs(WEEKDAYS), DAY_ENDINGS)} mo:1 di:2 mi:3 fr:5 sa:6`,
    month: `januar:1 jänner:1 jan:1 februar:2 feber:2 feb:2 märz:3 mrz:3 april:4 apr:4 mai:5 juni:6 juno:6
      jun:6 juli:7 jul:7 august:8 aug:8 september:9 sept:9 sep:9 oktober:10 okt:10 november:11 nov:11
      dezember:12 dez:12`,
    unit: 'tag:1 tage:1 tagen:1 woche:2 wochen:2 monat:3 monate:3 monaten:3 jahr:4 jahre:4 jahren:4',
    period: `woche:1 kalenderwoche:1 wochenende:2 wochenendes:2 monat:3 monats:3 quartal:4 quartals:4
      jahr:5 jahres:5 jahrzehnt:6 jahrzehnts:6`,
    season:
      'frühling:1 frühlings:1 frühjahr:1 sommer:2 sommers:2 herbst:3 herbstes:3 winter:4 winters:4',
    holiday: `neujahr:101 neujahrstag:101 heilige_drei_könige:106 valentinstag:214 tag_der_arbeit:501
      maifeiertag:501 tag_der_deutschen_einheit:1003 reformationstag:1031 halloween:1031
      allerheiligen:1101 nikolaus:1206 nikolaustag:1206 heiligabend:1224 heilig_abend:1224
      weihnachten:1225 silvester:1231 sylvester:1231 rosenmontag:1952 aschermittwoch:1954
      karfreitag:1998 ostern:2000 ostersonntag:2000 ostermontag:2001 christi_himmelfahrt:2039
      himmelfahrt:2039 vatertag:2039 pfingsten:2049 pfingstsonntag:2049 pfingstmontag:2050
      fronleichnam:2060 muttertag:10527`,
    part: `a_m:1 p_m:2 pm:2 morgens:9 am_morgen:9 heute_morgen:9 früh:3 in_der_früh:3 frühmorgens:3
      morgen_früh:3 vormittags:9 vormittag:9 am_vormittag:9 heute_vormittag:9 morgen_vormittag:9
      mittags:4 am_mittag:4 heute_mittag:4 morgen_mittag:4 nachmittags:5 nachmittag:5 am_nachmittag:5
      heute_nachmittag:5 morgen_nachmittag:5 abends:6 abend:6 am_abend:6 heute_abend:6 morgen_abend:6
      nachts:7 nacht:7 in_der_nacht:7 heute_nacht:7`,
    moment: 'mittag:720 zwölf_uhr_mittags:720 12_uhr_mittags:720 mitternacht:0',
    lead: 'halb:30 viertel:45 dreiviertel:15',
  },
  date: {
    numeric: ['{weekday}? (,)? (der|den|dem)? {numeric}'],
    monthDay: [
      '{weekday}? (,)? (der|den|dem)? {day} {month} (,)? {year}?',
      '{weekday}? (,)? (der|den|dem)? {ord} {om} {year}?',
    ],
    monthDayOfYear: ['(der|den|dem)? {day} {month} {shift} (jahres)'],
    relative: ['{rel}'],
    ahead: ['(heute)? (in) {n} {unit}', '{n} {unit} (später)'],
    back: ['(vor) {n} {unit}'],
    weekday: ['{shift}? {weekday}', '{coming} {weekday}'],
    weekdayOfWeek: ['{weekday} (in)? (der)? {shift} (woche)', '{shift} (woche) (am)? {weekday}'],
    weekdayNextWeek: ['{weekday} (der)? {coming} (woche)', '{coming} (woche) (am)? {weekday}'],
    weeksFromWeekday: ['{weekday} (in) {n} (wochen|woche)'],
    weeksFromDay: ['{rel} (in) {n} (wochen|woche)'],
    period: ['{shift} {period}'],
    nextPeriod: ['{coming} {period}'],
    weekend: ['(wochenende)'],
    periodStart: ['(anfang|beginn) (der|des)? {shift}? {period}'],
    periodEnd: ['(ende) (der|des)? {shift}? {period}'],
    month: ['{shift}? {month} {year}?', '(ende) {month} {year}?'],
    monthStart: ['(anfang) {month} {year}?'],
    monthOfYear: ['{month} {shift} (jahres)'],
    dayOfMonth: ['(der|den|dem)? {ord}', '{weekday} (,)? (der|den|dem)? {ord}'],
    dayOfPeriod: ['(der|den|dem)? {ord} (des)? {shift} (monats|monat)'],
    weekdayOfMonth: ['(der|den|dem)? {nth} {weekday} (im|in|des)? {month} {year}?'],
    season: ['{shift}? {season} {year}?'],
    seasonOfYear: ['{season} {shift} (jahres)'],
    holiday: ['{holiday} {year}?'],
    quarter: ['{nth} (quartal) {year}?'],
    year: ['{year}', '(jahr) {year}'],
  },
  time: {
    figures: ['{clock} (uhr|h)? {part}?', '{part} (um)? {clock} (uhr)?'],
    moment: ['{moment}'],
    clock: [
      '{alone} {part}?',
      '{hour} (uhr|h) {part}?',
      '{hour} (uhr|h) (und)? {min} (minuten)? {part}?',
      '{hour} {mm} {part}',
      '{part} (um)? {hour} (uhr)?',
      '{part} (um)? {hour} (uhr) {min}',
    ],
    past: [
      '{min} (minuten)? (nach) {hour} (uhr)? {part}?',
      '{part} (um)? {min} (minuten)? (nach) {hour} (uhr)?',
    ],
    to: [
      '{min} (minuten)? (vor) {hour} (uhr)? {part}?',
      '{part} (um)? {min} (minuten)? (vor) {hour} (uhr)?',
    ],
    lead: ['{lead} {hour} (uhr)? {part}?', '{part} (um)? {lead} {hour} (uhr)?'],
    toHalf: ['{min} (minuten)? (vor halb) {hour} {part}?'],
    pastHalf: ['{min} (minuten)? (nach halb) {hour} {part}?'],
    now: ['(jetzt|jetzt gleich|sofort|so bald wie möglich)'],
    ahead: ['(in) {span}', '{span} (später)'],
    back: ['(vor) {span}'],
    part: ['{part}'],
  },
  duration: {
    units: {
      y: ['jahr', 'jahre', 'jahren'],
      o: ['monat', 'monate', 'monaten'],
      w: ['woche', 'wochen'],
      d: ['tag', 'tage', 'tagen', 'nacht', 'nächte', 'nächten'],
      h: ['stunde', 'stunden', 'std', 'h'],
      m: ['minute', 'minuten', 'min'],
      s: ['sekunde', 'sekunden', 'sek', 's'],
    },
    joiners: ['und', ',', ', und'],
    half: ['und eine halbe'],
    quarter: [],
    halfOf: [
      ...['eine halbe', 'einer halben', 'ein halbes', 'einem halben', 'einen halben'],
      ...['halbe', 'halben', 'halbes'],
    ],
    named: `viertelstunde:15m eine_viertelstunde:15m einer_viertelstunde:15m dreiviertelstunde:45m
      eine_dreiviertelstunde:45m einer_dreiviertelstunde:45m ein_jahrzehnt:10y ein_wochenende:2d`,
    tail: ['lang'],
    bareMinutes: true,
  },
  percent: ['prozent', 'vom hundert'],
  email: {
    at: ['at', 'ät', 'klammeraffe'],
    marks: 'punkt:. dot:. unterstrich:_ bindestrich:- minus:- strich:- plus:+',
  },
  plus: ['plus'],
  counters: [],
}

/** Italian: the words, and the ways dates and times are said. */
import type { Language } from '../language.ts'
import { pairs } from '../number-words.ts'
import { inflected } from './common.ts'
import { IT_PHRASES } from './it-phrases.ts'

const ORDINAL_STEMS =
  'prim:1 second:2 terz:3 quart:4 quint:5 sest:6 settim:7 ottav:8 non:9 decim:10 undicesim:11 dodicesim:12 tredicesim:13 quattordicesim:14 quindicesim:15 sedicesim:16 diciassettesim:17 diciottesim:18 diciannovesim:19 ventesim:20 ventunesim:21 ventiduesim:22 ventitreesim:23 ventiquattresim:24 venticinquesim:25 ventiseiesim:26 ventisettesim:27 ventottesim:28 ventinovesim:29 trentesim:30 trentunesim:31'

export const IT: Language = {
  ...IT_PHRASES,
  numbers: {
    digits: 'zero:0 uno:1 un:1 una:1 due:2 tre:3 quattro:4 cinque:5 sei:6 sette:7 otto:8 nove:9',
    teens: `dieci:10 undici:11 dodici:12 tredici:13 quattordici:14 quindici:15 sedici:16 diciassette:17
      diciotto:18 diciannove:19`,
    tens: `venti:20 trenta:30 quaranta:40 cinquanta:50 sessanta:60 settanta:70 ottanta:80 novanta:90
      vent:20 trent:30 quarant:40 cinquant:50 sessant:60 settant:70 ottant:80 novant:90`,
    hundred: 'cento:100 cent:100',
    scales: `mille:1000 mila:1000 milione:1000000 milioni:1000000 miliardo:1000000000
      miliardi:1000000000`,
    and: ['e'],
    andAfter: ['hundred', 'scale'],
    point: ['virgola', 'punto'],
    minus: ['meno'],
    half: ['e mezzo', 'e mezza'],
    collective: `dozzina:12 dozzine:12 mezza_dozzina:6 decina:10 decine:10 ventina:20 paio:2 paio_di:2
      centinaio:100 centinaia:100 migliaio:1000 migliaia:1000`,
    articles: [],
    oh: [],
    repeats: 'doppio:2 triplo:3',
    compounds: true,
  },
  ordinals: inflected(pairs(ORDINAL_STEMS), 'o a'),
  ordinalSuffixes: ['°', 'o', 'a', 'mo', 'ma'],
  vague: 'un_paio_di:2',
  minutes: 'un_quarto:15 quarto:15 mezzo:30 mezza:30 tre_quarti:45',
  lexicons: {
    rel: `oggi:0 adesso:0 stamattina:0 stamani:0 stasera:0 stanotte:0 questa_mattina:0 questa_sera:0
      questo_pomeriggio:0 oggi_pomeriggio:0 domani:1 domani_mattina:1 domattina:1 domani_pomeriggio:1
      domani_sera:1 dopodomani:2 dopo_domani:2 ieri:-1 ieri_sera:-1 ieri_mattina:-1 l'altro_ieri:-2
      altro_ieri:-2 avantieri:-2`,
    shift: `questo:0 questa:0 quest:0 corrente:0 in_corso:0 prossimo:1 prossima:1 successivo:1 successiva:1
      seguente:1 che_viene:1 entrante:1 scorso:-1 scorsa:-1 passato:-1 passata:-1 ultimo:-1 ultima:-1
      precedente:-1`,
    weekday: `lunedì:1 lun:1 martedì:2 mercoledì:3 mer:3 giovedì:4 gio:4 venerdì:5 ven:5 sabato:6 sab:6
      domenica:7`,
    month: `gennaio:1 genn:1 gen:1 febbraio:2 febbr:2 feb:2 marzo:3 aprile:4 apr:4 maggio:5 mag:5 giugno:6
      giu:6 luglio:7 lug:7 agosto:8 ago:8 settembre:9 sett:9 set:9 ottobre:10 ott:10 novembre:11 nov:11
      dicembre:12 dic:12`,
    unit: 'giorno:1 giorni:1 settimana:2 settimane:2 mese:3 mesi:3 anno:4 anni:4',
    period: `settimana:1 fine_settimana:2 finesettimana:2 weekend:2 week_end:2 mese:3 trimestre:4 anno:5
      decennio:6`,
    season: 'primavera:1 estate:2 autunno:3 inverno:4',
    holiday: `capodanno:101 epifania:106 befana:106 san_valentino:214 festa_della_donna:308
      festa_della_liberazione:425 festa_del_lavoro:501 festa_dei_lavoratori:501
      festa_della_repubblica:602 ferragosto:815 halloween:1031 ognissanti:1101 immacolata:1208
      vigilia_di_natale:1224 natale:1225 giorno_di_natale:1225 santo_stefano:1226 san_silvestro:1231
      vigilia_di_capodanno:1231 venerdì_santo:1998 pasqua:2000 pasquetta:2001
      lunedì_dell'angelo:2001`,
    part: `a_m:1 am:1 antimeridiane:1 p_m:2 pm:2 pomeridiane:2 di_mattina:9 del_mattino:9 della_mattina:9
      al_mattino:9 mattina:9 mattino:9 mattinata:9 stamattina:9 domani_mattina:9 domattina:9
      questa_mattina:9 di_mezzogiorno:4 del_pomeriggio:5 di_pomeriggio:5 nel_pomeriggio:5 pomeriggio:5
      questo_pomeriggio:5 oggi_pomeriggio:5 domani_pomeriggio:5 di_sera:6 della_sera:6 la_sera:6 sera:6
      serata:6 stasera:6 questa_sera:6 domani_sera:6 di_notte:7 della_notte:7 notte:7 stanotte:7`,
    moment: 'mezzogiorno:720 mezzanotte:0 mezzodì:720',
  },
  date: {
    numeric: ['{weekday}? (,)? (il|il giorno)? {numeric}'],
    monthDay: ["{weekday}? (,)? (il|l'|il giorno|giorno)? {day} (di)? {month} (del|,)? {year}?"],
    monthDayOfYear: ["{day} {month} (dell'anno) {shift}", '{day} {month} (del) {shift} (anno)'],
    relative: ['{rel}'],
    ahead: ['(tra|fra|in|entro) {n} {unit}', '{n} {unit} (dopo|più tardi|da oggi)'],
    back: ['{n} {unit} (fa)'],
    weekday: ['{shift}? {weekday}', '{weekday} {shift}'],
    weekdayOfWeek: [
      '{weekday} (della)? {shift} (settimana)',
      '{weekday} (della) (settimana) {shift}',
      '{shift} (settimana) {weekday}',
      '(la)? (settimana) {shift} {weekday}',
    ],
    weeksFromWeekday: ['{weekday} (tra|fra) {n} (settimana|settimane)'],
    period: ["(la|il|l')? {shift} {period}", "(la|il|l')? {period} {shift}"],
    weekend: ['(il)? (fine settimana|finesettimana|weekend|week end)'],
    periodStart: ["(inizio|inizi|principio) (della|del|dell'|di)? {shift}? {period} {shift}?"],
    periodEnd: ["(la)? (fine) (della|del|dell'|di)? {shift}? {period} {shift}?"],
    month: [
      '{shift}? {month} (del)? {year}?',
      '{month} {shift}',
      '(mese di) {month} {year}?',
      '(fine|fine di) {month} {year}?',
    ],
    monthStart: ['(inizio|inizi|primi) (di)? {month} {year}?'],
    monthOfYear: ["{month} (dell'anno) {shift}"],
    dayOfMonth: ["(il|l'|il giorno|giorno) {day}", '{ord}', "{weekday} (,)? (il|l')? {day}"],
    dayOfPeriod: ["(il|l')? {day} (del mese) {shift}", "(il|l')? {day} (del) {shift} (mese)"],
    weekdayOfMonth: ['(il|la)? {nth} {weekday} (di) {month} {year}?'],
    season: ["(la|l'|il)? {shift}? {season} (del)? {year}?", "(la|l'|il)? {season} {shift}"],
    seasonOfYear: ["{season} (dell'anno) {shift}"],
    holiday: ['{holiday} (del)? {year}?'],
    quarter: ['{nth} (trimestre) (del)? {year}?'],
    year: ['{year}', '(anno) {year}'],
  },
  time: {
    figures: ['(ore|le)? {clock} {part}?', '{part} (alle)? {clock}'],
    moment: ['{moment}'],
    momentPast: ['{moment} (e) {min}'],
    momentTo: ['{moment} (meno) {min}'],
    clock: [
      '{alone} {part}?',
      "(le|l'|all'|alle|ore|dalle|per le) {hour} (in punto)? {part}?",
      '{hour} (in punto|ore) {part}?',
      '{hour} {part}',
      "(le|l'|all'|alle|ore)? {hour} (e) {min} {part}?",
      "(le|l'|all'|alle|ore)? {hour} {mm} {part}?",
      "{part} (alle|all')? {hour}",
      "{part} (alle|all')? {hour} (e) {min}",
    ],
    to: [
      "(le|l'|all'|alle)? {hour} (meno) {min} {part}?",
      '{part} (alle)? {hour} (meno) {min}',
      '(un)? {min} (minuti)? (alle|all) {hour} {part}?',
    ],
    now: ['(adesso|ora|subito|immediatamente|il prima possibile|appena possibile)'],
    ahead: ['(tra|fra) {span}', '{span} (dopo|più tardi)'],
    back: ['{span} (fa)'],
    part: ['{part}'],
  },
  duration: {
    units: {
      y: ['anno', 'anni'],
      o: ['mese', 'mesi'],
      w: ['settimana', 'settimane'],
      d: ['giorno', 'giorni', 'notte', 'notti', 'giornata', 'giornate'],
      h: ['ora', 'ore', 'h'],
      m: ['minuto', 'minuti', 'min'],
      s: ['secondo', 'secondi', 'sec', 's'],
    },
    joiners: ['e', ',', ', e'],
    half: ['e mezza', 'e mezzo'],
    quarter: ['e un quarto', 'e quarto'],
    halfOf: ['mezza', 'mezzo', 'una mezza', "mezz'", "una mezz'", 'un mezzo'],
    named: `un_quarto_d'ora:15m quarto_d'ora:15m tre_quarti_d'ora:45m mezzora:30m una_quindicina_di_giorni:15d
      un_fine_settimana:2d un_weekend:2d un_decennio:10y un_secolo:100y un_trimestre:3o un_semestre:6o`,
    tail: [],
    bareMinutes: true,
  },
  percent: ['per cento', 'percento'],
  email: {
    at: ['chiocciola', 'at', 'chiocciolina'],
    marks: 'punto:. trattino_basso:_ underscore:_ trattino:- meno:- più:+',
  },
  plus: ['più'],
  counters: [],
}

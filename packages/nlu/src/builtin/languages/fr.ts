/** French: the words, and the ways dates and times are said. */
import type { Language } from '../language.ts'
import { FR_PHRASES } from './fr-phrases.ts'

export const FR: Language = {
  ...FR_PHRASES,
  numbers: {
    digits: 'zéro:0 un:1 une:1 deux:2 trois:3 quatre:4 cinq:5 six:6 sept:7 huit:8 neuf:9',
    teens: `dix:10 onze:11 douze:12 treize:13 quatorze:14 quinze:15 seize:16 dix_sept:17 dix_huit:18
      dix_neuf:19`,
    tens: `vingt:20 trente:30 quarante:40 cinquante:50 soixante:60 septante:70 huitante:80 octante:80
      quatre_vingt:80 quatre_vingts:80 nonante:90`,
    hundred: 'cent:100 cents:100',
    scales: `mille:1000 mil:1000 million:1000000 millions:1000000 milliard:1000000000
      milliards:1000000000 billion:1000000000000 billions:1000000000000`,
    and: ['et'],
    andAfter: ['ten'],
    point: ['virgule', 'point'],
    minus: ['moins'],
    half: ['et demi', 'et demie'],
    collective: `douzaine:12 douzaines:12 demi_douzaine:6 dizaine:10 dizaines:10 quinzaine:15 vingtaine:20
      centaine:100 centaines:100 millier:1000 milliers:1000`,
    articles: [],
    oh: [],
    repeats: 'double:2 triple:3',
    teensAfter: [60, 80],
    wideHundreds: true,
  },
  ordinals: `premier:1 première:1 deuxième:2 second:2 seconde:2 troisième:3 quatrième:4 cinquième:5
    sixième:6 septième:7 huitième:8 neuvième:9 dixième:10 onzième:11 douzième:12 treizième:13
    quatorzième:14 quinzième:15 seizième:16 dix_septième:17 dix_huitième:18 dix_neuvième:19 vingtième:20
    vingt_et_unième:21 vingt_deuxième:22 vingt_troisième:23 vingt_quatrième:24 vingt_cinquième:25
    vingt_sixième:26 vingt_septième:27 vingt_huitième:28 vingt_neuvième:29 trentième:30
    trente_et_unième:31`,
  ordinalSuffixes: ['er', 're', 'ère', 'e', 'ème', 'ième', 'nd', 'nde'],
  vague: '',
  minutes: 'quart:15 le_quart:15 un_quart:15 demi:30 demie:30',
  lexicons: {
    rel: `aujourd'hui:0 maintenant:0 ce_matin:0 cet_après_midi:0 ce_midi:0 ce_soir:0 cette_nuit:0 demain:1
      demain_matin:1 demain_midi:1 demain_après_midi:1 demain_soir:1 après_demain:2 hier:-1
      hier_matin:-1 hier_soir:-1 avant_hier:-2`,
    shift: `ce:0 cet:0 cette:0 en_cours:0 courant:0 prochain:1 prochaine:1 suivant:1 suivante:1 qui_vient:1
      dernier:-1 dernière:-1 passé:-1 passée:-1 précédent:-1 précédente:-1`,
    weekday: `lundi:1 lun:1 mardi:2 mercredi:3 mer:3 jeudi:4 jeu:4 vendredi:5 ven:5 samedi:6 sam:6
      dimanche:7 dim:7`,
    month: `janvier:1 janv:1 jan:1 février:2 févr:2 fév:2 mars:3 avril:4 avr:4 mai:5 juin:6 juillet:7
      juil:7 août:8 septembre:9 sept:9 octobre:10 oct:10 novembre:11 nov:11 décembre:12 déc:12`,
    unit: 'jour:1 jours:1 semaine:2 semaines:2 mois:3 an:4 ans:4 année:4 années:4',
    period: `semaine:1 week_end:2 weekend:2 fin_de_semaine:2 mois:3 trimestre:4 année:5 an:5 décennie:6`,
    season: 'printemps:1 été:2 automne:3 hiver:4',
    holiday: `jour_de_l'an:101 nouvel_an:101 épiphanie:106 chandeleur:202 saint_valentin:214
      fête_du_travail:501 saint_jean:624 fête_nationale:714 assomption:815 halloween:1031 toussaint:1101
      armistice:1111 veille_de_noël:1224 réveillon_de_noël:1224 noël:1225 jour_de_noël:1225
      saint_sylvestre:1231 réveillon:1231 réveillon_du_nouvel_an:1231 mardi_gras:1953
      mercredi_des_cendres:1954 vendredi_saint:1998 pâques:2000 dimanche_de_pâques:2000
      lundi_de_pâques:2001 ascension:2039 pentecôte:2049 lundi_de_pentecôte:2050`,
    part: `a_m:1 am:1 p_m:2 pm:2 du_matin:9 le_matin:9 ce_matin:9 matin:9 matinée:9 demain_matin:9
      du_midi:4 de_l'après_midi:5 l'après_midi:5 cet_après_midi:5 après_midi:5 demain_après_midi:5
      du_soir:6 le_soir:6 ce_soir:6 soir:6 soirée:6 demain_soir:6 de_la_nuit:7 la_nuit:7 cette_nuit:7
      nuit:7`,
    moment: 'midi:720 minuit:0 douze_heures_du_midi:720',
  },
  date: {
    numeric: ['{weekday}? (,)? (le)? {numeric}'],
    monthDay: ['(le)? {weekday}? (,)? (le)? {day} {month} (,)? {year}?'],
    monthDayOfYear: [
      "(le)? {day} {month} (de l'année|de l'an) {shift}",
      '(le)? {day} {month} (de) {shift} (année)',
    ],
    relative: ['{rel}'],
    ahead: ["(dans|d'ici) {n} {unit}", '{n} {unit} (plus tard)'],
    back: ['(il y a) {n} {unit}', '{n} {unit} (plus tôt|auparavant)'],
    weekday: ['{shift}? {weekday}', '(le)? {weekday} {shift}', '(le) {weekday}'],
    weekdayOfWeek: [
      '{weekday} (de la)? (semaine) {shift}',
      '{weekday} (de) {shift} (semaine)',
      '(la)? (semaine) {shift} (le)? {weekday}',
    ],
    weeksFromWeekday: ['{weekday} (en huit)', '{weekday} (dans) {n} (semaine|semaines)'],
    weeksFromDay: ['{rel} (en huit)'],
    period: ['{shift} {period}', "(le|la|l')? {period} {shift}"],
    weekend: ['(le)? (week end|weekend|fin de semaine)'],
    periodStart: ["(le)? (début|commencement) (de la|du|de l'|de)? {shift}? {period} {shift}?"],
    periodEnd: ["(la)? (fin) (de la|du|de l'|de)? {shift}? {period} {shift}?"],
    month: [
      '{month} {year}?',
      '{month} {shift}',
      '(mois de|mois d) {month} {year}?',
      '(fin) {month} {year}?',
    ],
    monthStart: ['(début) {month} {year}?'],
    monthOfYear: ["{month} (de l'année|de l'an) {shift}"],
    dayOfMonth: ['(le) {day}', '{ord}', '{weekday} (,)? (le)? {day}'],
    dayOfPeriod: ['(le)? {day} (du mois) {shift}', '(le)? {day} (de) {shift} (mois)'],
    weekdayOfMonth: [
      "(le)? {nth} {weekday} (de|d') {month} {year}?",
      '(le)? {nth} {weekday} (du mois de) {month} {year}?',
    ],
    season: ['{shift}? {season} {year}?', "(le|l'|la)? {season} {shift}"],
    seasonOfYear: ["{season} (de l'année|de l'an) {shift}"],
    holiday: ['{holiday} {year}?'],
    quarter: ['(le)? {nth} (trimestre) (de)? {year}?'],
    year: ['{year}', '(année|an) {year}'],
  },
  time: {
    figures: ['{clock} (heures|heure|h)? {part}?', '{part} (à)? {clock}'],
    moment: ['{moment}'],
    momentPast: ['{moment} (et) {min}', '{moment} {mm}'],
    momentTo: ['{moment} (moins) {min}'],
    clock: [
      '{alone} {part}?',
      '{hour} (h|heure|heures) (pile|précises)? {part}?',
      '{hour} (h|heure|heures) (et)? {min} (minutes)? {part}?',
      '{part} (à)? {hour} (h|heure|heures)',
      '{part} (à)? {hour} (h|heure|heures) (et)? {min}',
    ],
    to: [
      '{hour} (h|heure|heures) (moins) {min} {part}?',
      '{part} (à)? {hour} (h|heure|heures) (moins) {min}',
    ],
    now: ['(maintenant|tout de suite|immédiatement|dès que possible)'],
    ahead: ["(dans|d'ici) {span}", '{span} (plus tard)'],
    back: ['(il y a) {span}'],
    part: ['{part}'],
  },
  duration: {
    units: {
      y: ['an', 'ans', 'année', 'années'],
      o: ['mois'],
      w: ['semaine', 'semaines'],
      d: ['jour', 'jours', 'nuit', 'nuits', 'journée', 'journées'],
      h: ['heure', 'heures', 'h'],
      m: ['minute', 'minutes', 'min', 'mn'],
      s: ['seconde', 'secondes', 'sec', 's'],
    },
    joiners: ['et', ',', ', et'],
    half: ['et demie', 'et demi'],
    quarter: ['et quart', 'et un quart'],
    halfOf: ['une demi', 'un demi', 'demi'],
    named: `quart_d'heure:15m un_quart_d'heure:15m trois_quarts_d'heure:45m une_quinzaine:15d
      une_quinzaine_de_jours:15d un_week_end:2d une_décennie:10y un_siècle:100y un_trimestre:3o
      un_semestre:6o`,
    tail: [],
    bareMinutes: true,
  },
  percent: ['pour cent', 'pourcent', 'pourcents', 'pour cents'],
  email: {
    at: ['arobase', 'arrobase', 'at', 'chez'],
    marks: 'point:. tiret_bas:_ souligné:_ underscore:_ tiret:- moins:- plus:+',
  },
  plus: ['plus'],
  counters: [],
}

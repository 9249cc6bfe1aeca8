/** Spanish: the words, and the ways dates and times are said. */
import type { Language } from '../language.ts'
import { ES_PHRASES } from './es-phrases.ts'

export const ES: Language = {
  ...ES_PHRASES,
  numbers: {
    digits: 'cero:0 uno:1 un:1 una:1 dos:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7 ocho:8 nueve:9',
    teens: `diez:10 once:11 doce:12 trece:13 catorce:14 quince:15 dieciséis:16 diecisiete:17 dieciocho:18
      diecinueve:19 diez_y_seis:16 diez_y_siete:17 diez_y_ocho:18 diez_y_nueve:19 veintiuno:21
      veintiún:21 veintiuna:21 veintidós:22 veintitrés:23 veinticuatro:24 veinticinco:25 veintiséis:26
      veintisiete:27 veintiocho:28 veintinueve:29`,
    tens: 'veinte:20 treinta:30 cuarenta:40 cincuenta:50 sesenta:60 setenta:70 ochenta:80 noventa:90',
    hundreds: `cien:100 ciento:100 doscientos:200 doscientas:200 trescientos:300 trescientas:300
      cuatrocientos:400 cuatrocientas:400 quinientos:500 quinientas:500 seiscientos:600 seiscientas:600
      setecientos:700 setecientas:700 ochocientos:800 ochocientas:800 novecientos:900 novecientas:900`,
    hundred: '',
    scales: 'mil:1000 millón:1000000 millones:1000000 billón:1000000000000 billones:1000000000000',
    and: ['y'],
    andAfter: ['ten'],
    point: ['punto', 'coma'],
    minus: ['menos'],
    half: ['y medio', 'y media'],
    collective:
      'docena:12 docenas:12 decena:10 decenas:10 media_docena:6 par_de:2 centenar:100 millar:1000',
    articles: [],
    oh: [],
    repeats: 'doble:2 triple:3',
  },
  ordinals: `primero:1 primer:1 primera:1 segundo:2 segunda:2 tercero:3 tercer:3 tercera:3 cuarto:4
    cuarta:4 quinto:5 quinta:5 sexto:6 sexta:6 séptimo:7 séptima:7 octavo:8 octava:8 noveno:9 novena:9
    décimo:10 décima:10 undécimo:11 undécima:11 duodécimo:12 duodécima:12 vigésimo:20 vigésima:20
    trigésimo:30 trigésima:30`,
  ordinalSuffixes: [
    'o',
    'a',
    'er',
    'ro',
    'ra',
    'do',
    'da',
    'to',
    'ta',
    'mo',
    'ma',
    'vo',
    'va',
    '°',
  ],
  vague: 'un_par_de:2',
  minutes: 'cuarto:15 un_cuarto:15 media:30',
  lexicons: {
    rel: `hoy:0 ahora:0 ahora_mismo:0 esta_mañana:0 esta_tarde:0 esta_noche:0 mañana:1
      mañana_por_la_mañana:1 mañana_por_la_tarde:1 mañana_por_la_noche:1 mañana_temprano:1
      pasado_mañana:2 ayer:-1 anoche:-1 anteayer:-2 antier:-2 antes_de_ayer:-2`,
    shift: `este:0 esta:0 actual:0 en_curso:0 próximo:1 próxima:1 siguiente:1 que_viene:1 que_entra:1
      entrante:1 pasado:-1 pasada:-1 último:-1 última:-1 anterior:-1`,
    weekday: `lunes:1 lun:1 martes:2 miércoles:3 mié:3 jueves:4 jue:4 viernes:5 vie:5 sábado:6 sáb:6
      domingo:7 dom:7`,
    month: `enero:1 ene:1 febrero:2 feb:2 marzo:3 abril:4 abr:4 mayo:5 junio:6 jun:6 julio:7 jul:7
      agosto:8 ago:8 septiembre:9 setiembre:9 sept:9 sep:9 octubre:10 oct:10 noviembre:11 nov:11
      diciembre:12 dic:12`,
    unit: 'día:1 días:1 semana:2 semanas:2 mes:3 meses:3 año:4 años:4',
    period: 'semana:1 fin_de_semana:2 finde:2 mes:3 trimestre:4 año:5 década:6 decenio:6',
    season: 'primavera:1 verano:2 otoño:3 invierno:4',
    holiday: `año_nuevo:101 día_de_año_nuevo:101 reyes:106 día_de_reyes:106 san_valentín:214
      día_de_san_valentín:214 día_del_trabajo:501 día_de_la_hispanidad:1012 halloween:1031
      todos_los_santos:1101 día_de_todos_los_santos:1101 día_de_muertos:1102 día_de_los_muertos:1102
      nochebuena:1224 navidad:1225 día_de_navidad:1225 nochevieja:1231 fin_de_año:1231
      jueves_santo:1997 viernes_santo:1998 pascua:2000 domingo_de_pascua:2000
      domingo_de_resurrección:2000 lunes_de_pascua:2001`,
    part: `a_m:1 am:1 p_m:2 pm:2 de_la_mañana:9 por_la_mañana:9 en_la_mañana:9 esta_mañana:9
      mañana_por_la_mañana:9 de_la_tarde:5 por_la_tarde:5 en_la_tarde:5 tarde:5 esta_tarde:5
      mañana_por_la_tarde:5 de_la_noche:7 por_la_noche:7 en_la_noche:7 noche:7 esta_noche:7
      mañana_por_la_noche:7 de_la_madrugada:8 de_madrugada:8 madrugada:8 del_mediodía:4
      al_mediodía:4 del_día:4`,
    moment: `mediodía:720 medio_día:720 las_doce_del_mediodía:720 medianoche:0 media_noche:0
      las_doce_de_la_noche:0`,
  },
  date: {
    numeric: ['{weekday}? (,)? (el|día|el día)? {numeric}'],
    monthDay: [
      '{weekday}? (,)? (el|día|el día)? {day} (de)? {month} (de|del|del año|,)? {year}?',
      '{weekday}? (,)? {month} {day} (,|de|del)? {year}?',
    ],
    monthDayOfYear: [
      '(el)? {day} (de) {month} (del) {shift} (año)',
      '(el)? {day} (de) {month} (del año) {shift}',
    ],
    relative: ['{rel}'],
    ahead: [
      '(en|dentro de|de aquí a|de hoy en) {n} {unit}',
      '{n} {unit} (después|más tarde|a partir de hoy)',
    ],
    back: ['(hace) {n} {unit}', '{n} {unit} (atrás|antes)'],
    weekday: ['(el)? {shift}? {weekday}', '(el)? {weekday} {shift}'],
    weekdayOfWeek: [
      '(el)? {weekday} (de la|de) {shift} (semana)',
      '(el)? {weekday} (de la semana) {shift}',
      '{shift} (semana) (el)? {weekday}',
      '(la)? (semana) {shift} (el)? {weekday}',
    ],
    weeksFromWeekday: ['(el)? {weekday} (en|dentro de) {n} (semana|semanas)'],
    period: ['(el|la)? {shift} {period}', '(el|la)? {period} {shift}'],
    weekend: ['(el)? (fin de semana|finde)'],
    periodStart: [
      '(principio|principios|comienzo|comienzos|inicio|inicios) (de|del|de la|de el) {shift}? {period} {shift}?',
    ],
    periodEnd: ['(fin|fines|final|finales) (de|del|de la|de el) {shift}? {period} {shift}?'],
    month: [
      '{shift}? {month} (de|del)? {year}?',
      '{month} {shift}',
      '(mes de) {month} (de|del)? {year}?',
      '(fin|fines|final|finales) (de) {month} (de|del)? {year}?',
    ],
    monthStart: ['(principio|principios|comienzos|inicios) (de) {month} (de|del)? {year}?'],
    monthOfYear: ['{month} (del) {shift} (año)', '{month} (del año) {shift}'],
    dayOfMonth: ['(el|día|el día) {day}', '{ord}', '{weekday} (,)? (el|día)? {day}'],
    dayOfPeriod: [
      '(el|día|el día)? {day} (de|del) {shift} (mes)',
      '(el|día|el día)? {day} (del mes) {shift}',
    ],
    weekdayOfMonth: ['(el)? {nth} {weekday} (de) {month} (de|del)? {year}?'],
    season: ['(el|la)? {shift}? {season} (de|del)? {year}?', '(el|la)? {season} {shift}'],
    seasonOfYear: ['{season} (del) {shift} (año)', '{season} (del año) {shift}'],
    holiday: ['{holiday} (de|del)? {year}?'],
    quarter: ['{nth} (trimestre) (de|del)? {year}?'],
    year: ['{year}', '(año|el año) {year}'],
  },
  time: {
    figures: ['(las|la)? {clock} (horas|hrs|hs|h)? {part}?', '{part} (a las|a la)? {clock}'],
    moment: ['(el|la)? {moment}'],
    clock: [
      '{alone} {part}?',
      '(las|la) {hour} (en punto)? {part}?',
      '(las|la)? {hour} (horas|hrs|hs|h|en punto) {part}?',
      '{hour} {part}',
      '(las|la)? {hour} (y) {min} {part}?',
      '(las|la)? {hour} {mm} {part}?',
      '(las|la)? {hour} (horas) (y|con)? {min} (minutos)?',
      '{part} (a las|a la)? {hour}',
      '{part} (a las|a la)? {hour} (y) {min}',
    ],
    to: [
      '(las|la)? {hour} (menos) {min} {part}?',
      '{part} (a las|a la)? {hour} (menos) {min}',
      '{min} (minutos)? (para|para las|para la) {hour} {part}?',
    ],
    now: ['(ahora|ahora mismo|ya|ya mismo|de inmediato|inmediatamente|lo antes posible)'],
    ahead: ['(en|dentro de) {span}', '{span} (después|más tarde)'],
    back: ['(hace) {span}'],
    part: ['(la)? {part}'],
  },
  duration: {
    units: {
      y: ['año', 'años'],
      o: ['mes', 'meses'],
      w: ['semana', 'semanas'],
      d: ['día', 'días', 'noche', 'noches'],
      h: ['hora', 'horas', 'h', 'hs', 'hrs'],
      m: ['minuto', 'minutos', 'min'],
      s: ['segundo', 'segundos', 'seg', 's'],
    },
    joiners: ['y', ',', 'con', ', y'],
    half: ['y media', 'y medio'],
    quarter: ['y cuarto', 'y un cuarto'],
    halfOf: ['media', 'medio'],
    named: `un_cuarto_de_hora:15m cuarto_de_hora:15m tres_cuartos_de_hora:45m quincena:15d una_quincena:15d
      un_fin_de_semana:2d una_década:10y un_siglo:100y un_trimestre:3o un_semestre:6o`,
    tail: [],
    bareMinutes: true,
  },
  percent: ['por ciento', 'porciento', 'por cien'],
  email: {
    at: ['arroba', 'at'],
    marks: 'punto:. guion_bajo:_ guion:- menos:- subrayado:_ más:+',
  },
  plus: ['más'],
  counters: [],
}

/** Japanese: the words, and the ways dates and times are written. Numbers are read by kanji-numbers. */
import type { Language } from '../language.ts'
import { JA_PHRASES } from './ja-phrases.ts'

const KANJI_DIGITS = '零:0 〇:0 一:1 二:2 三:3 四:4 五:5 六:6 七:7 八:8 九:9'

/** `第三:3`, `三番目:3`, … up to 31. */
function kanjiOrdinals(): string {
  const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
  return Array.from({ length: 31 }, (_, index) => {
    const value = index + 1
    const tens = Math.floor(value / 10)
    const kanji = `${tens > 1 ? digits[tens] : ''}${tens ? '十' : ''}${digits[value % 10]}`
    return [`第${kanji}`, `第${value}`, `${kanji}番目`, `${kanji}つ目`, `${kanji}回目`]
      .map(phrase => `${phrase}:${value}`)
      .join(' ')
  }).join(' ')
}

export const JA: Language = {
  ...JA_PHRASES,
  numbers: {
    digits: `${KANJI_DIGITS} ゼロ:0 ひとつ:1 ふたつ:2 みっつ:3 よっつ:4 いつつ:5 むっつ:6 ななつ:7 やっつ:8
      ここのつ:9 ひとり:1 ふたり:2`,
    teens: 'とお:10',
    tens: '',
    hundred: '',
    scales: '万:10000 億:100000000 兆:1000000000000 千:1000',
    and: [],
    andAfter: [],
    point: ['点', 'てん', '・'],
    minus: ['マイナス'],
    half: [],
    collective: 'ダース:12 半ダース:6',
    articles: [],
    oh: [],
    repeats: '',
  },
  ordinals: `最初:1 初め:1 ${kanjiOrdinals()}`,
  ordinalSuffixes: ['番目', 'つ目', '回目', '人目', '日目', '個目'],
  vague: '',
  minutes: '',
  lexicons: {
    rel: `今日:0 本日:0 きょう:0 今:0 今夜:0 今晩:0 今朝:0 今夕:0 明日:1 あした:1 あす:1 明朝:1 明晩:1 翌日:1
      明後日:2 あさって:2 明々後日:3 明明後日:3 しあさって:3 昨日:-1 きのう:-1 昨夜:-1 昨晩:-1
      一昨日:-2 おととい:-2`,
    shift: `今:0 この:0 今度の:0 本:0 来:1 翌:1 次の:1 再来:2 先:-1 昨:-1 去:-1 前の:-1 先々:-2 一昨:-2`,
    coming: 'この:0 今度の:0 次の:0',
    weekday: `月曜日:1 月曜:1 火曜日:2 火曜:2 水曜日:3 水曜:3 木曜日:4 木曜:4 金曜日:5 金曜:5 土曜日:6 土曜:6
      日曜日:7 日曜:7`,
    unit: `日:1 日間:1 週:2 週間:2 か月:3 カ月:3 ヶ月:3 ケ月:3 ヵ月:3 箇月:3 か月間:3 ヶ月間:3 カ月間:3 年:4 年間:4`,
    period: '週:1 週末:2 月:3 四半期:4 年:5',
    season: '春:1 夏:2 秋:3 冬:4',
    holiday: `元日:101 元旦:101 お正月:101 正月:101 バレンタインデー:214 バレンタイン:214 ひな祭り:303
      ホワイトデー:314 こどもの日:505 子供の日:505 七夕:707 ハロウィン:1031 文化の日:1103
      勤労感謝の日:1123 クリスマスイブ:1224 クリスマスイヴ:1224 クリスマス:1225 大晦日:1231
      大みそか:1231 おおみそか:1231 母の日:10527 父の日:10637`,
    endOf: '月末:3 年末:5 週の終わり:1',
    startOf: '月初:3 月初め:3 年始:5 年明け:5 週明け:1',
    part: `am:1 a_m:1 pm:2 p_m:2 午前:1 午後:2 朝:3 早朝:3 今朝:3 明朝:3 昼:4 お昼:4 昼の:4 夕方:6 夜:7 晩:7 今夜:7
      今晩:7 明晩:7 深夜:7 夜中:7 真夜中:7 未明:8`,
    moment: '正午:720',
  },
  date: {
    numeric: ['{numeric}'],
    monthDay: ['{m}(月){day}(日)(の)?{weekday}?', '{year}(年){m}(月){day}(日)(の)?{weekday}?'],
    monthDayOfYear: ['{shift}(年)(の)?{m}(月){day}(日)'],
    relative: ['{rel}'],
    ahead: ['{n}{unit}(後|あと|先)', '(あと|今から){n}{unit}(後)?'],
    back: ['{n}{unit}(前)'],
    weekday: ['{weekday}', '{coming}{weekday}'],
    weekdayOfWeek: ['{shift}(週)(の)?{weekday}'],
    weeksFromDay: ['{rel}(から|の)?{n}(週間後)'],
    period: ['{shift}{period}'],
    weekend: ['(週末)'],
    periodStart: ['{startOf}', '{shift}{startOf}', '{shift}{period}(の)?(初め|はじめ|始め|頭)'],
    periodEnd: ['{endOf}', '{shift}{endOf}', '{shift}{period}(の)?(終わり|おわり|末)'],
    month: ['{m}(月)', '{year}(年){m}(月)', '{m}(月)(の)?(末|終わり)'],
    monthStart: ['{m}(月)(の)?(初め|はじめ|上旬)'],
    monthOfYear: ['{shift}(年)(の)?{m}(月)'],
    dayOfMonth: ['{day}(日)', '{day}(日)(の)?{weekday}'],
    dayOfPeriod: ['{shift}(月)(の)?{day}(日)'],
    weekdayOfMonth: ['{m}(月)(の)?{nth}{weekday}', '{m}(月)(の)?{nth}(の){weekday}'],
    season: ['{season}', '{shift}{season}', '{year}(年)(の)?{season}'],
    seasonOfYear: ['{shift}(年)(の)?{season}'],
    holiday: ['{holiday}', '{year}(年)(の)?{holiday}'],
    quarter: ['{nth}(四半期)'],
    year: ['{year}(年)', '{year}'],
  },
  time: {
    figures: ['{part}?(の)?{clock}(分)?', '{clock}{part}'],
    moment: ['{moment}'],
    clock: [
      '{alone}',
      '{part}?(の)?{hour}(時)(ちょうど|頃|ごろ)?',
      '{part}?(の)?{hour}(時){min}(分)(ちょうど|頃|ごろ)?',
      '{part}?(の)?{hour}(時){mm}(分)?',
      '{hour}{part}',
    ],
    halfPast: ['{part}?(の)?{hour}(時半)(頃|ごろ)?'],
    past: ['{part}?(の)?{hour}(時){min}(分過ぎ|分すぎ)'],
    to: ['{part}?(の)?{hour}(時){min}(分前)', '{part}?(の)?{hour}(時)(の)?{min}(分前)'],
    now: ['(今|今すぐ|すぐ|現在|ただいま)'],
    ahead: ['(今から)?{span}(後|あと)', '(あと){span}'],
    back: ['{span}(前)'],
    part: ['{part}'],
  },
  duration: {
    units: {
      y: ['年', '年間', 'カ年'],
      o: ['か月', 'カ月', 'ヶ月', 'ケ月', 'ヵ月', '箇月', '個月'],
      w: ['週', '週間'],
      d: ['日', '日間', '泊', '晩'],
      h: ['時間'],
      m: ['分', '分間'],
      s: ['秒', '秒間'],
    },
    joiners: ['と', '、'],
    half: ['半'],
    quarter: [],
    halfOf: ['半'],
    named: 'ふつか:2d みっか:3d いつか:5d とおか:10d',
    tail: ['間'],
    bareMinutes: false,
  },
  percent: ['パーセント', 'プロセント'],
  email: {
    at: ['アットマーク', 'アット', 'あっと'],
    marks: 'ドット:. 点:. てん:. アンダーバー:_ アンダースコア:_ ハイフン:- プラス:+',
  },
  plus: ['プラス'],
  counters: [
    ...[
      '人',
      '名',
      '名様',
      '個',
      'つ',
      '枚',
      '本',
      '台',
      '杯',
      '匹',
      '冊',
      '回',
      '部屋',
      '泊',
      '歳',
      '才',
    ],
    ...[
      '階',
      '件',
      '円',
      '人前',
      '人分',
      '箱',
      'セット',
      '室',
      '席',
      '足',
      '着',
      '皿',
      '缶',
      '袋',
      '束',
      '通',
      '頭',
    ],
    ...['人です', '名です', '個です', 'つです', '枚です', '本です', '番', '点', '膳', '羽', '組'],
  ],
}

/** Writes whole numbers below a milliard in words, so that reading them back can be a law. */

export type Spoken = 'en' | 'de' | 'es' | 'fr' | 'it' | 'ja'

export function toWords(language: Spoken, number: number): string {
  return WRITERS[language](number)
}

const list = (words: string) => words.split(' ')

function english(n: number): string {
  const low = list(
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  )
  const tens = list('. . twenty thirty forty fifty sixty seventy eighty ninety')
  const rest = (value: number, joiner = ' ') => (value ? joiner + english(value) : '')
  if (n < 20) return low[n] ?? ''
  if (n < 100) return `${tens[Math.floor(n / 10)]}${n % 10 ? `-${low[n % 10]}` : ''}`
  if (n < 1000) return `${low[Math.floor(n / 100)]} hundred${rest(n % 100, ' and ')}`
  if (n < 1e6) return `${english(Math.floor(n / 1000))} thousand${rest(n % 1000, n % 1000 < 100 ? ' and ' : ' ')}`
  return `${english(Math.floor(n / 1e6))} million${rest(n % 1e6)}`
}

function german(n: number): string {
  const low = list(
    'null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn',
  )
  const tens = list('. . zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig')
  const below = (value: number): string => {
    if (value === 0) return ''
    if (value < 20) return low[value] ?? ''
    if (value < 100) return `${value % 10 ? `${low[value % 10]}und` : ''}${tens[Math.floor(value / 10)]}`
    if (value < 1000) return `${low[Math.floor(value / 100)]}hundert${below(value % 100)}`
    return `${below(Math.floor(value / 1000))}tausend${below(value % 1000)}`
  }
  const final = (words: string) => (words.endsWith('ein') ? `${words}s` : words)
  if (n === 0) return 'null'
  if (n < 1e6) return final(below(n))
  const millions = Math.floor(n / 1e6)
  const head = millions === 1 ? 'eine Million' : `${below(millions)} Millionen`
  return n % 1e6 ? `${head} ${final(below(n % 1e6))}` : head
}

function spanish(n: number): string {
  const low = list(
    'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve',
  )
  const tens = list('. . . treinta cuarenta cincuenta sesenta setenta ochenta noventa')
  const hundreds = list(
    '. ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos',
  )
  const short = (words: string) => words.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un')
  const rest = (value: number) => (value ? ` ${spanish(value)}` : '')
  if (n < 30) return low[n] ?? ''
  if (n < 100) return `${tens[Math.floor(n / 10)]}${n % 10 ? ` y ${low[n % 10]}` : ''}`
  if (n === 100) return 'cien'
  if (n < 1000) return `${hundreds[Math.floor(n / 100)]}${rest(n % 100)}`
  const thousands = Math.floor(n / 1000)
  if (n < 1e6) return `${thousands === 1 ? '' : `${short(spanish(thousands))} `}mil${rest(n % 1000)}`
  const millions = Math.floor(n / 1e6)
  return `${short(spanish(millions))} ${millions === 1 ? 'millón' : 'millones'}${rest(n % 1e6)}`
}

function french(n: number): string {
  const low = list(
    'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf',
  )
  const tens = list('. . vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt')
  const rest = (value: number) => (value ? ` ${french(value)}` : '')
  if (n < 20) return low[n] ?? ''
  if (n < 100) {
    const ten = Math.floor(n / 10)
    const unit = ten === 7 || ten === 9 ? n - ten * 10 + 10 : n % 10
    if (unit === 0) return ten === 8 ? 'quatre-vingts' : (tens[ten] ?? '')
    const joiner = (unit === 1 || unit === 11) && ten < 8 ? ' et ' : '-'
    return `${tens[ten]}${joiner}${low[unit]}`
  }
  if (n < 1000) {
    const hundreds = Math.floor(n / 100)
    return `${hundreds > 1 ? `${low[hundreds]} ` : ''}cent${rest(n % 100)}`
  }
  const thousands = Math.floor(n / 1000)
  if (n < 1e6) return `${thousands > 1 ? `${french(thousands)} ` : ''}mille${rest(n % 1000)}`
  const millions = Math.floor(n / 1e6)
  return `${french(millions)} million${millions > 1 ? 's' : ''}${rest(n % 1e6)}`
}

function italian(n: number): string {
  const low = list(
    'zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
  )
  const tens = list('. . venti trenta quaranta cinquanta sessanta settanta ottanta novanta')
  const below = (value: number): string => {
    if (value === 0) return ''
    if (value < 20) return low[value] ?? ''
    if (value < 100) {
      const ten = tens[Math.floor(value / 10)] ?? ''
      const unit = value % 10
      const elided = unit === 1 || unit === 8 ? ten.slice(0, -1) : ten
      return `${elided}${unit === 3 ? 'tré' : unit ? low[unit] : ''}`
    }
    const hundreds = Math.floor(value / 100)
    if (value < 1000) return `${hundreds > 1 ? low[hundreds] : ''}cento${below(value % 100)}`
    const thousands = Math.floor(value / 1000)
    return `${thousands > 1 ? `${below(thousands)}mila` : 'mille'}${below(value % 1000)}`
  }
  if (n === 0) return 'zero'
  if (n < 1e6) return below(n)
  const millions = Math.floor(n / 1e6)
  const head = millions === 1 ? 'un milione' : `${below(millions)} milioni`
  return n % 1e6 ? `${head} ${below(n % 1e6)}` : head
}

function japanese(n: number): string {
  const digits = '〇一二三四五六七八九'
  if (n === 0) return '〇'
  const group = (value: number) =>
    [1000, 100, 10, 1]
      .map(unit => {
        const digit = Math.floor(value / unit) % 10
        if (digit === 0) return ''
        const name = unit === 1000 ? '千' : unit === 100 ? '百' : unit === 10 ? '十' : ''
        return `${digit === 1 && name ? '' : digits[digit]}${name}`
      })
      .join('')
  const hundredMillions = Math.floor(n / 1e8)
  const tenThousands = Math.floor(n / 1e4) % 1e4
  return [
    hundredMillions ? `${group(hundredMillions)}億` : '',
    tenThousands ? `${group(tenThousands)}万` : '',
    group(n % 1e4),
  ].join('')
}

const WRITERS: Readonly<Record<Spoken, (number: number) => string>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  it: italian,
  ja: japanese,
}

/** Numbers written with figures, with the separators of a locale: `1,200.5`, `1.200,5`, `1 200,5`. */
import { MAX_DIGITS } from './limits.ts'
import { isJoined, type Tokens } from './tokens.ts'

export interface Separators {
  readonly decimal: '.' | ','
  /** Between groups of three; a space is a gap between tokens. */
  readonly group: '.' | ',' | ' '
  /** The mark that people type for the decimal one all the same: 2.5 in German. */
  readonly loose?: '.' | ','
  /** Groups of two before the last one: 1,00,000. */
  readonly lakh?: boolean
}

export interface NumberReading {
  readonly end: number
  readonly value: number
  /** Plain notation: figures, a point, a minus. */
  readonly text: string
}

/** The longest numeral at the token, and the bare run of figures when the rest may be something else. */
export function readNumeral(separators: Separators, tokens: Tokens, at: number): NumberReading[] {
  const { decimal, group } = separators
  if (tokens.words[at] === decimal) return pointFirst(tokens, at)
  const first = figures(tokens, at)
  if (first === undefined) return []
  let end = at + 1
  let whole = first
  for (let next = groupAt(separators, tokens, end); next && first.length <= 3; ) {
    whole += next.figures
    end = next.end
    next = whole.length < MAX_DIGITS ? groupAt(separators, tokens, end) : undefined
  }
  const grouped = end > at + 1
  const fraction =
    fractionAt(tokens, end, decimal) ??
    (grouped ? undefined : looseFraction(separators, tokens, end))
  const readings = fraction
    ? [numeral(fraction.end, whole, fraction.figures), numeral(end, whole)]
    : [numeral(end, whole)]
  if (grouped && group === ' ') readings.push(numeral(at + 1, first))
  return readings
}

/** A run of figures of bearable length. */
export function figures(tokens: Tokens, at: number): string | undefined {
  const run = tokens.kinds[at] === 'digits' ? tokens.words[at] : undefined
  return run && run.length <= MAX_DIGITS ? run : undefined
}

export function numberReading(end: number, value: number): NumberReading {
  return { end, value, text: plain(value) }
}

/** A sum of decimal fractions, without the noise of binary ones and without an exponent. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(15))
  return Math.abs(rounded) < 1e21 ? String(rounded) : BigInt(rounded).toString()
}

function numeral(end: number, whole: string, fraction?: string): NumberReading {
  const stripped = whole.replace(/^0+(?=\d)/, '')
  const text = fraction === undefined ? stripped : `${stripped}.${fraction}`
  return { end, value: Number(text), text }
}

/** `.5` */
function pointFirst(tokens: Tokens, at: number): NumberReading[] {
  const afterNumber = tokens.kinds[at - 1] === 'digits' && isJoined(tokens, at - 1)
  const fraction = figures(tokens, at + 1)
  if (afterNumber || fraction === undefined || !isJoined(tokens, at)) return []
  return [numeral(at + 2, '0', fraction)]
}

function groupAt({ group, lakh }: Separators, tokens: Tokens, at: number) {
  const place = group === ' ' ? at : at + 1
  const run = figures(tokens, place)
  if (run === undefined) return undefined
  const short = lakh && run.length === 2 && /^\d{2,3}$/.test(figures(tokens, place + 2) ?? '')
  if (run.length !== 3 && !short) return undefined
  const joined =
    group === ' '
      ? tokens.starts[at] === (tokens.ends[at - 1] ?? 0) + 1
      : tokens.words[at] === group && isJoined(tokens, at - 1) && isJoined(tokens, at)
  return joined ? { figures: run, end: place + 1 } : undefined
}

function fractionAt(tokens: Tokens, at: number, mark: string) {
  const run = figures(tokens, at + 1)
  const joined = tokens.words[at] === mark && isJoined(tokens, at - 1) && isJoined(tokens, at)
  if (run === undefined || !joined) return undefined
  // 1.2.3 and 25.12.2020 are no decimal fractions.
  const more = tokens.words[at + 2] === mark && isJoined(tokens, at + 1)
  return more && tokens.kinds[at + 3] === 'digits' && isJoined(tokens, at + 2)
    ? undefined
    : { figures: run, end: at + 2 }
}

/** Three figures behind the mark would be a group. */
function looseFraction({ loose }: Separators, tokens: Tokens, at: number) {
  const fraction = loose && fractionAt(tokens, at, loose)
  return fraction && fraction.figures.length !== 3 ? fraction : undefined
}

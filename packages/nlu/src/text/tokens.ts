/** Splits an utterance into tokens that know their place in it (spec/nlu.md §5.1). */
import { LIMITS } from '../limits.ts'
import type { Locale } from '../types.ts'
import { type NormalisedText, normalise, withoutMarks } from './normalise.ts'

export interface Token {
  /** Lower case, without apostrophes: `what's` and `whats` are one word. */
  readonly text: string
  /** The same without accents. */
  readonly plain: string
  readonly kind: TokenKind
  /** UTF-16 offsets into the original, end exclusive. */
  readonly start: number
  readonly end: number
}

/** `mark` is punctuation, which an exact match overlooks; `symbol` (`%`, `$`, `+`) is not. */
export type TokenKind = 'word' | 'digits' | 'symbol' | 'mark'

export function tokenise(original: string, locale: Locale): Token[] {
  const normalised = normalise(original)
  return locale === 'ja-JP'
    ? segmentedTokens(normalised)
    : spacedTokens(normalised, SPLITS_ELISION.has(locale))
}

/** The tokens that count in an exact match: all but punctuation. */
export const spoken = (tokens: readonly Token[]): Token[] =>
  tokens.filter(token => token.kind !== 'mark')

// l'hôtel, d'Artagnan, dell'acqua: article and noun are two words.
const SPLITS_ELISION: ReadonlySet<Locale> = new Set<Locale>(['fr-CA', 'fr-FR', 'it-IT'])

function spacedTokens(normalised: NormalisedText, splitsElision: boolean): Token[] {
  const { text } = normalised
  const tokens: Token[] = []
  let at = 0
  while (at < text.length && tokens.length < LIMITS.utteranceTokens) {
    const sort = sortAt(text, at)
    const from = at
    if (sort === SPACE) at++
    else if (sort === LETTER) {
      at = wordEnd(text, at, splitsElision)
      tokens.push(token(normalised, from, at, 'word'))
    } else if (sort === DIGIT) {
      while (at < text.length && sortAt(text, at) === DIGIT) at += width(text, at)
      tokens.push(token(normalised, from, at, 'digits'))
    } else {
      at += width(text, at)
      tokens.push(token(normalised, from, at, sort === SYMBOL ? 'symbol' : 'mark'))
    }
  }
  return tokens
}

/** Letters with inner apostrophes; initials joined by stops (`d.v.d.`, `p.m.`) are one word. */
function wordEnd(text: string, from: number, splitsElision: boolean): number {
  let at = from
  while (at < text.length) {
    const sort = sortAt(text, at)
    if (sort === LETTER) at += width(text, at)
    else if (sort === APOSTROPHE && !splitsElision && sortAt(text, at + 1) === LETTER) at++
    else break
  }
  return at - from === 1 ? initialsEnd(text, from) : at
}

function initialsEnd(text: string, from: number): number {
  let at = from + 1
  while (text[at] === '.' && sortAt(text, at + 1) === LETTER && sortAt(text, at + 2) !== LETTER)
    at += 2
  return at > from + 1 && text[at] === '.' ? at + 1 : at
}

const words = new Intl.Segmenter('ja', { granularity: 'word' })

function segmentedTokens(normalised: NormalisedText): Token[] {
  const { text } = normalised
  const tokens: Token[] = []
  for (const { segment, index } of words.segment(text)) {
    if (tokens.length >= LIMITS.utteranceTokens) break
    const sort = sortAt(text, index)
    if (sort === SPACE) continue
    const kind =
      sort === LETTER ? 'word' : sort === DIGIT ? 'digits' : sort === SYMBOL ? 'symbol' : 'mark'
    tokens.push(token(normalised, index, index + segment.length, kind))
  }
  return tokens
}

function token(normalised: NormalisedText, from: number, to: number, kind: TokenKind): Token {
  const raw = normalised.text.slice(from, to)
  const text = kind === 'word' ? withoutInnerMarks(raw) : raw
  return {
    text,
    plain: kind === 'word' ? withoutMarks(text) : text,
    kind,
    start: normalised.start(from),
    end: normalised.end(to - 1),
  }
}

const withoutInnerMarks = (word: string) =>
  word.includes("'") || word.includes('.') ? word.replace(/['.]/g, '') : word

const SPACE = 0
const LETTER = 1
const DIGIT = 2
const SYMBOL = 3
const MARK = 4
const APOSTROPHE = 5

const ASCII_SORTS = Uint8Array.from({ length: 128 }, (_, code) =>
  classify(String.fromCharCode(code)),
)

function sortAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit < 128) return ASCII_SORTS[unit] ?? SPACE
  // NaN beyond the end.
  if (!(unit >= 128)) return SPACE
  return classify(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

function classify(character: string): number {
  if (character === "'") return APOSTROPHE
  if (/[\p{L}\p{M}]/u.test(character)) return LETTER
  if (/\p{N}/u.test(character)) return DIGIT
  if (/[\s\p{C}\p{Z}]/u.test(character) && !/\p{Cs}/u.test(character)) return SPACE
  return /[%#@&*]|\p{S}/u.test(character) ? SYMBOL : MARK
}

const width = (text: string, at: number) => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)

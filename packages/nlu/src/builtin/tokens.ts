/**
 * Cuts a text into words, digit runs and symbols, folded for comparison, with their place in the text.
 * Japanese is cut into characters, so that one grammar engine serves every language.
 */
import { MAX_TEXT_LENGTH } from './limits.ts'

export interface Tokens {
  readonly text: string
  /** Lower case, without accents. */
  readonly words: readonly string[]
  readonly kinds: readonly TokenKind[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export type TokenKind = 'word' | 'digits' | 'symbol'

const LETTER = /[\p{L}\p{M}〇]/u
const DIGIT = /[0-9０-９]/
const SPACE = /\s/
const IDEOGRAPH = /[぀-ヿ㐀-鿿豈-﫿ｦ-ﾟ々〇]/
const MARK = /\p{M}/u
const PLAIN = /^[A-Za-z]+$/
/** Kana and ideographs that no folding changes. */
const SETTLED = /^[ぁ-ゖァ-ヺ一-鿿]$/
const APOSTROPHE = /['’‘ʼ`´]/
const DASH = /[-‐‑‒–—−－]/

/** `Nov. 25th, 10:00 p.m.` → nov · 25 · th · , · 10 · : · 00 · p · m */
export function tokenise(text: string): Tokens {
  // Every type of a bot reads the same utterance, and what they remember of it hangs on its tokens.
  if (latest?.text !== text) latest = cut(text)
  return latest
}

let latest: Tokens | undefined

function cut(text: string): Tokens {
  const words: string[] = []
  const kinds: TokenKind[] = []
  const starts: number[] = []
  const ends: number[] = []
  const limit = Math.min(text.length, MAX_TEXT_LENGTH)
  for (let at = 0; at < limit; ) {
    const char = charAt(text, at)
    const kind = kindOf(char)
    const end = kind === 'symbol' ? at + char.length : runEnd(text, at, limit)
    if (kind !== 'symbol' || isToken(text, at, char)) {
      words.push(fold(text.slice(at, end), kind))
      kinds.push(kind)
      starts.push(at)
      ends.push(kind === 'word' && isInitial(text, at, end) ? end + 1 : end)
    }
    at = end
  }
  return { text, words, kinds, starts, ends }
}

/** No space and no dropped character lies between the token and its successor. */
export function isJoined(tokens: Tokens, at: number): boolean {
  return tokens.ends[at] === tokens.starts[at + 1]
}

/** The folded words of a table entry. */
export function wordsOf(entry: string): readonly string[] {
  return tokenise(entry).words
}

/** One word as the grammar tables spell it. */
export function foldWord(word: string): string {
  return fold(word, 'word')
}

function charAt(text: string, at: number): string {
  const unit = text[at] ?? ''
  return unit < '\ud800' || unit > '\udfff' ? unit : String.fromCodePoint(text.codePointAt(at) ?? 0)
}

function kindOf(char: string): TokenKind {
  if (DIGIT.test(char)) return 'digits'
  return isLetter(char) ? 'word' : 'symbol'
}

function isLetter(char: string): boolean {
  if (char < '\u0080') return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')
  return LETTER.test(char)
}

function runEnd(text: string, at: number, limit: number): number {
  const first = charAt(text, at)
  const belongs = DIGIT.test(first) ? isDigit : IDEOGRAPH.test(first) ? isMark : isPlainLetter
  let end = at + first.length
  while (end < limit) {
    const char = charAt(text, end)
    if (!belongs(char)) break
    end += char.length
  }
  return end
}

const isDigit = (char: string) => DIGIT.test(char)
/** The voicing marks of half-width kana are letters to Unicode. */
const isMark = (char: string) => char >= '\u0300' && (MARK.test(char) || /[ﾞﾟ]/.test(char))
const isPlainLetter = (char: string) => isLetter(char) && (char < '\u3000' || !IDEOGRAPH.test(char))

/** Spaces and apostrophes part words; so do full stops after letters and dashes between them. */
function isToken(text: string, at: number, char: string): boolean {
  if (SPACE.test(char) || APOSTROPHE.test(char)) return false
  const before = at > 0 ? (text[at - 1] ?? ' ') : ' '
  if (char === '.') return !LETTER.test(before)
  if (!DASH.test(char)) return true
  const after = text[at + 1] ?? ' '
  return !(LETTER.test(before) && LETTER.test(after))
}

/** `p.` of `p.m.` owns its full stop. */
function isInitial(text: string, at: number, end: number): boolean {
  return end - at === 1 && text[end] === '.' && !IDEOGRAPH.test(text[at] ?? '')
}

function fold(run: string, kind: TokenKind): string {
  if (kind === 'digits') return run.normalize('NFKC')
  if (kind === 'symbol') return DASH.test(run) ? '-' : run.normalize('NFKC')
  if (PLAIN.test(run)) return run.toLowerCase()
  if (SETTLED.test(run)) return run
  return run
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[̀-ͯ]/g, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
}

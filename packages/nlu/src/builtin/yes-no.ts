/** What an answer says to a yes/no question (spec/lex-runtime.md §2.3, §4.9). */
import type { Locale } from '../types.ts'
import { type Lexicon, lexicon, lookUp } from './lexicon.ts'
import { localeTable } from './locales.ts'
import { isJoined, type Tokens, tokenise } from './tokens.ts'

export interface Answer {
  readonly answer: 'yes' | 'no'
  /** What the utterance says beyond the answer: `no, a drink` → `a drink`. */
  readonly rest: string
}

export function readYesNo(locale: Locale, text: string): Answer | undefined {
  const tokens = tokenise(text)
  const words = wordsOf(locale)
  const first = answerAt(words, tokens, afterFillers(words, tokens, 0))
  if (!first) return undefined
  // `yes yes`, `no, I don't`, `yes please`: more of the same adds nothing.
  let end = first.end
  for (let next = end; next < tokens.words.length; ) {
    next = afterFillers(words, tokens, next)
    const more = answerAt(words, tokens, next)
    if (more?.value === first.value) end = next = more.end
    else {
      if (next === tokens.words.length) end = next
      break
    }
  }
  return { answer: first.value, rest: restOf(tokens, end) }
}

interface Words {
  readonly answers: Lexicon<'yes' | 'no'>
  readonly fillers: Lexicon<true>
}

const KNOWN = new Map<Locale, Words>()

function wordsOf(locale: Locale): Words {
  let words = KNOWN.get(locale)
  if (words) return words
  const { language } = localeTable(locale)
  words = {
    answers: lexicon([
      ...language.yes.map(phrase => [phrase, 'yes'] as const),
      ...language.no.map(phrase => [phrase, 'no'] as const),
    ]),
    fillers: lexicon(language.answerFillers.map(phrase => [phrase, true] as const)),
  }
  KNOWN.set(locale, words)
  return words
}

/** A Japanese word runs into the next: there a short answer counts only where something ends it. */
function answerAt(words: Words, tokens: Tokens, at: number) {
  return lookUp(words.answers, tokens, at).find(({ end }) => isEnd(words, tokens, at, end))
}

function isEnd(words: Words, tokens: Tokens, at: number, end: number): boolean {
  const last = tokens.words[end - 1] ?? ''
  if (end === tokens.words.length || !IDEOGRAPH.test(last) || !isJoined(tokens, end - 1))
    return true
  const apart = tokens.kinds[end] === 'symbol' || end - at >= 3
  return (
    apart ||
    lookUp(words.fillers, tokens, end).length > 0 ||
    lookUp(words.answers, tokens, end).length > 0
  )
}

const IDEOGRAPH = /[぀-ヿ㐀-鿿]/

function afterFillers({ fillers }: Words, tokens: Tokens, at: number): number {
  let end = at
  while (end < tokens.words.length) {
    const filler = lookUp(fillers, tokens, end)[0]
    if (filler) end = filler.end
    else if (isPunctuation(tokens, end)) end++
    else break
  }
  return end
}

function restOf(tokens: Tokens, from: number): string {
  let at = from
  while (isPunctuation(tokens, at)) at++
  const start = tokens.starts[at]
  return start === undefined ? '' : tokens.text.slice(start).trim()
}

const isPunctuation = (tokens: Tokens, at: number) =>
  tokens.kinds[at] === 'symbol' && /^[\p{P}\p{Z}~～]/u.test(tokens.words[at] ?? '')

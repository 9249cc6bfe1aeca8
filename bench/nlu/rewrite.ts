/** Mechanical rewritings of utterances: what people do to text on a small keyboard. */
import { newRandom } from '../../packages/nlu/src/table/random.ts'
import type { Row } from './data.ts'

export type Rewriting = (text: string) => string

/** One letter in thirty-three is dropped, doubled, changed or swapped with the next. */
export function typos(seed: number): Rewriting {
  const random = newRandom(seed)
  return text => {
    let written = ''
    let at = 0
    while (at < text.length) {
      const [read, slipped] =
        isLetter(text[at]) && random() < 0.03 ? slip(text, at, random) : [1, text[at]]
      written += slipped
      at += read
    }
    return written
  }
}

const isLetter = (character: string | undefined) =>
  character !== undefined && /\p{L}/u.test(character)

/** How many letters are read, and what is written for them. */
function slip(text: string, at: number, random: () => number): readonly [number, string] {
  const letter = text[at] ?? ''
  const next = text[at + 1]
  const kind = Math.floor(random() * 4)
  if (kind === 0) return [1, '']
  if (kind === 1) return [1, letter + letter]
  if (kind === 2 && next !== undefined && isLetter(next)) return [2, next + letter]
  return [1, String.fromCharCode(97 + Math.floor(random() * 26))]
}

export const withoutPunctuation: Rewriting = text => text.replace(/\p{P}/gu, '')
export const upperCase: Rewriting = text => text.toUpperCase()

export const rewritten = (rows: readonly Row[], rewrite: Rewriting): Row[] =>
  rows.map(row => ({ ...row, text: rewrite(row.text), slots: [] }))

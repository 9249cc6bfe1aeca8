/**
 * Words of lines and queries: runs of letters, digits and `_`, in lower case. Where scripts are written without blanks
 * each character is a word, as are the halves of characters beyond the basic plane.
 */

/** What a UTF-16 unit is to words. */
export const SEPARATOR = 0
export const LETTER = 1
export const ALONE = 2

const WORD = /[\p{L}\p{N}\p{M}_]/u
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const CLASSES = classes()

export const classOf = (unit: number): number => CLASSES[unit] ?? SEPARATOR

/** The words of a text that is in lower case. */
export function wordsOf(text: string): string[] {
  const words: string[] = []
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const kind = classOf(text.charCodeAt(at))
    if (kind === LETTER) {
      if (start < 0) start = at
      continue
    }
    if (start >= 0) words.push(text.slice(start, at))
    start = -1
    if (kind === ALONE) words.push(text.charAt(at))
  }
  if (start >= 0) words.push(text.slice(start))
  return words
}

/** Whether the words stand side by side in a text that is in lower case. */
export function containsWords(text: string, words: readonly string[]): boolean {
  const [first = '', ...others] = words
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
    if (!isWordAt(text, first, at)) continue
    if (others.length === 0 || followedBy(text, at + first.length, others)) return true
  }
  return false
}

function isWordAt(text: string, word: string, at: number): boolean {
  if (classOf(word.charCodeAt(0)) === ALONE) return true
  const before = at === 0 ? SEPARATOR : classOf(text.charCodeAt(at - 1))
  const end = at + word.length
  const after = end === text.length ? SEPARATOR : classOf(text.charCodeAt(end))
  return before !== LETTER && after !== LETTER
}

function followedBy(text: string, from: number, words: readonly string[]): boolean {
  let at = from
  for (const word of words) {
    while (at < text.length && classOf(text.charCodeAt(at)) === SEPARATOR) at++
    if (!text.startsWith(word, at) || !isWordAt(text, word, at)) return false
    at += word.length
  }
  return true
}

function classes(): Uint8Array {
  const table = new Uint8Array(0x1_0000)
  for (let unit = 0; unit < table.length; unit++) table[unit] = classify(unit)
  return table
}

function classify(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return ALONE
  const character = String.fromCharCode(unit)
  if (UNSPACED.test(character)) return ALONE
  return WORD.test(character) ? LETTER : SEPARATOR
}

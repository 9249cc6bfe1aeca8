export interface Occurrence {
  readonly start: number
  readonly end: number
}

/**
 * Where a value stands in a text, in whatever case: where it is a word of its own, or, if it is that nowhere,
 * wherever it is. Not empty when the value was taken from the text.
 */
export function occurrences(text: string, value: string): readonly Occurrence[] {
  const wanted = value.toLowerCase()
  const found: Occurrence[] = []
  for (let start = 0; start + value.length <= text.length; start++) {
    const end = start + value.length
    if (text.slice(start, end).toLowerCase() === wanted) found.push({ start, end })
  }
  const words = found.filter(({ start, end }) => !isInWord(text, start) && !isInWord(text, end))
  return words.length > 0 ? words : found
}

/** Whether what stands on both sides of a place belongs to one word. */
const isInWord = (text: string, at: number) =>
  isLetter(text[at - 1] ?? '') && isLetter(text[at] ?? '')

const isLetter = (character: string) => LETTER.test(character) && !UNSPACED.test(character)

const LETTER = /[\p{L}\p{M}\p{N}]/u

/** Scripts in which words run into each other. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

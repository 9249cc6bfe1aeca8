import { literalRuns, type Template } from './template.ts'

/**
 * Which characters occur, in two words of 32 bits: letters, ignoring case, and everything else. A pattern
 * whose own characters do not all occur in a text cannot match it, which two operations tell.
 */
export interface Letters {
  readonly letters: number
  readonly others: number
}

export const NO_LETTERS: Letters = { letters: 0, others: 0 }

/** Adds the characters of a text from `from` on; what is no letter shares a bit with others. */
export function addLetters(
  found: { letters: number; others: number },
  text: string,
  from: number,
): void {
  let letters = 0
  let others = 0
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const lower = unit | 32
    if (lower >= 97 && lower <= 122) letters |= 1 << (lower - 97)
    else others |= 1 << (unit & 31)
  }
  found.letters |= letters
  found.others |= others
}

/** The characters that every text which fits must hold. */
export function lettersOf(template: Template): Letters {
  const found = { letters: 0, others: 0 }
  for (const run of literalRuns(template)) addLetters(found, run, 0)
  return found
}

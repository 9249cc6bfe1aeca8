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

/** The bit of a letter; 0 for anything else. */
export function letterBit(unit: number): number {
  const lower = unit | 32
  return lower >= 97 && lower <= 122 ? 1 << (lower - 97) : 0
}

/** The bit of what is no letter; several characters share one. */
export function otherBit(unit: number): number {
  return letterBit(unit) === 0 ? 1 << (unit & 31) : 0
}

/** The characters that every text which fits must hold. */
export function lettersOf(template: Template): Letters {
  let letters = 0
  let others = 0
  for (const run of literalRuns(template)) {
    for (let i = 0; i < run.length; i++) {
      letters |= letterBit(run.charCodeAt(i))
      others |= otherBit(run.charCodeAt(i))
    }
  }
  return { letters, others }
}

import { matchesGlob } from './glob.ts'
import { LIMITS } from './limits.ts'

/**
 * What one lint has compared so far: every pair of texts may cover each other, so that a document of thousands is
 * not compared to its end. `isSpent` tells, and the lint says so.
 */
let spent = 0

export function startLint(): void {
  spent = 0
}

export const isSpent = (): boolean => spent > LIMITS.lintSteps

/** Whether there is room for so many steps more. */
export function mayCompare(steps: number): boolean {
  spent += steps
  return !isSpent()
}

/** `matchesGlob` under the budget of the lint, not of a decision; false when it is spent. */
export function fits(pattern: string, text: string): boolean {
  if (pattern === text) return mayCompare(1)
  const [first, last] = [pattern.search(/[*?]/), pattern.lastIndexOf('*')]
  if (first < 0) return false
  const steps = first < last ? pattern.length * text.length : pattern.length + text.length
  if (steps > LIMITS.stepsPerDecision || !mayCompare(steps)) return false
  return matchesGlob(pattern, text)
}

/** For each text the place of another that covers it: an equal one before it, or a pattern. */
export function coverings(texts: readonly string[]): (number | undefined)[] {
  const patterns = [...texts.entries()].filter(([, text]) => /[*?]/.test(text))
  const first = new Map<string, number>()
  return texts.map((text, i) => {
    const equal = first.get(text)
    if (equal !== undefined) return equal
    first.set(text, i)
    return patterns.find(([, pattern]) => pattern !== text && fits(pattern, text))?.[0]
  })
}

import { LIMITS } from '../limits.ts'
import { fitting, numbersIn } from './fitting.ts'
import { folded, type Sample } from './sample.ts'

/** Samples that come a few at a time and are folded as they pile up: held is what they say, not how often it was written. */
export interface Gatherer {
  add(samples: readonly Sample[]): void
  /** All of them, folded. */
  all(): readonly Sample[]
}

/** @param most how many numbers are held in the end; beyond it detail is lost, never sums */
export function createGatherer(most: number): Gatherer {
  let held: Sample[] = []
  let numbers = 0
  let foldAt: number = LIMITS.numbersPerFold
  const fold = () => {
    held = [...fitting(folded(held), most)]
    numbers = numbersIn(held)
    // What does not become less is not folded again for every few that come.
    foldAt = Math.max(LIMITS.numbersPerFold, 2 * numbers)
  }
  return {
    add(samples) {
      for (const sample of samples) held.push(sample)
      numbers += numbersIn(samples)
      if (numbers > foldAt) fold()
    },
    all() {
      fold()
      return held
    },
  }
}

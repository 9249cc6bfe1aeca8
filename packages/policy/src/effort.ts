import { LIMITS } from './limits.ts'

/**
 * What one decision has compared so far. Every pattern is matched in bounded time, but ten large policies may
 * hold thousands: a decision that would hold up all others is refused instead.
 */
let spent = 0

/** Thrown through the search and caught by `decide`; made once, so that it costs nothing. */
export const TOO_MUCH = new Error('the policies ask for more comparing than one decision may do')

export function startEffort(): void {
  spent = 0
}

/** @param steps of matching */
export function spend(steps: number): void {
  spent += steps
  if (spent > LIMITS.stepsPerDecision) throw TOO_MUCH
}

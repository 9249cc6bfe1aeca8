import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'
import { digits } from './records.ts'

/**
 * Names the order in which batches arrived: 14 digits of time, 4 of a count within the millisecond, 8 at
 * random, so that other processes' names differ. Grows also when the clock goes back.
 */
export function createSequence(clock: Clock, random: Random): () => string {
  let time = 0
  let count = 0
  return () => {
    const now = Math.max(clock.now(), time)
    count = now === time ? count + 1 : 0
    // More than 9,999 batches in one millisecond borrow from the next.
    time = count > 9_999 ? now + 1 : now
    if (time !== now) count = 0
    return digits(time, 14) + digits(count, 4) + digits(random.below(100_000_000), 8)
  }
}

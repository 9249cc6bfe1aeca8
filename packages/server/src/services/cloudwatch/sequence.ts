import type { Clock } from '../../kernel/clock.ts'
import type { Random } from '../../kernel/random.ts'

/** Names calls in the order of their time: no two of this process alike, and no two processes' either. */
export function createSequence(clock: Clock, random: Random): () => string {
  const process = random.uuid()
  let count = 0
  return () => {
    count++
    return `${String(clock.now()).padStart(14, '0')}-${process}-${count}`
  }
}

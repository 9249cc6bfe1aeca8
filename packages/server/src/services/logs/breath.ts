import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../kernel/clock.ts'
import { LIMITS } from './limits.ts'

/**
 * Work that goes through many events lets others run now and then: `await breath()` for every event costs nothing
 * most of the time. @throws the reason when a given signal is aborted
 */
export function createBreath(clock: Clock, signal?: AbortSignal): () => Promise<void> | undefined {
  let last = clock.now()
  let events = 0
  return () => {
    events++
    if (events < LIMITS.breathEvents && clock.now() - last < LIMITS.breathMs) return undefined
    return pause()
  }
  async function pause(): Promise<void> {
    await setImmediate()
    signal?.throwIfAborted()
    last = clock.now()
    events = 0
  }
}

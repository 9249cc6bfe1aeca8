import { once } from '../../kernel/once.ts'

/** A number of places; who finds none waits in line. */
export interface Slots {
  /** Gives how to leave the place again; leaving twice does no harm. */
  take(): Promise<() => void>
  /** Whether somebody waits. */
  isWanted(): boolean
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = []
  let free = count
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
      return once(leave)
    },
    isWanted: () => waiting.length > 0,
  }
}

import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Where the space of young objects stops growing. */
const YOUNG_BYTES = 32 * 1024 ** 2
/** How far the space of old ones grows beyond what lives in it, before it is cleaned. */
const OLD_GROWTH_PERCENT = 40

/**
 * Keeps the heap in proportion to what is alive in it. Left alone, V8 takes its measure from the machine: with
 * 24 GB it let young objects have 134 MB for ever and old ones wait until there were 150 MB of them, of which
 * 31 were alive (docs/decisions/memory.md). V8 has a bound for the young that can be given to a new process
 * alone; here the growth ends once it is reached, however the process was started. V8 makes the space smaller
 * when little happens, so growth begins again whenever the bound is no longer reached.
 */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${OLD_GROWTH_PERCENT}`)
  let grows = true
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(space => space.space_name === 'new_space')
    const mayGrow = (young?.space_size ?? 0) < YOUNG_BYTES
    if (mayGrow === grows) return
    grows = mayGrow
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`)
  })
  observer.observe({ entryTypes: ['gc'] })
}

import { LIMITS } from '../limits.ts'

/** Filters of blocks that were asked for lately. */
export interface FilterCache {
  find(key: string): Uint8Array | undefined
  put(key: string, filter: Uint8Array): void
}

export function filterCache(): FilterCache {
  const cached = new Map<string, Uint8Array>()
  let bytes = 0
  return {
    find(key) {
      const known = cached.get(key)
      if (!known) return undefined
      cached.delete(key)
      cached.set(key, known)
      return known
    },
    put(key, filter) {
      if (cached.has(key)) return
      cached.set(key, filter)
      bytes += filter.length
      while (bytes > LIMITS.cachedFilterBytes) {
        const [oldest] = cached
        if (!oldest) break
        cached.delete(oldest[0])
        bytes -= oldest[1].length
      }
    },
  }
}

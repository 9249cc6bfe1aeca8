/** The last `max` values that were added: a new one takes the place of the oldest. */
export interface Ring<T> extends Iterable<T> {
  add(value: T): void
}

export function createRing<T>(max: number): Ring<T> {
  const places: T[] = []
  let next = 0
  return {
    add(value) {
      places[next] = value
      next = (next + 1) % max
    },
    /** The oldest first. */
    *[Symbol.iterator]() {
      yield* places.slice(next)
      yield* places.slice(0, next)
    },
  }
}

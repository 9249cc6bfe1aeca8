/** The values that were added last: a new one takes the place of the oldest. */
export interface Ring<T> extends Iterable<T> {
  add(value: T): void
}

export interface RingBounds<T> {
  readonly values: number
  /** Of all values together; the newest is kept whatever it weighs. */
  readonly weight: number
  readonly weigh: (value: T) => number
}

export function createRing<T>({ values, weight, weigh }: RingBounds<T>): Ring<T> {
  const places: (T | undefined)[] = []
  const held = { first: 0, count: 0, weight: 0 }
  const at = (index: number) => places[(held.first + index) % values] as T
  const removeOldest = () => {
    held.weight -= weigh(at(0))
    places[held.first] = undefined
    held.first = (held.first + 1) % values
    held.count--
  }
  return {
    add(value) {
      if (held.count === values) removeOldest()
      places[(held.first + held.count) % values] = value
      held.count++
      held.weight += weigh(value)
      while (held.weight > weight && held.count > 1) removeOldest()
    },
    /** The oldest first. */
    *[Symbol.iterator]() {
      const { count } = held
      for (let index = 0; index < count; index++) yield at(index)
    },
  }
}

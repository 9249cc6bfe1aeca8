/** A seeded source of choices: the same seed makes the same cases on every machine. */
export interface Choices {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number
  pick<T>(list: readonly T[]): T
  /** True in so many cases of a hundred. */
  percent(share: number): boolean
  /** Between `min` and `max` results. */
  some<T>(min: number, max: number, make: () => T): T[]
}

export function choices(seed: number): Choices {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = seed | 0
  let d = (seed / 2 ** 32) | 0
  // sfc32, a small generator that passes the usual batteries.
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  const number = (below: number) => Math.floor((next() / 2 ** 32) * below)
  return {
    number,
    pick(list) {
      const one = list[number(list.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
    percent: share => number(100) < share,
    some: (min, max, make) => Array.from({ length: min + number(max - min + 1) }, make),
  }
}

/** Values by time; times are the beginnings of periods, in order. */
export interface Series {
  readonly label: string
  readonly periodSeconds: number
  readonly points: readonly Point[]
}

export interface Point {
  /** Epoch ms. */
  readonly time: number
  readonly value: number
}

/** What an expression is worth. */
export type Value =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'list'; readonly list: readonly Series[] }

export const number = (value: number): Value => ({ kind: 'number', number: value })
export const oneSeries = (series: Series): Value => ({ kind: 'series', series })
export const listOf = (list: readonly Series[]): Value => ({ kind: 'list', list })

/** Values that are no numbers are as good as missing. */
export const withPoints = (series: Series, points: readonly Point[]): Series => ({
  ...series,
  points: points.filter(({ value }) => Number.isFinite(value)),
})

export const mapped = (series: Series, change: (value: number) => number): Series =>
  withPoints(
    series,
    series.points.map(({ time, value }) => ({ time, value: change(value) })),
  )

/** At the times that both have. */
export function combined(a: Series, b: Series, change: (a: number, b: number) => number): Series {
  const periodSeconds = Math.max(a.periodSeconds, b.periodSeconds)
  const points: Point[] = []
  let at = 0
  for (const { time, value } of a.points) {
    while ((b.points[at]?.time ?? Number.POSITIVE_INFINITY) < time) at++
    const other = b.points[at]
    if (other?.time === time) points.push({ time, value: change(value, other.value) })
  }
  return withPoints({ ...a, periodSeconds }, points)
}

export const valuesOf = ({ points }: Series): ReadonlyMap<number, number> =>
  new Map(points.map(({ time, value }) => [time, value]))

/** At each time that any of them has, what is made of the values there. */
export function across(
  list: readonly Series[],
  change: (values: readonly number[]) => number,
): Series {
  const values = new Map<number, number[]>()
  for (const { points } of list) {
    for (const { time, value } of points) {
      const there = values.get(time)
      if (there) there.push(value)
      else values.set(time, [value])
    }
  }
  const points = [...values]
    .sort(([a], [b]) => a - b)
    .map(([time, there]) => ({ time, value: change(there) }))
  const periodSeconds = Math.max(1, ...list.map(one => one.periodSeconds))
  return withPoints({ label: '', periodSeconds, points: [] }, points)
}

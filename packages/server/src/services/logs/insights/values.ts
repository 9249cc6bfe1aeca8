/** What expressions are about. Undefined is what an event does not have. */
export type Value = string | number | boolean | Time | undefined

/** A moment, which is shown as a date and counts as milliseconds. */
export interface Time {
  /** Epoch ms. */
  readonly time: number
}

const isTime = (value: Value): value is Time => typeof value === 'object'

export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === undefined) return undefined
  if (isTime(value)) return value.time
  // The digits are split in one way only, lest long ones cost their square.
  return /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?\s*$/i.test(value)
    ? Number(value)
    : undefined
}

/** As it stands in results. */
export function textOf(value: Value): string | undefined {
  if (value === undefined) return undefined
  return isTime(value) ? shownTime(value.time) : String(value)
}

/** `2026-01-31 23:59:59.000` */
function shownTime(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime())
    ? String(time)
    : date.toISOString().replace('T', ' ').slice(0, -1)
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'string') return value !== '' && value !== 'false' && value !== '0'
  return value !== undefined && numberOf(value) !== 0
}

export function areEqual(a: Value, b: Value): boolean {
  if (a === undefined || b === undefined) return false
  if (typeof a === 'boolean' && typeof b === 'string') return String(a) === b
  if (typeof b === 'boolean' && typeof a === 'string') return String(b) === a
  const [x, y] = [numberOf(a), numberOf(b)]
  return x !== undefined && y !== undefined ? x === y : textOf(a) === textOf(b)
}

/** Numbers by size, texts by character, numbers before texts; what is not there comes last. */
export function compared(a: Value, b: Value): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) return x - y
  if (x !== undefined || y !== undefined) return x !== undefined ? -1 : 1
  const [s, t] = [textOf(a) ?? '', textOf(b) ?? '']
  return s < t ? -1 : s > t ? 1 : 0
}

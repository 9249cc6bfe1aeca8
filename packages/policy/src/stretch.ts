import { spend } from './effort.ts'
import { endInPlaces, muchSearched, placesOf } from './places.ts'

/**
 * A pattern is cut at its stars: the first stretch begins the text, the last ends it, the others follow one
 * another between them. The earliest place of each is the best, so nothing is ever tried twice, and what a
 * stretch without `?` takes is a native search: a policy of 6 KB cannot make a decision slow, not even the
 * first of a process, which nothing has compiled.
 */
export type Stretch = string | WildStretch

/** One that holds `?`. */
export interface WildStretch {
  readonly text: string
  /** Where in the text a `?` stands that is a wildcard. */
  readonly ones: readonly number[]
}

/** The stretches of a pattern: one more than it has stars. */
export function cutAtStars(pattern: string): Stretch[] {
  const texts = pattern.split('*')
  if (!pattern.includes('?')) return texts
  return texts.map(text => (text.includes('?') ? { text, ones: onesOf(text) } : text))
}

/** Lets a pattern go on: the last of its stretches and the first of those that follow become one. */
export function appendStretches(pattern: Stretch[], following: readonly Stretch[]): void {
  const [first = '', ...others] = following
  pattern.push(joined(pattern.pop() ?? '', first), ...others)
}

function joined(a: Stretch, b: Stretch): Stretch {
  if (typeof a === 'string' && typeof b === 'string') return a + b
  const { text, ones } = wildOf(a)
  const after = wildOf(b)
  return {
    text: text + after.text,
    ones: [...ones, ...after.ones.map(one => one + text.length)],
  }
}

const wildOf = (stretch: Stretch): WildStretch =>
  typeof stretch === 'string' ? { text: stretch, ones: [] } : stretch

function onesOf(text: string): number[] {
  const ones: number[] = []
  for (let at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) ones.push(at)
  return ones
}

/** Whether `text` from `from` to before `to` is the stretches with anything between them. */
export function fitsStretches(
  stretches: readonly Stretch[],
  text: string,
  from: number,
  to: number,
): boolean {
  let at = endOf(stretches[0]!, text, from, to)
  const last = stretches.length - 1
  if (at < 0 || last === 0) return at === to
  const end = beginOf(stretches[last]!, text, at, to)
  for (let i = 1; i < last && at <= end; i++) {
    at = firstEnd(stretches[i]!, text, at, end)
    if (at < 0) return false
  }
  return at <= end
}

/** Where a stretch ends that begins here; -1 when it does not. */
function endOf(stretch: Stretch, text: string, from: number, to: number): number {
  if (typeof stretch === 'string') {
    const end = from + stretch.length
    return end <= to && text.startsWith(stretch, from) ? end : -1
  }
  const { text: wanted, ones } = stretch
  let at = from
  let one = 0
  for (let i = 0; i < wanted.length; i++) {
    if (at >= to) return -1
    if (ones[one] === i) {
      one++
      at += isPair(text, at) ? 2 : 1
    } else if (text.charCodeAt(at) === wanted.charCodeAt(i)) at++
    else return -1
  }
  return at
}

/** Where a stretch begins that ends here, not before `from`; -1 when there is none. */
function beginOf(stretch: Stretch, text: string, from: number, to: number): number {
  if (typeof stretch === 'string') {
    const begin = to - stretch.length
    return begin >= from && text.startsWith(stretch, begin) ? begin : -1
  }
  const { text: wanted, ones } = stretch
  let at = to
  let one = ones.length - 1
  for (let i = wanted.length - 1; i >= 0; i--) {
    if (at <= from) return -1
    if (ones[one] === i) {
      one--
      at -= at - 2 >= from && isPair(text, at - 2) ? 2 : 1
    } else if (text.charCodeAt(at - 1) === wanted.charCodeAt(i)) at--
    else return -1
  }
  return at
}

/** One character may be two units: `?` takes both. */
const isPair = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00

/** Steps that are worth trying one place after the other. */
const TRIED = 64

/** Where the first occurrence between the two ends; -1 when there is none. */
function firstEnd(stretch: Stretch, text: string, from: number, to: number): number {
  if (typeof stretch !== 'string') return firstEndTried(stretch, text, from, to)
  const places = muchSearched(stretch, text, from)
  if (places) return endInPlaces(stretch, [], places, { from, to })
  const at = text.indexOf(stretch, from)
  spend(16 + ((at < 0 ? to : at) - from) / 4)
  return at >= 0 && at + stretch.length <= to ? at + stretch.length : -1
}

function firstEndTried(stretch: WildStretch, text: string, from: number, to: number): number {
  const places = to - from - stretch.text.length + 1
  const tries = Math.min(places, Math.floor(TRIED / stretch.text.length))
  spend(TRIED)
  for (let i = 0; i < tries; i++) {
    const end = endOf(stretch, text, from + i, to)
    if (end >= 0) return end
  }
  if (tries >= places) return -1
  spend(to - from)
  if (!text.includes(longestRun(stretch), from)) return -1
  return endInPlaces(stretch.text, stretch.ones, placesOf(text), { from: from + tries, to })
}

/** The most characters of a stretch that stand side by side. */
function longestRun({ text, ones }: WildStretch): string {
  let longest = ''
  let from = 0
  for (const one of [...ones, text.length]) {
    if (one - from > longest.length) longest = text.slice(from, one)
    from = one + 1
  }
  return longest
}

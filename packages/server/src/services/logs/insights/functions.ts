import { BlockList, isIP } from 'node:net'
import { LIMITS } from '../limits.ts'
import { QueryTooLarge } from './budget.ts'
import { ceilTo, floorTo, type Period } from './periods.ts'
import { numberOf, textOf, type Value } from './values.ts'

/** A function of rows, by what its arguments are. */
export interface RowFunction {
  readonly min: number
  readonly max: number
  readonly apply: (inputs: readonly Input[], row: RowTimes) => Value
}

/** An argument: a value, or a period as it was written. */
export type Input = Value | { readonly period: Period }

export interface RowTimes {
  /** Of the event, epoch ms. */
  readonly timestamp: number | undefined
  /** Of the query, epoch ms. */
  readonly now: number
}

/** Undefined when there is no such function. Names are in lower case. `apply` @throws QueryTooLarge */
export const functionNamed = (name: string): RowFunction | undefined => FUNCTIONS.get(name)

const value = (input: Input): Value =>
  typeof input === 'object' && 'period' in input ? undefined : input
const text = (input: Input): string | undefined => textOf(value(input))
const number = (input: Input): number | undefined => numberOf(value(input))

const ofNumber = (apply: (x: number) => number): RowFunction => ({
  min: 1,
  max: 1,
  apply: ([input]) => {
    const x = number(input)
    return x === undefined ? undefined : finite(apply(x))
  },
})

const ofText = (apply: (s: string, ...more: readonly string[]) => Value, min = 1, max = min) => ({
  min,
  max,
  apply: (inputs: readonly Input[]) => {
    const texts = inputs.map(text)
    const [first, ...more] = texts
    if (first === undefined || more.some(one => one === undefined)) return undefined
    return apply(first, ...more.filter(one => one !== undefined))
  },
})

const finite = (x: number) => (Number.isFinite(x) ? x : undefined)

const extreme = (pick: (...xs: number[]) => number): RowFunction => ({
  min: 1,
  max: 32,
  apply: inputs => {
    const xs = inputs.map(number).filter(x => x !== undefined)
    return xs.length === 0 ? undefined : pick(...xs)
  },
})

/** `bin(5m)` is about the time of the event. */
const BIN: RowFunction = {
  min: 1,
  max: 1,
  apply: ([input], { timestamp }) =>
    timestamp === undefined ? undefined : inPeriod(floorTo, timestamp, input),
}

function inPeriod(
  move: (time: number, period: Period) => number,
  time: number | undefined,
  input: Input,
): Value {
  const isPeriod = typeof input === 'object' && 'period' in input
  return isPeriod && time !== undefined ? { time: move(time, input.period) } : undefined
}

const dated = (move: (time: number, period: Period) => number): RowFunction => ({
  min: 2,
  max: 2,
  apply: ([time, period]) => inPeriod(move, number(time), period),
})

const ofAddress = (isValid: (version: number) => boolean) => ofText(s => isValid(isIP(s)))

function isInSubnet(address: string, subnet: string): boolean {
  const [net = '', bits = ''] = subnet.split('/')
  const version = isIP(net)
  const prefix = Number(bits)
  const isPlain = /^\d{1,3}$/.test(bits) && prefix <= (version === 4 ? 32 : 128)
  if (version === 0 || !isPlain || isIP(address) !== version) return false
  const list = new BlockList()
  const family = version === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(net, prefix, family)
  return list.check(address, family)
}

function substr(s: string, start: string, length?: string): Value {
  const from = Math.trunc(numberOf(start) ?? 0)
  const count = length === undefined ? s.length : Math.trunc(numberOf(length) ?? 0)
  return count <= 0 || from < 0 ? '' : s.slice(from, from + count)
}

const trimmed = (side: 'start' | 'end' | 'both') =>
  ofText(
    (s, characters = ' \t\n\r') => {
      // Both may be long: neither is looked through for each character of the other.
      const unwanted = new Set(characters.split(''))
      let [from, to] = [0, s.length]
      while (side !== 'end' && from < to && unwanted.has(s[from] ?? '')) from++
      while (side !== 'start' && to > from && unwanted.has(s[to - 1] ?? '')) to--
      return s.slice(from, to)
    },
    1,
    2,
  )

/** A text that grows with every command must end somewhere. @throws QueryTooLarge before it is made */
function assertShort(characters: number): void {
  if (characters > LIMITS.queryTextCharacters) throw new QueryTooLarge('too long a text')
}

function concat(inputs: readonly Input[]): Value {
  const texts = inputs.map(one => text(one) ?? '')
  assertShort(texts.reduce((sum, { length }) => sum + length, 0))
  return texts.join('')
}

function replace(s: string, from = '', to = ''): Value {
  if (from === '') return s
  let { length } = s
  return s.replaceAll(from, () => {
    length += to.length - from.length
    assertShort(length)
    return to
  })
}

const FUNCTIONS: ReadonlyMap<string, RowFunction> = new Map<string, RowFunction>([
  ['abs', ofNumber(Math.abs)],
  ['ceil', ofNumber(Math.ceil)],
  ['floor', ofNumber(Math.floor)],
  ['log', ofNumber(Math.log)],
  ['sqrt', ofNumber(Math.sqrt)],
  ['greatest', extreme(Math.max)],
  ['least', extreme(Math.min)],
  ['strlen', ofText(s => s.length)],
  ['toupper', ofText(s => s.toUpperCase())],
  ['tolower', ofText(s => s.toLowerCase())],
  ['trim', trimmed('both')],
  ['ltrim', trimmed('start')],
  ['rtrim', trimmed('end')],
  ['substr', ofText(substr, 2, 3)],
  ['replace', ofText(replace, 3)],
  ['strcontains', ofText((s, part = '') => (s.includes(part) ? 1 : 0), 2)],
  ['concat', { min: 1, max: 32, apply: concat }],
  ['isempty', { min: 1, max: 1, apply: ([one]) => (text(one) ?? '') === '' }],
  ['isblank', { min: 1, max: 1, apply: ([one]) => (text(one) ?? '').trim() === '' }],
  ['ispresent', { min: 1, max: 1, apply: ([one]) => value(one) !== undefined }],
  [
    'coalesce',
    { min: 1, max: 32, apply: inputs => inputs.map(value).find(one => one !== undefined) },
  ],
  ['bin', BIN],
  ['datefloor', dated(floorTo)],
  ['dateceil', dated(ceilTo)],
  [
    'frommillis',
    {
      min: 1,
      max: 1,
      apply: ([one]) => {
        const time = number(one)
        return time === undefined ? undefined : { time }
      },
    },
  ],
  ['tomillis', ofNumber(x => x)],
  ['now', { min: 0, max: 0, apply: (_, { now }) => Math.floor(now / 1000) }],
  ['isvalidip', ofAddress(version => version !== 0)],
  ['isvalidipv4', ofAddress(version => version === 4)],
  ['isvalidipv6', ofAddress(version => version === 6)],
  ['isipinsubnet', ofText((s, net = '') => isInSubnet(s, net), 2)],
  ['isipv4insubnet', ofText((s, net = '') => isIP(s) === 4 && isInSubnet(s, net), 2)],
  ['isipv6insubnet', ofText((s, net = '') => isIP(s) === 6 && isInSubnet(s, net), 2)],
])

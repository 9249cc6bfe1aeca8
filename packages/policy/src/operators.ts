import { isInside, type Network, parseAddress, parseNetwork } from './address.ts'
import { compileArnPattern, matchesArnPattern } from './arn.ts'
import { compareInstants, parseDate } from './date.ts'
import { compareDecimals, parseDecimal } from './decimal.ts'
import {
  compileTemplate,
  fillTemplate,
  foldCase,
  type Template,
  templateMatches,
} from './template.ts'
import type { RequestContext } from './types.ts'

/** Whether a value of the request equals one of the policy's; undefined when either is no such thing. */
export type Comparison = (value: string, context: RequestContext) => boolean | undefined

/** The policy's values, prepared. */
export interface Operand {
  readonly compare: Comparison
  /** Keys of the policy variables among the values. */
  readonly keys: readonly string[]
  /** How many values are compared one by one. */
  readonly size: number
}

/** A condition operator without its set prefix and its `IfExists` (spec/iam.md §2.2). */
export interface Operator {
  readonly negated: boolean
  prepare(values: readonly string[], variables: boolean): Operand
}

export interface OperatorName {
  readonly set: 'all' | 'any' | undefined
  readonly base: string
  readonly ifExists: boolean
}

/** Splits `ForAllValues:StringLikeIfExists`; the base is lower case. */
export function splitOperator(name: string): OperatorName {
  const [, prefix, rest = ''] = /^(?:(forallvalues|foranyvalue):)?(.*)$/is.exec(name) ?? []
  const base = rest.toLowerCase()
  const set = prefix && (prefix.toLowerCase() === 'forallvalues' ? 'all' : 'any')
  const ifExists = base.endsWith('ifexists') && base !== 'nullifexists'
  return { set: set || undefined, base: ifExists ? base.slice(0, -8) : base, ifExists }
}

/** Whether the language knows it, `Null` included. */
export function isOperator(name: string): boolean {
  const { base } = splitOperator(name)
  return base === 'null' || OPERATORS.has(base)
}

const strings = (options: { wildcards: boolean; ignoreCase?: boolean }) =>
  function prepare(values: readonly string[], variables: boolean): Operand {
    const templates = values.map(value => compileTemplate(value, { ...options, variables }))
    const constant = new Set<string>()
    for (const { glob } of templates) if (glob?.kind === 'exact') constant.add(glob.text)
    const others = templates.filter(({ glob }) => glob?.kind !== 'exact')
    const equals = (text: string, context: RequestContext) =>
      constant.has(text) || matchesAny(others, text, context)
    return {
      keys: templates.flatMap(template => template.keys),
      size: 1 + others.length,
      compare: options.ignoreCase ? (text, context) => equals(foldCase(text), context) : equals,
    }
  }

function matchesAny(templates: readonly Template[], text: string, context: RequestContext) {
  for (const template of templates) if (templateMatches(template, text, 0, context)) return true
  return false
}

function bool(values: readonly string[], variables: boolean): Operand {
  const templates = values.map(value => compileTemplate(value, { variables, wildcards: false }))
  const dependent = templates.filter(template => !template.glob)
  const constant = values
    .filter((_, i) => templates[i]?.glob !== undefined)
    .map(value => value.toLowerCase())
  const accepts = (truth: string) => constant.includes(truth)
  const acceptsTrue = accepts('true')
  const acceptsFalse = accepts('false')
  return {
    keys: templates.flatMap(template => template.keys),
    size: 1 + dependent.length,
    compare(text, context) {
      const truth = truthOf(text)
      if (truth === undefined) return undefined
      if (truth ? acceptsTrue : acceptsFalse) return true
      return dependent.some(template => truthOf(fillTemplate(template, context) ?? '') === truth)
    },
  }
}

function truthOf(text: string): boolean | undefined {
  if (text === 'true') return true
  if (text === 'false') return false
  const lower = text.length > 5 ? '' : text.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : undefined
}

function arns(values: readonly string[], variables: boolean): Operand {
  const patterns = values.map(value => compileArnPattern(value, variables))
  const readable = patterns.filter(pattern => pattern !== undefined)
  const otherwise = readable.length < patterns.length ? undefined : false
  return {
    keys: readable.flatMap(parts => parts.flatMap(part => part.keys)),
    size: 6 * values.length,
    compare: (text, context) => matchesArnPattern(readable, text, context, otherwise),
  }
}

/** Values of a type that is read first; one unreadable value leaves a negated test without an answer. */
function typed<T>(
  read: (text: string) => T | undefined,
  test: (given: T, wanted: T) => boolean,
): (values: readonly string[]) => Operand {
  return readWith(read, read, test)
}

function readWith<T, W>(
  readGiven: (text: string) => T | undefined,
  readWanted: (text: string) => W | undefined,
  test: (given: T, wanted: W) => boolean,
) {
  return (values: readonly string[]): Operand => {
    const wanted = values.map(readWanted).filter(value => value !== undefined)
    const otherwise = wanted.length < values.length ? undefined : false
    return {
      keys: [],
      size: values.length,
      compare(text) {
        const given = readGiven(text)
        if (given === undefined) return undefined
        for (const value of wanted) if (test(given, value)) return true
        return otherwise
      },
    }
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const readBinary = (text: string) => (BASE64.test(text) ? atob(text) : undefined)

/** By the suffix of the operator: which orders satisfy it. */
const ORDERS: readonly (readonly [string, (order: number) => boolean])[] = [
  ['equals', order => order === 0],
  ['lessthan', order => order < 0],
  ['lessthanequals', order => order <= 0],
  ['greaterthan', order => order > 0],
  ['greaterthanequals', order => order >= 0],
]

const numeric = (test: (order: number) => boolean) =>
  typed(parseDecimal, (a, b) => test(compareDecimals(a, b)))
const date = (test: (order: number) => boolean) =>
  typed(parseDate, (a, b) => test(compareInstants(a, b)))
const isEqual = (order: number) => order === 0

const addresses = readWith(parseAddress, parseNetwork, (address, network: Network) =>
  isInside(address, network),
)
const exact = strings({ wildcards: false })
const folded = strings({ wildcards: false, ignoreCase: true })
const like = strings({ wildcards: true })

/** Every operator but `Null`, lower case. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['stringequals', { negated: false, prepare: exact }],
  ['stringnotequals', { negated: true, prepare: exact }],
  ['stringequalsignorecase', { negated: false, prepare: folded }],
  ['stringnotequalsignorecase', { negated: true, prepare: folded }],
  ['stringlike', { negated: false, prepare: like }],
  ['stringnotlike', { negated: true, prepare: like }],
  ['bool', { negated: false, prepare: bool }],
  ['binaryequals', { negated: false, prepare: typed(readBinary, (a, b) => a === b) }],
  ['ipaddress', { negated: false, prepare: addresses }],
  ['notipaddress', { negated: true, prepare: addresses }],
  ['arnequals', { negated: false, prepare: arns }],
  ['arnlike', { negated: false, prepare: arns }],
  ['arnnotequals', { negated: true, prepare: arns }],
  ['arnnotlike', { negated: true, prepare: arns }],
  ...ORDERS.flatMap(([name, test]): [string, Operator][] => [
    [`numeric${name}`, { negated: false, prepare: numeric(test) }],
    [`date${name}`, { negated: false, prepare: date(test) }],
  ]),
  ['numericnotequals', { negated: true, prepare: numeric(isEqual) }],
  ['datenotequals', { negated: true, prepare: date(isEqual) }],
])

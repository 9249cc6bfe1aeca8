import { isInside, parseAddress, parseNetwork } from './address.ts'
import { compileArnValue, splitArn } from './arn.ts'
import { parseDate } from './date.ts'
import { compileTemplate } from './template.ts'
import type { RequestContext } from './types.ts'

/** Whether a value of the request equals one of the policy's; undefined when either is no such thing. */
export type Comparison = (value: string, context: RequestContext) => boolean | undefined

/** The policy's values, prepared. */
export interface Operand {
  readonly compare: Comparison
  /** Keys of the policy variables among the values. */
  readonly keys: readonly string[]
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
  const [, prefix, rest = ''] = /^(?:(forallvalues|foranyvalue):)?(.*)$/i.exec(name) ?? []
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
    return {
      keys: templates.flatMap(template => template.keys),
      compare: (text, context) => templates.some(template => template.matches(text, context)),
    }
  }

function bool(values: readonly string[], variables: boolean): Operand {
  const templates = values.map(value => compileTemplate(value, { variables, wildcards: false }))
  return {
    keys: templates.flatMap(template => template.keys),
    compare(text, context) {
      const given = text.toLowerCase()
      if (given !== 'true' && given !== 'false') return undefined
      return templates.some(template => template.fill(context)?.toLowerCase() === given)
    },
  }
}

function arns(values: readonly string[], variables: boolean): Operand {
  const patterns = values.map(value => compileArnValue(value, variables))
  return {
    keys: patterns.flatMap(parts => parts?.flatMap(part => part.keys) ?? []),
    compare(text, context) {
      const arn = splitArn(text)
      if (arn === undefined) return undefined
      const same = patterns.some(parts =>
        parts?.every((part, i) => part.matches(arn[i] ?? '', context)),
      )
      return same || (patterns.includes(undefined) ? undefined : false)
    },
  }
}

/** Values of a type that is read first; one unreadable value leaves a negated test without an answer. */
function typed<T>(read: (text: string) => T | undefined, test: (given: T, wanted: T) => boolean) {
  return readWith(read, read, test)
}

function readWith<T, W>(
  readGiven: (text: string) => T | undefined,
  readWanted: (text: string) => W | undefined,
  test: (given: T, wanted: W) => boolean,
) {
  return (values: readonly string[]): Operand => {
    const wanted = values.map(readWanted)
    return {
      keys: [],
      compare(text) {
        const given = readGiven(text)
        if (given === undefined) return undefined
        const same = wanted.some(value => value !== undefined && test(given, value))
        return same || (wanted.includes(undefined) ? undefined : false)
      },
    }
  }
}

function readNumber(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined
}

function readBinary(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)) {
    return undefined
  }
  return atob(text)
}

const ORDER: readonly (readonly [string, (a: number | bigint, b: number | bigint) => boolean])[] = [
  ['equals', (a, b) => a === b],
  ['lessthan', (a, b) => a < b],
  ['lessthanequals', (a, b) => a <= b],
  ['greaterthan', (a, b) => a > b],
  ['greaterthanequals', (a, b) => a >= b],
]

const addresses = readWith(parseAddress, parseNetwork, isInside)

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
  ...ORDER.flatMap(([name, test]): [string, Operator][] => [
    [`numeric${name}`, { negated: false, prepare: typed(readNumber, test) }],
    [`date${name}`, { negated: false, prepare: typed(parseDate, test) }],
  ]),
  ['numericnotequals', { negated: true, prepare: typed(readNumber, (a, b) => a === b) }],
  ['datenotequals', { negated: true, prepare: typed(parseDate, (a, b) => a === b) }],
])

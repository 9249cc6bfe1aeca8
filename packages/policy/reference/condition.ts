/** Whether a `Condition` element holds (spec/iam.md §2). */
import { type Context, listOf, type StatementJson } from './question.ts'
import {
  arnParts,
  fits,
  literals,
  patternParts,
  substitute,
  type Token,
  wildcards,
} from './text.ts'
import {
  addressBits,
  bytesOf,
  compareDecimals,
  type Decimal,
  decimal,
  instant,
  networkBits,
} from './values.ts'

interface Scene {
  readonly context: Context
  /** Variables exist in documents of 2012-10-17 alone. */
  readonly variables: boolean
  readonly effect: string
}

/** Every block and every key in it must hold. */
export function conditionHolds(condition: StatementJson['Condition'], scene: Scene): boolean {
  return Object.entries(condition ?? {}).every(([operator, block]) =>
    Object.entries(block).every(([key, values]) =>
      keyHolds(operator.toLowerCase(), key.toLowerCase(), listOf(values).map(String), scene),
    ),
  )
}

function keyHolds(operator: string, key: string, wanted: readonly string[], scene: Scene): boolean {
  const set = operator.includes(':') ? operator.split(':')[0] : undefined
  const name = operator.slice(operator.indexOf(':') + 1)
  const found = scene.context.get(key)
  const absent = found === undefined || (Array.isArray(found) && found.length === 0)
  if (name === 'null') return wanted.some(text => text.toLowerCase() === String(absent))

  const ifExists = name.endsWith('ifexists')
  const base = ifExists ? name.slice(0, -'ifexists'.length) : name
  const negated = NEGATED.get(base)
  const equals = COMPARISONS.get(negated ?? base)
  // What is not understood never allows, and never keeps a Deny from denying.
  if (!equals || !SETS.includes(set)) return scene.effect === 'Deny'

  if (absent)
    return ifExists || set === 'forallvalues' || (negated !== undefined && set === undefined)
  const values = listOf(found)
  if (set === 'forallvalues' && values.every(value => value === '')) return true
  if (set === undefined && typeof found !== 'string') return false

  const passes = (value: string) => {
    const answers = wanted.map(text => equals(value, text, scene))
    if (readable(base, value) === false) return false
    if (negated === undefined) return answers.includes(true)
    // A value of the policy that cannot be read leaves the test without an answer.
    return !answers.includes(true) && !answers.includes(undefined)
  }
  return set === 'forallvalues' ? values.every(passes) : values.some(passes)
}

/** Equal or not; undefined when the policy's value is not of the operator's type. */
type Comparison = (value: string, wanted: string, scene: Scene) => boolean | undefined

/** Whether the request's value is of the operator's type: if not, no form of the operator holds. */
function readable(base: string, value: string): boolean {
  if (base.startsWith('numeric')) return decimal(value) !== undefined
  if (base.startsWith('date')) return instant(value) !== undefined
  if (base.endsWith('ipaddress')) return addressBits(value) !== undefined
  if (base.startsWith('arn')) return arnParts(value) !== undefined
  return true
}

/** The text that a policy's value stands for; undefined when a variable in it has no value. */
function filled(wanted: string, { context, variables }: Scene, plain: (text: string) => Token[]) {
  return variables ? substitute(wanted, context, plain) : plain(wanted)
}

function text(plain: (text: string) => Token[], fold = (value: string) => value): Comparison {
  return (value, wanted, scene) => {
    const tokens = filled(wanted, scene, plain)
    const folded = tokens?.map(token =>
      typeof token === 'string' ? token : { literal: fold(token.literal) },
    )
    // An unresolved variable equals nothing.
    return folded !== undefined && fits(folded, [...value].map(fold).join(''))
  }
}

/** Simple case folding, one character at a time. */
function simpleFold(character: string): string {
  if (character === 'ı') return character
  const upper = character.toUpperCase()
  const lower = ([...upper].length === 1 ? upper : character).toLowerCase()
  return [...lower].length === 1 ? lower : character
}

const numeric = (test: (order: number) => boolean): Comparison => ordered(decimal, test)
const date = (test: (order: number) => boolean): Comparison => ordered(instant, test)

function ordered(
  read: (text: string) => Decimal | undefined,
  test: (order: number) => boolean,
): Comparison {
  return (value, wanted) => {
    const left = read(value)
    const right = read(wanted)
    if (right === undefined) return undefined
    return left !== undefined && test(compareDecimals(left, right))
  }
}

const arn: Comparison = (value, wanted, scene) => {
  const parts = arnParts(value)
  const patterns = patternParts(wanted, scene.variables)
  if (patterns.length < 6) return undefined
  return (
    parts !== undefined &&
    patterns.every((pattern, i) => {
      const tokens = filled(pattern, scene, wildcards)
      return tokens !== undefined && fits(tokens, parts[i] ?? '')
    })
  )
}

const equal = (order: number) => order === 0

const SETS: readonly (string | undefined)[] = [undefined, 'forallvalues', 'foranyvalue']

/** The negated operators, each with the one it negates. */
const NEGATED: ReadonlyMap<string, string> = new Map([
  ['stringnotequals', 'stringequals'],
  ['stringnotequalsignorecase', 'stringequalsignorecase'],
  ['stringnotlike', 'stringlike'],
  ['numericnotequals', 'numericequals'],
  ['datenotequals', 'dateequals'],
  ['notipaddress', 'ipaddress'],
  ['arnnotequals', 'arnequals'],
  ['arnnotlike', 'arnlike'],
])

/** The operators that are not negated, but `Null`; names are in lower case. */
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>(
  Object.entries({
    stringequals: text(literals),
    stringequalsignorecase: text(literals, simpleFold),
    stringlike: text(wildcards),
    numericequals: numeric(equal),
    numericlessthan: numeric(order => order < 0),
    numericlessthanequals: numeric(order => order <= 0),
    numericgreaterthan: numeric(order => order > 0),
    numericgreaterthanequals: numeric(order => order >= 0),
    dateequals: date(equal),
    datelessthan: date(order => order < 0),
    datelessthanequals: date(order => order <= 0),
    dategreaterthan: date(order => order > 0),
    dategreaterthanequals: date(order => order >= 0),
    bool: (value, wanted, scene) => {
      const truth = value.toLowerCase()
      const tokens = filled(wanted.toLowerCase(), scene, literals)
      const policy = tokens?.map(token => (typeof token === 'string' ? '' : token.literal)).join('')
      return (truth === 'true' || truth === 'false') && policy?.toLowerCase() === truth
    },
    binaryequals: (value, wanted) => {
      const bytes = bytesOf(wanted)
      return bytes !== undefined && bytes === bytesOf(value)
    },
    ipaddress: (value, wanted) => {
      const network = networkBits(wanted)
      const address = addressBits(value)
      if (network === undefined) return undefined
      return (
        address !== undefined &&
        address.length === network.family &&
        address.startsWith(network.prefix)
      )
    },
    arnequals: arn,
    arnlike: arn,
  }),
)

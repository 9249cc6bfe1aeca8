import { failed, ok, type Result } from '../../../kernel/result.ts'
import { LIMITS } from '../limits.ts'
import { type Expression, OPERATORS, type Operator } from './expression.ts'

/** Reads a metric math expression, or says in one sentence what is wrong with it. */
export function parseExpression(text: string): Result<Expression, string> {
  try {
    const tokens = tokensOf(text)
    const reading: Reading = { tokens, at: 0, depth: 0 }
    const expression = readOperation(reading, 0)
    if (reading.at < tokens.length) throw unexpected(reading)
    return ok(expression)
  } catch (error) {
    if (error instanceof Malformed) return failed(error.message)
    throw error
  }
}

class Malformed extends Error {}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign'
  readonly text: string
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z][A-Za-z0-9_]*)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<sign>&&|\|\||[=!<>]=|[-+*/^<>()[\],]))/y

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    if (!groups) throw new Malformed(`unexpected character \`${text.slice(at).trim().charAt(0)}\``)
    if (tokens.length >= LIMITS.expressionParts) throw new Malformed('the expression is too long')
    tokens.push(tokenOf(groups))
  }
  return tokens
}

function tokenOf({
  number,
  name,
  sign,
  double,
  single,
}: Readonly<Record<string, string | undefined>>): Token {
  if (number !== undefined) return { kind: 'number', text: number }
  if (name === 'AND' || name === 'OR') return { kind: 'sign', text: name }
  if (name !== undefined) return { kind: 'name', text: name }
  if (sign !== undefined) return { kind: 'sign', text: WORDS[sign] ?? sign }
  return { kind: 'text', text: double ?? single ?? '' }
}

const WORDS: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' }

interface Reading {
  readonly tokens: readonly Token[]
  at: number
  depth: number
}

/** Operators that bind more tightly than `bound`, from left to right. */
function readOperation(reading: Reading, bound: number): Expression {
  if (++reading.depth > LIMITS.expressionDepth) throw new Malformed('the expression is too deep')
  let left = readOperand(reading)
  for (;;) {
    const operator = operatorAt(reading)
    if (operator === undefined || OPERATORS[operator].binds <= bound) break
    reading.at++
    const right = readOperation(reading, OPERATORS[operator].binds)
    left = { kind: 'operation', operator, left, right }
  }
  reading.depth--
  return left
}

function operatorAt({ tokens, at }: Reading): Operator | undefined {
  const token = tokens[at]
  if (token?.kind !== 'sign' || !Object.hasOwn(OPERATORS, token.text)) return undefined
  return token.text as Operator
}

function readOperand(reading: Reading): Expression {
  const token = reading.tokens[reading.at]
  if (!token) throw unexpected(reading)
  reading.at++
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
  if (token.kind === 'text') return { kind: 'text', value: token.text }
  if (token.kind === 'name') return readName(reading, token.text)
  if (token.text === '-') {
    // A sign binds more tightly than anything but a power.
    return { kind: 'negation', operand: readOperation(reading, OPERATORS['*'].binds) }
  }
  if (token.text === '(') {
    const inner = readOperation(reading, 0)
    expectSign(reading, ')')
    return inner
  }
  if (token.text === '[') return { kind: 'list', items: readItems(reading, ']') }
  reading.at--
  throw unexpected(reading)
}

function readName(reading: Reading, name: string): Expression {
  const next = reading.tokens[reading.at]
  if (next?.kind !== 'sign' || next.text !== '(') return { kind: 'reference', id: name }
  reading.at++
  return { kind: 'call', name: name.toUpperCase(), arguments: readItems(reading, ')') }
}

function readItems(reading: Reading, end: string): Expression[] {
  const items: Expression[] = []
  if (isSign(reading, end)) {
    reading.at++
    return items
  }
  for (;;) {
    items.push(readOperation(reading, 0))
    if (!isSign(reading, ',')) break
    reading.at++
  }
  expectSign(reading, end)
  return items
}

const isSign = ({ tokens, at }: Reading, text: string) =>
  tokens[at]?.kind === 'sign' && tokens[at]?.text === text

function expectSign(reading: Reading, text: string): void {
  if (!isSign(reading, text)) throw unexpected(reading)
  reading.at++
}

function unexpected({ tokens, at }: Reading): Malformed {
  const token = tokens[at]
  return new Malformed(token ? `unexpected \`${token.text}\`` : 'unexpected end of the expression')
}

import { isAggregate, isCountOfAll } from './aggregates.ts'
import {
  type Cursor,
  countPart,
  eat,
  eatWord,
  expectNext,
  malformed,
  nested,
  skipSpace,
  takeQuoted,
  takeRegex,
  takeWhile,
  unexpected,
} from './cursor.ts'
import { functionNamed } from './functions.ts'
import { periodOf } from './periods.ts'
import type { BinaryOperator, Expression } from './query.ts'

/** Operators from the loosest to the closest; longer signs first. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['!=', '<=', '>=', '=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
]

const COMPARISONS = 2

/** `status >= 500 and @message like /x/` and the like. @throws MalformedQueryException */
export function parseExpression(cursor: Cursor): Expression {
  return nested(cursor, () => parseLevel(cursor, 0))
}

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = LEVELS[level]
  if (!operators) return parseUnary(cursor)
  if (level === COMPARISONS && eatWord(cursor, 'not')) {
    return { kind: 'not', operand: nested(cursor, () => parseLevel(cursor, level)) }
  }
  let left = parseLevel(cursor, level + 1)
  for (;;) {
    if (level === COMPARISONS) {
      const matched = parseMatch(cursor, left)
      if (matched) {
        left = matched
        continue
      }
    }
    const operator = operators.find(one =>
      /[a-z]/.test(one) ? eatWord(cursor, one) : eat(cursor, one),
    )
    if (!operator) return left
    countPart(cursor)
    const right = parseLevel(cursor, level + 1)
    left = { kind: 'binary', operator, left, right }
  }
}

/** `like`, `=~`, `in` and their negations after an operand. */
function parseMatch(cursor: Cursor, operand: Expression): Expression | undefined {
  if (eat(cursor, '=~')) {
    countPart(cursor)
    return parseLike(cursor, operand)
  }
  const start = cursor.at
  const isNegated = eatWord(cursor, 'not')
  const found = eatWord(cursor, 'like')
    ? parseLike(cursor, operand)
    : eatWord(cursor, 'in')
      ? parseIn(cursor, operand)
      : undefined
  if (!found) {
    cursor.at = start
    return undefined
  }
  countPart(cursor)
  return isNegated ? { kind: 'not', operand: found } : found
}

function parseLike(cursor: Cursor, operand: Expression): Expression {
  skipSpace(cursor)
  const next = cursor.text[cursor.at]
  if (next === '/') {
    const regex = takeRegex(cursor)
    return { kind: 'like', operand, fits: text => regex.test(text) }
  }
  if (next !== '"' && next !== "'") throw unexpected(cursor, 'a text or a regular expression')
  const part = takeQuoted(cursor, next)
  return { kind: 'like', operand, fits: text => text.includes(part) }
}

function parseIn(cursor: Cursor, operand: Expression): Expression {
  expectNext(cursor, '[')
  const list: Expression[] = []
  do list.push(parseExpression(cursor))
  while (eat(cursor, ','))
  expectNext(cursor, ']')
  return { kind: 'in', operand, list }
}

function parseUnary(cursor: Cursor): Expression {
  if (eat(cursor, '-')) {
    return { kind: 'negative', operand: nested(cursor, () => parseUnary(cursor)) }
  }
  return parseAtom(cursor)
}

function parseAtom(cursor: Cursor): Expression {
  skipSpace(cursor)
  const next = cursor.text[cursor.at] ?? ''
  if (eat(cursor, '(')) {
    const inner = parseExpression(cursor)
    expectNext(cursor, ')')
    return inner
  }
  if (next === '"' || next === "'") return { kind: 'literal', value: takeQuoted(cursor, next) }
  if (/[0-9.]/.test(next)) return parseNumber(cursor)
  const name = takeFieldName(cursor)
  if (next === '`') return { kind: 'field', name }
  if (eat(cursor, '(')) return parseCall(cursor, name)
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' }
  return { kind: 'field', name }
}

/** A number, or a period where a unit follows at once. */
function parseNumber(cursor: Cursor): Expression {
  const start = cursor.at
  const digits = takeWhile(cursor, /[0-9.]/)
  const unit = takeWhile(cursor, /[A-Za-z_]/)
  const value = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(digits) ? Number(digits) : Number.NaN
  const period = unit === '' ? undefined : periodOf(value, unit.toLowerCase())
  if (period) return { kind: 'period', period }
  if (unit === '' && Number.isFinite(value)) return { kind: 'literal', value }
  throw malformed('a number was expected', start, cursor.at)
}

/** `@message`, `a.b.0`, or anything in back-ticks. */
export function takeFieldName(cursor: Cursor): string {
  skipSpace(cursor)
  if (cursor.text[cursor.at] === '`') return takeQuoted(cursor, '`')
  const start = cursor.at
  if (/[@A-Za-z_]/.test(cursor.text[start] ?? '')) {
    cursor.at++
    takeWhile(cursor, /[A-Za-z0-9_.@]/)
  }
  if (cursor.at === start) throw unexpected(cursor, 'a field, a function or a value')
  return cursor.text.slice(start, cursor.at)
}

function parseCall(cursor: Cursor, name: string): Expression {
  const start = cursor.at - name.length - 1
  const lower = name.toLowerCase()
  const inputs: Expression[] = []
  const isAll = isCountOfAll(lower) && eat(cursor, '*')
  if (!isAll && !eat(cursor, ')')) {
    do inputs.push(parseExpression(cursor))
    while (eat(cursor, ','))
    expectNext(cursor, ')')
  } else if (isAll) expectNext(cursor, ')')
  const aggregate = isAggregate(lower)
  if (aggregate) {
    if (!cursor.inStats) throw malformed(`${name} stands in stats only`, start, cursor.at)
    if (inputs.length < aggregate.min || inputs.length > aggregate.max) {
      throw malformed(`${name} has a wrong number of arguments`, start, cursor.at)
    }
    return { kind: 'aggregate', name: lower, inputs }
  }
  const found = functionNamed(lower)
  if (!found) throw malformed(`${name} is no function`, start, cursor.at)
  if (inputs.length < found.min || inputs.length > found.max) {
    throw malformed(`${name} has a wrong number of arguments`, start, cursor.at)
  }
  return { kind: 'call', name: lower, inputs }
}

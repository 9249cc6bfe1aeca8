import { never } from '../../../kernel/errors.ts'
import { functionNamed, type Input } from './functions.ts'
import type { BinaryOperator, Expression } from './query.ts'
import { fieldOf, type Row } from './row.ts'
import { areEqual, compared, isTrue, numberOf, textOf, type Value } from './values.ts'

/** What expressions need to know beside the row. */
export interface Surroundings {
  /** When the query runs, epoch ms. */
  readonly now: number
  /** What aggregates have found for a group. */
  readonly aggregates?: ReadonlyMap<Expression, Value>
}

/** The value of an expression for a row. */
export function evaluate(expression: Expression, row: Row, around: Surroundings): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'field':
      return fieldOf(row, expression.name)
    case 'period':
      return undefined
    case 'aggregate':
      return around.aggregates?.get(expression)
    case 'call':
      return call(expression, row, around)
    case 'not':
      return !isTrue(evaluate(expression.operand, row, around))
    case 'negative': {
      const number = numberOf(evaluate(expression.operand, row, around))
      return number === undefined ? undefined : -number
    }
    case 'like': {
      const text = textOf(evaluate(expression.operand, row, around))
      return text !== undefined && expression.fits(text)
    }
    case 'in': {
      const value = evaluate(expression.operand, row, around)
      return expression.list.some(one => areEqual(value, evaluate(one, row, around)))
    }
    case 'binary':
      return binary(expression, row, around)
    default:
      return never(expression)
  }
}

function call(
  { name, inputs }: Extract<Expression, { kind: 'call' }>,
  row: Row,
  around: Surroundings,
): Value {
  const found = functionNamed(name)
  const values = inputs.map(
    (one): Input => (one.kind === 'period' ? { period: one.period } : evaluate(one, row, around)),
  )
  return found?.apply(values, { timestamp: row.event?.timestamp, now: around.now })
}

function binary(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  row: Row,
  around: Surroundings,
): Value {
  const a = evaluate(left, row, around)
  if (operator === 'and') return isTrue(a) && isTrue(evaluate(right, row, around))
  if (operator === 'or') return isTrue(a) || isTrue(evaluate(right, row, around))
  const b = evaluate(right, row, around)
  return compare(operator, a, b) ?? calculate(operator, a, b)
}

/** Undefined for operators that do not compare. What an event does not have is neither less nor more, but unlike. */
function compare(operator: BinaryOperator, a: Value, b: Value): boolean | undefined {
  const areBoth = a !== undefined && b !== undefined
  switch (operator) {
    case '=':
      return areEqual(a, b)
    case '!=':
      return !areEqual(a, b)
    case '<':
      return areBoth && compared(a, b) < 0
    case '<=':
      return areBoth && compared(a, b) <= 0
    case '>':
      return areBoth && compared(a, b) > 0
    case '>=':
      return areBoth && compared(a, b) >= 0
    default:
      return undefined
  }
}

function calculate(operator: BinaryOperator, a: Value, b: Value): Value {
  const [x, y] = [numberOf(a), numberOf(b)]
  const apply = ARITHMETIC[operator]
  if (x === undefined || y === undefined || !apply) return undefined
  const found = apply(x, y)
  return Number.isFinite(found) ? found : undefined
}

const ARITHMETIC: Readonly<Partial<Record<BinaryOperator, (x: number, y: number) => number>>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '%': (x, y) => x % y,
  '^': (x, y) => x ** y,
}

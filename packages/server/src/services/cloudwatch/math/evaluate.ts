import { never } from '../../../kernel/errors.ts'
import { type Expression, OPERATORS } from './expression.ts'
import { FILLERS, FUNCTIONS, Misused, operated, type Surroundings } from './functions.ts'
import { listOf, number, type Series, type Value } from './series.ts'

/**
 * @param worthOf what an id of the request is worth; undefined when there is none
 * @throws Misused
 */
export function evaluate(
  expression: Expression,
  worthOf: (id: string) => Value | undefined,
  around: Surroundings,
): Value {
  const value = evaluated(expression, worthOf, around)
  around.read(pointsIn(value))
  return value
}

function evaluated(
  expression: Expression,
  worthOf: (id: string) => Value | undefined,
  around: Surroundings,
): Value {
  const inner = (one: Expression): Value => evaluate(one, worthOf, around)
  switch (expression.kind) {
    case 'number':
      return number(expression.value)
    case 'text':
      return { kind: 'text', text: expression.value }
    case 'reference':
      return referenced(expression.id, worthOf)
    case 'list':
      return listOf(expression.items.flatMap(item => seriesOf(inner(item))))
    case 'negation':
      return operated(number(0), inner(expression.operand), (a, b) => a - b)
    case 'operation': {
      // What is joined from left to right may be long, and is not deep for that.
      const joined = [expression]
      let { left } = expression
      for (; left.kind === 'operation'; left = left.left) joined.push(left)
      return joined.reduceRight((value, { operator, right }) => {
        const result = operated(value, inner(right), OPERATORS[operator].apply)
        around.read(pointsIn(result))
        return result
      }, inner(left))
    }
    case 'call': {
      const { name } = expression
      const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
      if (!called) throw new Misused(unsupported(name))
      return called(expression.arguments.map(inner), around)
    }
    default:
      return never(expression)
  }
}

function referenced(id: string, worthOf: (id: string) => Value | undefined): Value {
  if (FILLERS.has(id)) return { kind: 'text', text: id }
  const value = worthOf(id)
  if (!value) throw new Misused(unknownId(id))
  return value
}

export const unsupported = (name: string) => `Unsupported function '${name}'`
export const unknownId = (id: string) => `Unknown id '${id}'`

/** Something to look at even where a series has no points. */
function pointsIn(value: Value): number {
  if (value.kind === 'series') return value.series.points.length + 1
  if (value.kind === 'list') return value.list.reduce((sum, one) => sum + one.points.length + 1, 0)
  return 0
}

function seriesOf(value: Value): readonly Series[] {
  if (value.kind === 'series') return [value.series]
  if (value.kind === 'list') return value.list
  throw new Misused('a list holds time series')
}

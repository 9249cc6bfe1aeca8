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
      const { apply } = OPERATORS[expression.operator]
      return operated(inner(expression.left), inner(expression.right), apply)
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

function seriesOf(value: Value): readonly Series[] {
  if (value.kind === 'series') return [value.series]
  if (value.kind === 'list') return value.list
  throw new Misused('a list holds time series')
}

import { type Aggregate, createAggregate } from './aggregates.ts'
import { type Budget, createBudget } from './budget.ts'
import { evaluate, type Surroundings } from './evaluate.ts'
import type { Command, Expression } from './query.ts'
import type { Row } from './row.ts'
import { textOf, type Value } from './values.ts'

type Stats = Extract<Command, { kind: 'stats' }>
type AggregateExpression = Extract<Expression, { kind: 'aggregate' }>

export interface Groups {
  add(row: Row): void
  /** One row a group, in the order in which the groups were met. */
  rows(): Row[]
}

/** `stats count(*), sum(a) / count(*) by bin(5m), b`. */
export function createGroups({ columns, by }: Stats, around: Surroundings): Groups {
  const wanted = columns.flatMap(({ expression }) => aggregatesIn(expression))
  const groups = new Map<string, Group>()
  const budget = createBudget()
  // Without `by` there is one group, also when no row comes.
  if (by.length === 0) groups.set('[]', newGroup([], wanted, budget))
  return {
    add(row) {
      const keys = by.map(({ expression }) => evaluate(expression, row, around))
      const name = JSON.stringify(keys.map(key => textOf(key) ?? null))
      let group = groups.get(name)
      if (!group) {
        budget.hold(name.length * 2)
        group = newGroup(keys, wanted, budget)
        groups.set(name, group)
      }
      for (const [{ inputs }, aggregate] of group.aggregates) {
        const values = inputs.map(input => evaluate(input, row, around))
        aggregate.add(values, row.event?.timestamp ?? 0)
      }
    },
    rows: () =>
      Array.from(groups.values(), group => {
        const computed = new Map<string, Value>()
        for (const [index, { name }] of by.entries()) computed.set(name, group.keys[index])
        const aggregates = new Map<Expression, Value>(
          Array.from(group.aggregates, ([expression, one]) => [expression, one.result()]),
        )
        const row: Row = { computed, event: undefined }
        for (const { name, expression } of columns) {
          computed.set(name, evaluate(expression, row, { ...around, aggregates }))
        }
        return row
      }),
  }
}

interface Group {
  readonly keys: readonly Value[]
  readonly aggregates: ReadonlyMap<AggregateExpression, Aggregate>
}

function newGroup(
  keys: readonly Value[],
  wanted: readonly AggregateExpression[],
  budget: Budget,
): Group {
  // An aggregate is something to hold even before it is told of a row.
  for (const _ of wanted) budget.hold(0)
  return { keys, aggregates: new Map(wanted.map(one => [one, createAggregate(one.name, budget)])) }
}

function aggregatesIn(expression: Expression): AggregateExpression[] {
  switch (expression.kind) {
    case 'aggregate':
      return [expression]
    case 'call':
      return expression.inputs.flatMap(aggregatesIn)
    case 'not':
    case 'negative':
    case 'like':
      return aggregatesIn(expression.operand)
    case 'in':
      return [expression.operand, ...expression.list].flatMap(aggregatesIn)
    case 'binary':
      return [...aggregatesIn(expression.left), ...aggregatesIn(expression.right)]
    default:
      return []
  }
}

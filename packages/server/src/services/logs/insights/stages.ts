import { never } from '../../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { createBudget, QueryTooLarge } from './budget.ts'
import { evaluate, type Surroundings } from './evaluate.ts'
import type { Column, Command, Order } from './query.ts'
import type { Row } from './row.ts'
import { createGroups } from './stats.ts'
import { compared, isTrue, textOf, type Value } from './values.ts'

/** One command at work: rows come one by one, and once there are no more. */
export interface Stage {
  push(row: Row): void
  end(): void
}

export interface StageOptions {
  readonly around: Surroundings
  /** How many rows a result has at most. */
  readonly limit: number
  /** The commands that come after. */
  readonly later: readonly Command[]
}

export function stageOf(command: Command, next: Stage, options: StageOptions): Stage {
  const { around } = options
  const end = () => next.end()
  switch (command.kind) {
    case 'filter':
      return {
        push(row) {
          if (isTrue(evaluate(command.condition, row, around))) next.push(row)
        },
        end,
      }
    case 'fields':
    case 'display':
      return { push: row => next.push(withColumns(row, command.columns, around)), end }
    case 'parse':
      return { push: row => next.push(parsed(row, command, around)), end }
    case 'stats': {
      const groups = createGroups(command, around)
      return {
        push: row => groups.add(row),
        end() {
          for (const row of groups.rows()) next.push(row)
          next.end()
        },
      }
    }
    case 'limit':
      return limited(command.count, next)
    case 'dedup':
      return deduplicated(command.keys, next, around)
    case 'sort':
      return sorted(command.orders, next, options)
    default:
      return never(command)
  }
}

function withColumns(row: Row, columns: readonly Column[], around: Surroundings): Row {
  const isOwn = ({ name, expression }: Column) =>
    expression.kind === 'field' && expression.name === name
  const made = columns.filter(column => !isOwn(column))
  if (made.length === 0) return row
  const computed = new Map(row.computed)
  const grown = { ...row, computed }
  for (const { name, expression } of made) computed.set(name, evaluate(expression, grown, around))
  return grown
}

function parsed(
  row: Row,
  { source, names, extract }: Extract<Command, { kind: 'parse' }>,
  around: Surroundings,
): Row {
  const text = textOf(evaluate(source, row, around))
  const found = text === undefined ? undefined : extract(text)
  if (!found) return row
  const computed = new Map(row.computed)
  for (const [index, name] of names.entries()) computed.set(name, found[index])
  return { ...row, computed }
}

function limited(count: number, next: Stage): Stage {
  let passed = 0
  return {
    push(row) {
      if (passed < count) {
        passed++
        next.push(row)
      }
    },
    end: () => next.end(),
  }
}

/** Lets the first row pass for each value of the keys; rows that have none of them pass all. */
function deduplicated(
  keys: Extract<Command, { kind: 'dedup' }>['keys'],
  next: Stage,
  around: Surroundings,
): Stage {
  const seen = new Set<string>()
  const budget = createBudget()
  return {
    push(row) {
      const texts = keys.map(key => textOf(evaluate(key, row, around)) ?? null)
      const name = JSON.stringify(texts)
      if (texts.some(text => text !== null)) {
        if (seen.has(name)) return
        budget.hold(name.length)
        seen.add(name)
      }
      next.push(row)
    },
    end: () => next.end(),
  }
}

interface Held {
  readonly row: Row
  readonly keys: readonly Value[]
  readonly characters: number
}

/** Of its message, and of the texts that commands made of it. */
function charactersOf({ event, computed }: Row): number {
  let characters = event?.message.length ?? 0
  for (const value of computed.values()) if (typeof value === 'string') characters += value.length
  return characters
}

/** Commands after which the first rows in order are still the first of the result. */
const KEEPING = ['fields', 'display', 'parse', 'limit']

/**
 * Holds rows until all have come. Where only the first of them can be in the result, the others are let go on the
 * way.
 */
function sorted(
  orders: readonly Order[],
  next: Stage,
  { around, limit, later }: StageOptions,
): Stage {
  const mayDrop = later.every(({ kind }) => KEEPING.includes(kind))
  const limits = later.flatMap(command => (command.kind === 'limit' ? [command.count] : []))
  const kept = Math.min(limit, ...limits)
  let held: Held[] = []
  let characters = 0
  const byOrder = (a: Held, b: Held) => {
    for (const [index, { isDescending }] of orders.entries()) {
      const [x, y] = [a.keys[index], b.keys[index]]
      const order = compared(x, y)
      // What has no value comes last, whichever way.
      if (order !== 0) return isDescending && x !== undefined && y !== undefined ? -order : order
    }
    return 0
  }
  const drop = () => {
    held = held.sort(byOrder).slice(0, kept)
    characters = held.reduce((sum, one) => sum + one.characters, 0)
  }
  return {
    push(row) {
      const keys = orders.map(({ expression }) => evaluate(expression, row, around))
      const one = { row, keys, characters: charactersOf(row) }
      held.push(one)
      characters += one.characters
      if (mayDrop && held.length >= 2 * kept + LIMITS.querySpareRows) drop()
      if (characters > LIMITS.queryHeldCharacters) {
        if (mayDrop) drop()
        // What is left has to be little, lest every row that comes be sorted in anew.
        if (characters > LIMITS.queryHeldCharacters / 2) {
          throw new QueryTooLarge('too much text to sort')
        }
      }
      if (held.length > LIMITS.queryHeldRows && !mayDrop) {
        throw new QueryTooLarge(`more than ${LIMITS.queryHeldRows} rows to sort`)
      }
    },
    end() {
      for (const { row } of held.sort(byOrder)) next.push(row)
      next.end()
    },
  }
}

import { LIMITS } from '../limits.ts'
import { QueryTooLarge } from './budget.ts'
import { evaluate, type Surroundings } from './evaluate.ts'
import type { Column, Query } from './query.ts'
import type { Row } from './row.ts'
import { type Stage, stageOf } from './stages.ts'
import { textOf } from './values.ts'

/** A column of a result and what stands in it. */
export interface Cell {
  readonly field: string
  readonly value: string
}

/** A query at work: it is shown every event, the latest first, and has rows in the end. */
export interface Pipeline {
  push(row: Row): void
  /** How many events the filters let pass, up to the first `stats`. */
  matched(): number
  end(): readonly (readonly Cell[])[]
}

/** @throws QueryTooLarge from `push` and `end` */
export function createPipeline(query: Query, limit: number, around: Surroundings): Pipeline {
  const { commands } = query
  const rows: (readonly Cell[])[] = []
  const shown = columnsOf(query)
  let characters = 0
  let matched = 0
  let stage: Stage = {
    push(row) {
      if (rows.length >= limit) return
      const cells = cellsOf(row, shown, around)
      characters += cells.reduce((sum, { value }) => sum + value.length, 0)
      if (characters > LIMITS.queryResultCharacters) throw new QueryTooLarge('too large a result')
      rows.push(cells)
    },
    end: () => undefined,
  }
  const counted = lastFilter(query)
  const counting = (next: Stage): Stage => ({
    push(row) {
      matched++
      next.push(row)
    },
    end: () => next.end(),
  })
  for (let index = commands.length - 1; index >= 0; index--) {
    if (index === counted) stage = counting(stage)
    stage = stageOf(commands[index]!, stage, { around, limit, later: commands.slice(index + 1) })
  }
  const first = counted < 0 ? counting(stage) : stage
  return {
    push: row => first.push(row),
    matched: () => matched,
    end() {
      first.end()
      return rows
    },
  }
}

/** Of those before the first `stats`; -1 when there is none. */
function lastFilter({ commands }: Query): number {
  const stats = commands.findIndex(({ kind }) => kind === 'stats')
  const before = stats < 0 ? commands : commands.slice(0, stats)
  return before.findLastIndex(({ kind }) => kind === 'filter')
}

/** What a result shows: what `display` says, else the columns of `stats`, else all fields that were named. */
function columnsOf({ commands }: Query): readonly string[] {
  const stats = commands.findLastIndex(({ kind }) => kind === 'stats')
  const names = new Set<string>()
  let isDisplayed = false
  const add = (columns: readonly Column[]) => {
    for (const { name } of columns) names.add(name)
  }
  for (const command of commands.slice(Math.max(stats, 0))) {
    if (command.kind === 'stats') {
      add(command.by)
      add(command.columns)
    } else if (command.kind === 'display') {
      names.clear()
      add(command.columns)
      isDisplayed = true
    } else if (command.kind === 'fields') add(command.columns)
    else if (command.kind === 'parse' && !isDisplayed)
      for (const name of command.names) names.add(name)
  }
  if (stats >= 0) return [...names]
  const hasFields = commands.some(({ kind }) => kind === 'fields' || kind === 'display')
  const usual = hasFields ? [] : ['@timestamp', '@message']
  return [...new Set([...usual, ...names, '@ptr'])]
}

function cellsOf(row: Row, shown: readonly string[], around: Surroundings): readonly Cell[] {
  return shown.flatMap(name => {
    const value = textOf(evaluate({ kind: 'field', name }, row, around))
    return value === undefined ? [] : { field: name, value }
  })
}

import type { Block, BlockColumn } from './block/block.ts'
import { valuesOf } from './block/block.ts'
import { META } from './block/columns.ts'
import { mayHave } from './block/filter.ts'
import type { Plan } from './query/plan.ts'

/** Whether a block may have lines that match, by its filter alone. */
export function mayMatch(plan: Plan, filter: Uint8Array | undefined): boolean {
  switch (plan.kind) {
    case 'none':
      return false
    case 'and':
      return plan.plans.every(part => mayMatch(part, filter))
    case 'or':
      return plan.plans.some(part => mayMatch(part, filter))
    case 'value':
      // What the collector says about lines is not in the filter.
      if (filter === undefined || (plan.field !== undefined && META_NAMES.has(plan.field)))
        return true
      return plan.words.every(word => mayHave(filter, word))
    default:
      return true
  }
}

const META_NAMES: ReadonlySet<string> = new Set(Object.values(META))

/** The columns whose bodies `matchBlock` may ask for. */
export function columnsToMatch(plan: Plan, block: Block): readonly BlockColumn[] {
  switch (plan.kind) {
    case 'not':
      return columnsToMatch(plan.plan, block)
    case 'and':
    case 'or':
      return plan.plans.flatMap(part => columnsToMatch(part, block))
    case 'exists':
      return columnsWithin(plan.field, block)
    case 'value':
      return columnsThatMayHave(plan, block)
    default:
      return []
  }
}

/** Of each line of the block 1 if it matches, else 0. */
export function matchBlock(plan: Plan, block: Block): Uint8Array {
  switch (plan.kind) {
    case 'all':
      return new Uint8Array(block.lines).fill(1)
    case 'none':
      return new Uint8Array(block.lines)
    case 'not':
      return matchBlock(plan.plan, block).map(found => 1 - found)
    case 'and':
      return matchAll(plan.plans, block)
    case 'or':
      return matchAny(plan.plans, block)
    case 'time':
      return Uint8Array.from(block.times(), time => (plan.matches(time) ? 1 : 0))
    case 'exists':
      return matchExists(plan.field, block)
    case 'value':
      return matchValues(plan, block)
    default:
      return plan satisfies never
  }
}

function matchAll(plans: readonly Plan[], block: Block): Uint8Array {
  const found = new Uint8Array(block.lines).fill(1)
  for (const plan of plans) {
    const part = matchBlock(plan, block)
    let isAny = false
    for (let row = 0; row < found.length; row++) {
      found[row] = found[row]! & part[row]!
      isAny ||= found[row] === 1
    }
    if (!isAny) break
  }
  return found
}

function matchAny(plans: readonly Plan[], block: Block): Uint8Array {
  const found = new Uint8Array(block.lines)
  for (const plan of plans) {
    const part = matchBlock(plan, block)
    for (let row = 0; row < found.length; row++) found[row] = found[row]! | part[row]!
  }
  return found
}

/** The field has a value, or fields within it have. */
function matchExists(field: string, block: Block): Uint8Array {
  const found = new Uint8Array(block.lines)
  if (field === '@timestamp') return found.fill(1)
  for (const column of columnsWithin(field, block)) {
    markRows(found, column, value => value !== null)
  }
  return found
}

function columnsWithin(field: string, block: Block): readonly BlockColumn[] {
  if (field === '@timestamp') return []
  return block.allColumns().filter(({ name }) => name === field || name.startsWith(`${field}.`))
}

type ValuePlan = Extract<Plan, { kind: 'value' }>

function matchValues(plan: ValuePlan, block: Block): Uint8Array {
  const found = new Uint8Array(block.lines)
  for (const column of columnsThatMayHave(plan, block)) {
    if (!plan.words.every(word => column.folded().includes(word))) continue
    markRows(found, column, value => value !== null && plan.matches(value))
  }
  return found
}

function columnsThatMayHave({ field, words }: ValuePlan, block: Block): readonly BlockColumn[] {
  const columns = field === undefined ? block.ownColumns() : block.columns(field)
  return columns.filter(column => words.every(column.mayHave))
}

function markRows(
  found: Uint8Array,
  column: BlockColumn,
  matches: (value: string | number | boolean | null) => boolean,
): void {
  const entries = column.entries()
  const marks = new Uint8Array(entries.length + 1)
  let isAny = false
  entries.forEach((entry, index) => {
    if (!valuesOf(entry).some(matches)) return
    marks[index + 1] = 1
    isAny = true
  })
  if (!isAny) return
  const rows = column.rows()
  for (let row = 0; row < found.length; row++) found[row] = found[row]! | marks[rows[row]!]!
}

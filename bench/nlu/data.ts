/** The NLU data sets as bot definitions and as rows to be recognised (their README tells the format). */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BotDefinition, IntentDefinition } from '../../packages/nlu/src/index.ts'

export interface Row {
  readonly text: string
  readonly intent: string
  readonly slots: readonly RowSlot[]
  /** The slots that had just been asked for. */
  readonly requestedSlots?: readonly string[]
}

export interface RowSlot {
  readonly name: string
  /** Here UTF-16 offsets, end exclusive; the files count code points. */
  readonly start: number
  readonly end: number
}

export function readRows(folder: string, file: string): Row[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => withUnits(JSON.parse(line)))
}

/** The held-out file where there is one, else the dev file. */
export const evaluationFile = (folder: string, base: string): string =>
  existsSync(join(folder, base.replace('dev', 'test'))) ? base.replace('dev', 'test') : base

function withUnits(row: Row): Row {
  const points = [...row.text]
  if (points.length === row.text.length) return row
  const units = (count: number) => points.slice(0, count).join('').length
  return {
    ...row,
    slots: row.slots.map(({ name, start, end }) => ({
      name,
      start: units(start),
      end: units(end),
    })),
  }
}

/**
 * One intent per label; each row is a sample utterance with placeholders. Slots are an intent's own, as in
 * the sets (`object_type` of RateBook lists other things than that of SearchScreeningEvent), each with one
 * expanding type that lists the values of `pool`. Lex wants one type per slot name, so the intent is part
 * of the name; `slotOf` takes it off again.
 */
export function definitionOf(rows: readonly Row[], pool: readonly Row[] = rows): BotDefinition {
  const values = new Map<string, Map<string, string>>()
  for (const { text, intent, slots } of pool)
    for (const { name, start, end } of slots) {
      const value = text.slice(start, end)
      const type = qualified(intent, name)
      const known = values.get(type) ?? new Map<string, string>()
      if (!known.has(value.toLowerCase())) known.set(value.toLowerCase(), value)
      values.set(type, known)
    }
  const intents = Map.groupBy(rows, row => row.intent)
  return {
    locale: 'en-US',
    intents: [...intents].map(([name, own]) => intentOf(name, own)),
    slotTypes: [...values].map(([name, listed]) => ({
      name,
      strategy: 'ORIGINAL_VALUE',
      values: [...listed.values()].map(value => ({ value, synonyms: [] })),
    })),
  }
}

const qualified = (intent: string, slot: string) => `${intent}.${slot}`

/** The data set's name of a slot. */
export const slotOf = (name: string): string => name.slice(name.indexOf('.') + 1)

function intentOf(name: string, rows: readonly Row[]): IntentDefinition {
  const slots = [...new Set(rows.flatMap(row => row.slots.map(slot => slot.name)))]
  // What is said often stays so: repeated templates are kept.
  const templates = rows.map(row => [template(row), asked(row)] as const)
  return {
    name,
    sampleUtterances: templates.filter(([, slot]) => !slot).map(([text]) => text),
    slots: slots.map((slot, priority) => ({
      name: qualified(name, slot),
      type: qualified(name, slot),
      priority,
      sampleUtterances: templates.filter(([, of]) => of === slot).map(([text]) => text),
    })),
  }
}

/** An answer to a question for one slot that holds this slot alone is a slot-level utterance. */
function asked({ requestedSlots, slots }: Row): string | undefined {
  const [only, ...more] = slots
  return only && more.length === 0 && requestedSlots?.includes(only.name) ? only.name : undefined
}

/** The utterance with `{slot}` for each value; a slot is named once. */
export function template({ text, intent, slots }: Row): string {
  const named = new Set<string>()
  let written = ''
  let at = 0
  for (const { name, start, end } of [...slots].sort((a, b) => a.start - b.start)) {
    if (named.has(name) || start < at) continue
    named.add(name)
    written += `${text.slice(at, start)}{${qualified(intent, name)}}`
    at = end
  }
  return written + text.slice(at)
}

/** Sample utterances with their placeholders filled: what the models learn from (spec/nlu.md §5.6). */
import { LIMITS } from '../limits.ts'
import type { SlotType } from '../slot-type.ts'
import { newRandom, type SeededRandom, shuffle } from '../table/random.ts'
import type { TemplatePart } from '../template/template.ts'
import type { SlotTypeDefinition } from '../types.ts'

export interface Example {
  readonly text: string
  /** Where the values stand, in text order. */
  readonly spans: readonly ExampleSpan[]
}

export interface ExampleSpan {
  readonly slot: number
  /** UTF-16 offsets, end exclusive. */
  readonly start: number
  readonly end: number
}

/** Gives the values of a slot one by one; when all have been given, it begins again. */
export type NextValue = (slot: number) => string

export function expand(
  parts: readonly TemplatePart[],
  slotNumber: (name: string) => number,
  nextValue: NextValue,
): Example {
  let text = ''
  const spans: ExampleSpan[] = []
  for (const part of parts) {
    if (part.kind === 'text') text += part.text
    else {
      const start = text.length
      const slot = slotNumber(part.slot)
      text += nextValue(slot)
      spans.push({ slot, start, end: text.length })
    }
  }
  return { text, spans }
}

/** Values and synonyms of a custom type, samples of a built-in one, examples of a pattern. */
export function valuePool(type: SlotType, definition: SlotTypeDefinition | undefined): string[] {
  if (type.builtin) return [...type.builtin.samples]
  if (type.pattern) {
    const random = newRandom(type.pattern.source.length)
    return Array.from({ length: PATTERN_EXAMPLES }, () => type.pattern?.example(random) ?? '')
  }
  return (definition?.values ?? []).flatMap(({ value, synonyms }) => [value, ...synonyms])
}

const PATTERN_EXAMPLES = 24

/** Draws from each pool in a shuffled order without replacement. */
export function newValueSource(pools: readonly (readonly string[])[]): NextValue {
  const orders = new Map<number, { order: Int32Array; next: number; random: SeededRandom }>()
  return slot => {
    const pool = pools[slot] ?? []
    if (pool.length === 0) return ''
    let state = orders.get(slot)
    if (!state) {
      const order = Int32Array.from({ length: pool.length }, (_, at) => at)
      state = { order, next: 0, random: newRandom(slot + 1) }
      shuffle(order, state.random)
      orders.set(slot, state)
    }
    if (state.next >= Math.min(pool.length, LIMITS.valuePool)) {
      shuffle(state.order, state.random)
      state.next = 0
    }
    return pool[state.order[state.next++] ?? 0] ?? ''
  }
}

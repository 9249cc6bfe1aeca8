/** The sample utterances of a bot, parsed and numbered. */
import { type Outline, utterancesOf } from '../outline.ts'
import { parseTemplate, type TemplatePart } from '../template/template.ts'
import type { TrieTemplate } from '../template/template-trie.ts'
import { wordsOf } from '../text/words.ts'
import type { BotDefinition, Locale } from '../types.ts'

export interface Template {
  readonly intent: number
  /** The slot that it answers, for a slot-level utterance; else -1. */
  readonly answers: number
  readonly parts: readonly TemplatePart[]
  /** Slot numbers by name, within the intent. */
  readonly slots: ReadonlyMap<string, number>
}

export function templatesOf(definition: BotDefinition, outline: Outline): Template[] {
  return definition.intents.flatMap((intent, number) => {
    const slots = new Map(
      (outline.intents[number]?.slots ?? []).map(slot => [outline.slots[slot]?.name ?? '', slot]),
    )
    const names = new Map(intent.slots.map(({ name }) => [name.toLowerCase(), name]))
    const template = (source: string, answers: number): Template => ({
      intent: number,
      answers,
      parts: parseTemplate(source, names),
      slots,
    })
    return [
      ...utterancesOf(intent, definition.locale).map(source => template(source, -1)),
      ...intent.slots.flatMap(slot =>
        slot.sampleUtterances.map(source => template(source, slots.get(slot.name) ?? -1)),
      ),
    ]
  })
}

export function trieTemplate(template: Template, locale: Locale): TrieTemplate {
  return {
    intent: template.intent,
    answers: template.answers,
    steps: template.parts.flatMap((part): TrieTemplate['steps'] =>
      part.kind === 'slot'
        ? [{ kind: 'slot', slot: template.slots.get(part.slot) ?? -1 }]
        : [...wordsOf(part.text, locale).wordIds].map(word => ({ kind: 'word' as const, word })),
    ),
  }
}

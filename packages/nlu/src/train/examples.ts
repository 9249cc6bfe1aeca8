/** The training texts of a bot: every sample utterance with its slots filled, read once (spec/nlu.md §5.6). */
import type { Gazetteer } from '../gazetteer/gazetteer.ts'
import { LIMITS } from '../limits.ts'
import type { Outline } from '../outline.ts'
import { type Reading, read, wordSpan } from '../reading.ts'
import type { SlotType } from '../slot-type.ts'
import type { SlotTypeDefinition } from '../types.ts'
import { type Example, expand, newValueSource, valuePool } from './expand.ts'
import type { Template } from './templates.ts'

export interface TrainingContext {
  readonly outline: Outline
  readonly types: readonly SlotType[]
  readonly gazetteer: Gazetteer
  readonly templates: readonly Template[]
  readonly listed: ReadonlyMap<string, SlotTypeDefinition>
}

export interface TrainingText {
  readonly template: Template
  /** 0 for the first filling of its template. */
  readonly copy: number
  readonly reading: Reading
  readonly spans: readonly WordSpan[]
}

/** A value in the words of a training text, end exclusive. */
export interface WordSpan {
  readonly slot: number
  readonly from: number
  readonly to: number
}

/** Fillings of one template with slots. */
const FILLINGS = 12
/** Any moment will do: no date is resolved in training. */
const NOW = 0

export function trainingTexts(context: TrainingContext): TrainingText[] {
  const { outline, types, templates, listed, gazetteer } = context
  const pools = outline.slots.map(({ type }) =>
    valuePool(types[type]!, listed.get(outline.types[type]?.name ?? '')),
  )
  const nextValue = newValueSource(pools)
  const copies = fillings(templates)
  const reading = { locale: outline.locale, types, gazetteer }
  return [...templates, ...bareAnswers(context)].flatMap(template =>
    Array.from({ length: isPlain(template) ? 1 : copies }, (_, copy) => {
      const example = expand(template.parts, name => template.slots.get(name) ?? -1, nextValue)
      return trainingText(template, copy, example, read(reading, example.text, NOW))
    }),
  )
}

/** What answers a question for a slot is most often its value alone. */
function bareAnswers({ templates }: TrainingContext): Template[] {
  const slots = new Map(templates.map(template => [template.intent, template.slots]))
  return [...slots].flatMap(([intent, own]) =>
    [...own].map(([slot, number]) => ({
      intent,
      answers: number,
      parts: [{ kind: 'slot' as const, slot }],
      slots: own,
    })),
  )
}

export const isPlain = ({ parts }: Template): boolean => parts.every(part => part.kind === 'text')

/** Fewer fillings when there are many templates: training time is bounded, variety remains. */
function fillings(templates: readonly Template[]): number {
  const slotted = templates.filter(template => !isPlain(template)).length
  const room = LIMITS.filledTexts - (templates.length - slotted)
  return Math.max(1, Math.min(FILLINGS, Math.floor(room / Math.max(slotted, 1))))
}

function trainingText(
  template: Template,
  copy: number,
  { spans }: Example,
  reading: Reading,
): TrainingText {
  return {
    template,
    copy,
    reading,
    spans: spans.flatMap(({ slot, start, end }) => {
      const words = wordSpan(reading.words, start, end)
      return words ? [{ slot, ...words }] : []
    }),
  }
}

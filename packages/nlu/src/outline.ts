/** A bot's definition with everything numbered: the header of its model. */
import { builtinIntentPhrases } from './builtin/builtin.ts'
import type { BotDefinition, IntentDefinition, Locale, SlotTypeDefinition } from './types.ts'

export interface Outline {
  readonly locale: Locale
  readonly intents: readonly IntentOutline[]
  readonly types: readonly TypeOutline[]
  /** Slots by name and type: intents that share a slot's name share its type too. */
  readonly slots: readonly SlotOutline[]
}

export interface IntentOutline {
  readonly name: string
  /** Its row of the classifier; -1 when it has no utterances. */
  readonly label: number
  /** Numbers of its slots, the first to be asked first. */
  readonly slots: readonly number[]
}

export interface SlotOutline {
  readonly name: string
  readonly type: number
}

export interface TypeOutline {
  readonly name: string
  readonly sort: 'custom' | 'pattern' | 'builtin'
  /** TOP_RESOLUTION: nothing but listed values. */
  readonly restricted: boolean
  readonly values: readonly string[]
  /** Of each value. */
  readonly synonyms: readonly (readonly string[])[]
  readonly pattern?: string
}

/** The utterances that can open an intent: its own, or those built in for its parent. */
export function utterancesOf(intent: IntentDefinition, locale: Locale): readonly string[] {
  if (intent.parentSignature === undefined) return intent.sampleUtterances
  if (NEVER_COMPETES.has(intent.parentSignature)) return []
  return [...intent.sampleUtterances, ...builtinIntentPhrases(locale, intent.parentSignature)]
}

const NEVER_COMPETES = new Set(['AMAZON.FallbackIntent', 'AMAZON.KendraSearchIntent'])

export function outlineOf(definition: BotDefinition): Outline {
  const { locale } = definition
  const custom = new Map(definition.slotTypes.map(type => [type.name, type]))
  const types = newNumbering<TypeOutline>()
  const slots = newNumbering<SlotOutline>()
  let labels = 0
  const intents = definition.intents.map(intent => {
    const numbers = [...intent.slots]
      .sort((first, second) => first.priority - second.priority)
      .map(slot => {
        const type = types.of(slot.type, () => typeOutline(slot.type, custom.get(slot.type)))
        return slots.of(`${type} ${slot.name}`, () => ({ name: slot.name, type }))
      })
    const speaks =
      utterancesOf(intent, locale).length > 0 ||
      (intent.parentSignature === undefined &&
        intent.slots.some(slot => slot.sampleUtterances.length > 0))
    return { name: intent.name, label: speaks ? labels++ : -1, slots: numbers }
  })
  return { locale, intents, types: types.items, slots: slots.items }
}

export const labelCount = ({ intents }: Outline): number =>
  intents.filter(({ label }) => label >= 0).length

function typeOutline(name: string, type: SlotTypeDefinition | undefined): TypeOutline {
  if (!type) return { name, sort: 'builtin', restricted: false, values: [], synonyms: [] }
  const restricted = type.strategy === 'TOP_RESOLUTION'
  if (type.pattern !== undefined)
    return { name, sort: 'pattern', restricted, values: [], synonyms: [], pattern: type.pattern }
  return {
    name,
    sort: 'custom',
    restricted,
    values: type.values.map(({ value }) => value),
    synonyms: type.values.map(({ synonyms }) => synonyms),
  }
}

interface Numbering<T> {
  readonly items: readonly T[]
  /** The number of a key; a new one gets the next number and an item of its own. */
  of(key: string, create: () => T): number
}

function newNumbering<T>(): Numbering<T> {
  const items: T[] = []
  const numbers = new Map<string, number>()
  return {
    items,
    of(key, create) {
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, items.length)
      items.push(create())
      return items.length - 1
    },
  }
}

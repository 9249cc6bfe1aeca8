/** The words of an intent's own utterances that may surround an answer (spec/lex-runtime.md §2.3). */
import type { Outline } from '../outline.ts'
import { wordsOf } from '../text/words.ts'
import type { SlotTypeDefinition } from '../types.ts'
import type { Template } from './templates.ts'

/** Per intent, the sorted hashes of literal words that are not values of its own slots. */
export interface IntentWords {
  /** Intent i has `words[starts[i]]` … `words[starts[i + 1] - 1]`. */
  readonly starts: Int32Array
  readonly words: Int32Array
}

export interface IntentWordsInput {
  readonly outline: Outline
  readonly templates: readonly Template[]
  readonly listed: ReadonlyMap<string, SlotTypeDefinition>
}

export function intentWords({ outline, templates, listed }: IntentWordsInput): IntentWords {
  const { locale } = outline
  const found = outline.intents.map(() => new Set<number>())
  for (const { intent, parts } of templates)
    for (const part of parts)
      if (part.kind === 'text')
        for (const word of wordsOf(part.text, locale).wordIds) found[intent]?.add(word)
  const values = outline.types.map(({ name }) => {
    const single = new Set<number>()
    for (const { value, synonyms } of listed.get(name)?.values ?? [])
      for (const phrase of [value, ...synonyms]) {
        const { wordIds } = wordsOf(phrase, locale)
        if (wordIds.length === 1) single.add(wordIds[0] ?? 0)
      }
    return single
  })
  const lists = outline.intents.map(({ slots }, intent) => {
    const own = slots.map(slot => values[outline.slots[slot]?.type ?? -1])
    return [...(found[intent] ?? [])]
      .filter(word => !own.some(single => single?.has(word)))
      .sort((first, second) => first - second)
  })
  const starts = new Int32Array(lists.length + 1)
  for (const [intent, list] of lists.entries()) starts[intent + 1] = starts[intent]! + list.length
  return { starts, words: Int32Array.from(lists.flat()) }
}

/** What a language's number words are looked up in. */
import { type Lexicon, lexicon } from './lexicon.ts'
import {
  mayBeCompound,
  type NumberWords,
  pairs,
  type Vocabulary,
  vocabulary,
} from './number-words.ts'
import type { Separators } from './numerals.ts'
import type { Starts } from './readers.ts'

export interface NumberTable {
  readonly vocabulary: Vocabulary
  readonly separators: Separators
  readonly point: Lexicon<true>
  readonly minus: Lexicon<true>
  readonly articles: Lexicon<true>
  readonly collective: Lexicon<number>
  readonly rowDigits: Lexicon<number>
  readonly repeats: Lexicon<number>
  readonly scales: Lexicon<number>
  readonly half: Lexicon<true>
}

export function numberTable(words: NumberWords, separators: Separators): NumberTable {
  const set = (phrases: readonly string[]) =>
    lexicon(phrases.map(phrase => [phrase, true] as const))
  return {
    vocabulary: vocabulary(words),
    separators,
    point: set(words.point),
    minus: set([...words.minus]),
    articles: set(words.articles),
    collective: lexicon(pairs(words.collective)),
    rowDigits: lexicon([
      ...pairs(words.digits).filter(([, value]) => Number.isInteger(value)),
      ...words.oh.map((oh): [string, number] => [oh, 0]),
    ]),
    repeats: lexicon(pairs(words.repeats)),
    scales: lexicon([...pairs(words.scales), ...pairs(words.hundred)]),
    half: set(words.half),
  }
}

/** What any number may begin with. */
export function numberStarts(table: NumberTable): Starts {
  const { vocabulary, separators } = table
  const lists = [
    vocabulary.morphemes,
    table.point,
    table.minus,
    table.articles,
    table.collective,
    table.rowDigits,
    table.repeats,
  ]
  return {
    words: new Set([
      ...lists.flatMap(list => [...list.root.next.keys()]),
      ...'-〇零一二三四五六七八九十百千万億兆',
      separators.decimal,
    ]),
    figures: true,
    ...(vocabulary.words.compounds && {
      isCompound: (word: string) => mayBeCompound(vocabulary, word),
    }),
  }
}

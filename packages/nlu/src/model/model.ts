/** The parts of a trained bot and how they lie in its file. */
import type { Classifier } from '../classify/classifier.ts'
import { type Familiarity, ordinaryFamiliarity } from '../classify/familiarity.ts'
import type { Gazetteer } from '../gazetteer/gazetteer.ts'
import type { Outline } from '../outline.ts'
import type { Tagger } from '../tagger/tagger.ts'
import type { TemplateTrie } from '../template/template-trie.ts'
import type { IntentWords } from '../train/intent-words.ts'
import type { Column, ModelFile } from './format.ts'

export interface TrainedBot {
  readonly outline: Outline
  readonly gazetteer: Gazetteer
  readonly trie: TemplateTrie
  readonly intentWords: IntentWords
  readonly classifier: Classifier
  readonly tagger: Tagger
}

export interface ModelHead {
  readonly outline: Outline
  readonly classes: number
  readonly rows: number
  readonly wordFeatures: number
  /** Models that were trained before it was measured lack it. */
  readonly familiarity?: Familiarity
}

export function packModel(bot: TrainedBot): ModelFile<ModelHead> {
  const { outline, gazetteer, trie, intentWords, classifier, tagger } = bot
  const { vocabulary, familiarity, classes, rows, ...weights } = classifier
  const columns = new Map<string, Column>()
  const put = (prefix: string, record: Readonly<Record<string, Column>>) => {
    for (const [name, column] of Object.entries(record)) columns.set(`${prefix}.${name}`, column)
  }
  const { words: listed, ...entries } = gazetteer
  put('listed', { ...listed })
  put('entries', entries)
  const { words: literals, ...templates } = trie
  put('literals', { ...literals })
  put('templates', templates)
  put('intentWords', { ...intentWords })
  put('wordFeatures', { ...vocabulary.words })
  put('letterFeatures', { ...vocabulary.letters })
  put('classifier', { idf: vocabulary.weights, ...weights })
  put('tagger', { ...tagger })
  const { wordFeatures } = vocabulary
  return { head: { outline, classes, rows, wordFeatures, familiarity }, columns }
}

export function unpackModel({ head, columns }: ModelFile<ModelHead>): TrainedBot {
  const take = columnReader(columns)
  return {
    outline: head.outline,
    gazetteer: {
      words: trieOf(take, 'listed'),
      ...take.ints('entries', ['first', 'next', 'type', 'value']),
    },
    trie: { words: trieOf(take, 'literals'), ...take.ints('templates', TEMPLATE_COLUMNS) },
    intentWords: take.ints('intentWords', ['starts', 'words']),
    classifier: {
      vocabulary: {
        words: take.ints('wordFeatures', ['keys', 'ids']),
        letters: take.ints('letterFeatures', ['keys', 'ids']),
        weights: take.floats('classifier.idf'),
        wordFeatures: head.wordFeatures,
      },
      classes: head.classes,
      rows: head.rows,
      familiarity: head.familiarity ?? ordinaryFamiliarity(head.rows),
      biases: take.floats('classifier.biases'),
      scales: take.floats('classifier.scales'),
      ...take.ints('classifier', ['starts']),
      labels: take.shorts('classifier.labels'),
      weights: take.signedBytes('classifier.weights'),
    },
    tagger: {
      ...take.ints('tagger', ['keys', 'starts', 'ends', 'transitionStarts']),
      tags: take.bytes('tagger.tags'),
      weights: take.floats('tagger.weights'),
      transitions: take.floats('tagger.transitions'),
    },
  }
}

const TEMPLATE_COLUMNS = [
  'slotEdges',
  'edgeSlot',
  'edgeChild',
  'edgeNext',
  'ends',
  'endIntent',
  'endAnswers',
  'endNext',
  'literals',
  'owners',
] as const

const trieOf = (take: ColumnReader, prefix: string) =>
  take.ints(prefix, ['edgeNode', 'edgeWord', 'edgeChild'])

interface ColumnReader {
  ints<const Name extends string>(prefix: string, names: readonly Name[]): Record<Name, Int32Array>
  floats(name: string): Float32Array
  shorts(name: string): Uint16Array
  bytes(name: string): Uint8Array
  signedBytes(name: string): Int8Array
}

function columnReader(columns: ReadonlyMap<string, Column>): ColumnReader {
  return {
    ints<const Name extends string>(prefix: string, names: readonly Name[]) {
      const pairs = names.map(name => [name, column(columns, `${prefix}.${name}`, Int32Array)])
      return Object.fromEntries(pairs) as Record<Name, Int32Array>
    },
    floats: name => column(columns, name, Float32Array),
    shorts: name => column(columns, name, Uint16Array),
    signedBytes: name => column(columns, name, Int8Array),
    bytes: name => column(columns, name, Uint8Array),
  }
}

function column<T extends Column>(
  columns: ReadonlyMap<string, Column>,
  name: string,
  kind: new (length: number) => T,
): T {
  const found = columns.get(name)
  if (!(found instanceof kind)) throw new Error(`the model lacks \`${name}\``)
  return found
}

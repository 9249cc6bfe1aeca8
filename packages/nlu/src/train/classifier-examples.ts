/** What the intent classifier is trained on: a few fillings of each sample utterance (spec/nlu.md §5.6). */
import { featureWords } from '../classify/feature-words.ts'
import type { FeatureWords } from '../classify/features.ts'
import type { Outline } from '../outline.ts'
import type { TrainingText } from './examples.ts'
import type { Template } from './templates.ts'

export interface ClassifierExample {
  readonly words: FeatureWords
  /** Row of the classifier. */
  readonly label: number
  readonly importance: number
  /** Fillings of one template share it. */
  readonly template: number
}

/** Fillings of one template that the classifier sees: the tagger needs more variety. */
const FILLINGS = 3

export function classifierExamples(
  texts: readonly TrainingText[],
  outline: Outline,
): ClassifierExample[] {
  let templates = 0
  return texts.flatMap(({ template, copy, reading }) => {
    if (copy === 0) templates++
    const label = outline.intents[template.intent]?.label ?? -1
    if (label < 0 || copy >= FILLINGS || !opensIntent(template)) return []
    return [
      {
        words: featureWords(reading, outline.locale),
        label,
        importance: template.answers >= 0 ? ANSWER_IMPORTANCE : 1,
        template: templates,
      },
    ]
  })
}

// A slot-level utterance opens its intent too, with less weight (spec/lex-runtime.md §4.1).
const ANSWER_IMPORTANCE = 0.5

/** A slot-level utterance that is nothing but its placeholder says nothing about the intent. */
const opensIntent = ({ answers, parts }: Template) =>
  answers < 0 || parts.some(part => part.kind === 'text' && /[\p{L}\p{N}]/u.test(part.text))

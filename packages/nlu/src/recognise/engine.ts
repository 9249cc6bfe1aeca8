/** A loaded bot with everything that reading needs at hand. */
import type { Score } from '../classify/classifier.ts'
import type { TrainedBot } from '../model/model.ts'
import type { Reading } from '../reading.ts'
import type { SlotType } from '../slot-type.ts'
import type { Tag } from '../tagger/tagger.ts'
import type { TemplateInput } from '../template/match-templates.ts'
import type { Locale, SlotMatch } from '../types.ts'
import type { Carriers } from './carriers.ts'

export interface Engine extends TrainedBot {
  readonly locale: Locale
  readonly types: readonly SlotType[]
  readonly score: Score
  readonly tag: Tag
  readonly carriers: Carriers
  readonly intentNumbers: ReadonlyMap<string, number>
}

export function templateInput(
  { outline }: Engine,
  { words, hits, hitsAt }: Reading,
): TemplateInput {
  return {
    words: words.wordIds,
    hitsAt: from => hitsAt[from] ?? [],
    hitEnd: hit => hits[hit]?.to ?? 0,
    fits: (hit, slot) => hits[hit]?.type === outline.slots[slot]?.type,
  }
}

export const slotName = ({ outline }: Engine, slot: number): string =>
  outline.slots[slot]?.name ?? ''

export const inTextOrder = (matches: readonly SlotMatch[]): SlotMatch[] =>
  [...matches].sort((first, second) => first.start - second.start)

import type { RankedIntent } from '@parley/nlu'
import { type DialogIntent, FALLBACK, isFallback, isKendra, KENDRA } from './bot.ts'
import type { Alternative } from './command.ts'
import type { HeardIntent, Hearing } from './hearing.ts'
import { LIMITS } from './limits.ts'
import type { SlotDetails, Slots } from './session.ts'
import { emptySlots, valuesOf } from './slot-values.ts'

/** How sure the choice is, and what else it could have been (spec/lex-runtime.md §4.2). */
export interface Ranking {
  readonly confidence: number | null
  readonly alternatives: readonly RankedAlternative[]
}

export interface RankedAlternative extends Alternative {
  readonly slotDetails: Readonly<Record<string, SlotDetails | null>>
}

/** @param selected the intent that was chosen; undefined when none was: fallback or search are meant then */
export function rankingOf(
  hearing: Hearing,
  { ranked }: HeardIntent,
  selected: string | undefined,
): Ranking | null {
  if (!hearing.scored) return null
  const others = ranked.filter(
    ({ intent }) =>
      intent !== selected && (selected !== undefined || intent !== hearing.open?.name),
  )
  const scored = others.map(one => alternative(hearing, one))
  const confidence = ranked.find(({ intent }) => intent === selected)?.score ?? null
  const all = selected === undefined ? scored : withUnscored(hearing, scored)
  return { confidence, alternatives: all.slice(0, LIMITS.alternatives) }
}

/** Search and fallback stand at the threshold: after what reaches it, before what does not. */
function withUnscored(
  { intents, threshold }: Hearing,
  scored: readonly RankedAlternative[],
): readonly RankedAlternative[] {
  const unscored = [
    ...(intents.values().some(isKendra) ? [KENDRA] : []),
    ...(intents.values().some(isFallback) ? [FALLBACK] : []),
  ].map(intentName => ({ intentName, score: null, slots: {}, slotDetails: {} }))
  const above = scored.filter(({ score }) => (score ?? 0) >= threshold)
  return [...above, ...unscored, ...scored.slice(above.length)]
}

function alternative(
  { intents }: Hearing,
  { intent: intentName, score, slots }: RankedIntent,
): RankedAlternative {
  const intent: DialogIntent | undefined = intents.get(intentName)
  if (!intent) return { intentName, score, slots: {}, slotDetails: {} }
  const found = valuesOf(intent, slots)
  const none: Slots = emptySlots(intent)
  return {
    intentName,
    score,
    slots: { ...none, ...found.slots },
    slotDetails: { ...none, ...found.slotDetails } as RankedAlternative['slotDetails'],
  }
}

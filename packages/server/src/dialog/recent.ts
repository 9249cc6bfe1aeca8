import { LIMITS } from './limits.ts'
import type { IntentSummary, OpenIntent, RecentIntent } from './session.ts'

/** The last three episodes, newest first (spec/lex-runtime.md §2.6). */

type State = Pick<IntentSummary, 'dialogActionType' | 'fulfillmentState'>

/** The episode's entry as it is after an answer, in front; its label stays. */
export function recorded(
  recent: readonly RecentIntent[],
  current: OpenIntent,
  { dialogActionType, fulfillmentState }: State,
): readonly RecentIntent[] {
  const earlier = recent.find(({ episode }) => episode === current.episode)
  const entry: RecentIntent = {
    intentName: current.intent,
    checkpointLabel: earlier?.checkpointLabel ?? null,
    slots: current.slots,
    confirmationStatus: current.confirmationStatus,
    dialogActionType,
    fulfillmentState,
    slotToElicit: dialogActionType === 'ElicitSlot' ? current.slotToElicit : null,
    episode: current.episode,
  }
  const others = recent.filter(({ episode }) => episode !== current.episode)
  return [entry, ...others].slice(0, LIMITS.recentIntents)
}

/** A client's list takes the place of the stored one; the open intent's entry is the newest of its name (§8.1). */
export function replacedRecent(
  given: readonly IntentSummary[],
  current: OpenIntent | null,
): readonly RecentIntent[] {
  const own = given.findIndex(({ intentName }) => intentName === current?.intent)
  return given.map((entry, i) => ({
    ...entry,
    episode: current && i === own ? current.episode : 0,
  }))
}

/** A function's list overwrites the newest entries of the same names, and fills up what room is left (§3.3). */
export function mergedRecent(
  recent: readonly RecentIntent[],
  given: readonly IntentSummary[],
  current: OpenIntent | null,
): readonly RecentIntent[] {
  const merged = [...recent]
  const written = new Set<number>()
  for (const entry of given) {
    const at = merged.findIndex((old, i) => old.intentName === entry.intentName && !written.has(i))
    if (at >= 0) {
      merged[at] = { ...entry, episode: merged[at]?.episode ?? 0 }
      written.add(at)
    } else if (merged.length < LIMITS.recentIntents) {
      const isNew = !merged.some(({ episode }) => episode === current?.episode)
      const own = current && isNew && entry.intentName === current.intent
      merged.push({ ...entry, episode: own ? current.episode : 0 })
      written.add(merged.length - 1)
    }
  }
  return merged
}

/** Without the marks that tell episodes apart. */
export const summaryOf = ({ episode: _, ...summary }: RecentIntent): IntentSummary => summary

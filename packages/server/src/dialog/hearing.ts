import type { RankedIntent, Recognition } from '@parley/nlu'
import {
  type DialogBot,
  type DialogIntent,
  type DialogSlot,
  hasContexts,
  slotNamed,
} from './bot.ts'
import { isEligible } from './contexts.ts'
import type { ActiveContext, Session } from './session.ts'
import type { SlotReading } from './slot-answers.ts'
import { localTime } from './time-zone.ts'

/** One utterance, with the session that it is heard in. What it could mean is asked for only as far as needed. */
export interface Hearing {
  readonly text: string
  readonly phase: Session['phase']
  /** The intent that waits for an answer, or was just fulfilled. */
  readonly open: DialogIntent | undefined
  readonly asked: DialogSlot | undefined
  readonly intents: ReadonlyMap<string, DialogIntent>
  readonly scored: boolean
  readonly threshold: number
  readonly openSlotScore: number
  readonly exactOnly: boolean
  /** Names of the open intent's slots without a value. */
  unfilled(): readonly string[]
  hear(text: string): HeardIntent
  read(slot: DialogSlot, text: string, mode: 'closed' | 'open'): SlotReading | undefined
  findSlots(text: string): ReturnType<DialogBot['recogniser']['findSlots']>
  readAnswer(text: string): { readonly answer: 'yes' | 'no'; readonly rest: string } | undefined
}

/** The intents that a text, the utterance or what is left of it, may mean. */
export interface HeardIntent {
  /** Best first. */
  readonly ranked: readonly RankedIntent[]
  /** Those that own the text as an utterance; several when it is ambiguous. */
  readonly owners: readonly RankedIntent[]
  readonly ambiguous: boolean
  /** The one that is meant, if any is. */
  readonly chosen: RankedIntent | undefined
  /** Where the text begins in the utterance. */
  readonly offset: number
}

export interface Heard {
  readonly text: string
  readonly now: number
  readonly timeZone: string | undefined
}

export function createHearing(
  bot: DialogBot,
  { phase, current, contexts }: Pick<Session, 'phase' | 'current' | 'contexts'>,
  { text, now, timeZone }: Heard,
): Hearing {
  const open = current ? bot.intents.get(current.intent) : undefined
  const asked = open && current?.slotToElicit ? slotNamed(open, current.slotToElicit) : undefined
  const local = localTime(now, timeZone, bot.timeZone)
  const { recogniser } = bot
  // The open intent stays eligible whatever its input contexts say now (check 4).
  const recognise = (said: string) => {
    const eligible = eligibleIntents(bot, contexts, open?.name)
    return recogniser.recognise(said, {
      now: local,
      exactOnly: bot.exactOnly,
      ...(eligible && { eligible }),
    })
  }
  let known: Map<string, HeardIntent> | undefined
  return {
    text,
    phase,
    open,
    asked,
    intents: bot.intents,
    scored: bot.modelImprovements,
    threshold: bot.confidenceThreshold,
    openSlotScore: bot.switches.openSlotScore,
    exactOnly: bot.exactOnly,
    unfilled: () =>
      Object.entries(current?.slots ?? {}).flatMap(([name, value]) =>
        value === null ? [name] : [],
      ),
    hear(said) {
      const before = known?.get(said)
      if (before) return before
      const heard = weigh(bot, recognise(said), Math.max(0, text.lastIndexOf(said)))
      known = (known ?? new Map()).set(said, heard)
      return heard
    },
    read(slot, said, mode) {
      if (!open) return undefined
      const question = { intent: open.name, slot: slot.name, now: local }
      const value = recogniser.readSlot(question, said, mode)
      return value && { slot: slot.name, value }
    },
    findSlots: said => (open ? recogniser.findSlots(open.name, said, local) : []),
    readAnswer(said) {
      const answer = recogniser.readAnswer(said)
      return answer && { ...answer, rest: answer.rest.trim() }
    },
  }
}

function weigh(bot: DialogBot, { ranked, ambiguous }: Recognition, offset: number): HeardIntent {
  const owners = ranked.filter(one => (ambiguous ? one.score === ranked[0]?.score : one.exact))
  const owner = ambiguous ? advantaged(bot, owners) : owners[0]
  const best = ambiguous || bot.exactOnly ? undefined : ranked[0]
  const scored = best && best.score >= bot.confidenceThreshold ? best : undefined
  return { ranked, owners, ambiguous, chosen: owner ?? scored, offset }
}

/** Of several owners of one utterance, the only one whose input contexts are active (§4.1). */
function advantaged(
  { intents }: DialogBot,
  owners: readonly RankedIntent[],
): RankedIntent | undefined {
  const inContext = owners.filter(({ intent }) => intents.get(intent)?.inputContexts.length)
  return inContext.length === 1 ? inContext[0] : undefined
}

/** Undefined when all of them are. */
function eligibleIntents(
  bot: DialogBot,
  contexts: readonly ActiveContext[],
  open: string | undefined,
): ReadonlySet<string> | undefined {
  if (!hasContexts(bot)) return undefined
  const eligible = new Set<string>()
  for (const [name, intent] of bot.intents) {
    if (name === open || isEligible(bot, intent, contexts)) eligible.add(name)
  }
  return eligible.size === bot.intents.size ? undefined : eligible
}

import type { RankedIntent } from '@parley/nlu'
import type { SlotSpan } from './command.ts'
import type { HeardIntent, Hearing } from './hearing.ts'
import { occurrences } from './occurrences.ts'
import { type Ranking, rankingOf } from './ranking.ts'
import { answersInside, closedAnswer, type SlotReading, slotAnswer } from './slot-answers.ts'

/** What an utterance means in the phase in which it is said (spec/lex-runtime.md §2.3). */
export type Input =
  | { readonly kind: 'new-intent'; readonly intent: string; readonly slots: readonly SlotReading[] }
  | { readonly kind: 'slot'; readonly slots: readonly SlotReading[] }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'answer-slot'; readonly slots: readonly SlotReading[] }
  | {
      readonly kind: 'no-new-intent'
      readonly intent: string
      readonly slots: readonly SlotReading[]
    }
  | { readonly kind: 'unknown' }

export interface Understanding {
  readonly input: Input
  /** Null when nothing was ranked, or the bot has no scores. */
  readonly ranking: Ranking | null
  readonly spans: readonly SlotSpan[]
}

export function classify(hearing: Hearing): Understanding {
  switch (hearing.phase) {
    case 'ELICIT_SLOT':
      return classifySlotAnswer(hearing)
    case 'CONFIRM':
      return classifyConfirmation(hearing)
    case 'FOLLOW_UP':
      return classifyFollowUp(hearing)
    default:
      return classifyOpening(hearing)
  }
}

/** ELICIT_SLOT: the question at hand comes before everything else. */
function classifySlotAnswer(hearing: Hearing): Understanding {
  const { open, asked, text } = hearing
  if (!open || !asked) return classifyOpening(hearing)
  // 1 a value of a closed resolver, 2 a phrase of the slot
  const closed = slotAnswer(hearing, asked)
  if (closed) return heardSlots(hearing, 'slot', [closed])
  // 3 another intent's utterance, 4 the intent's own
  const heard = hearing.hear(text)
  const other = heard.owners.find(
    ({ intent }) => isOther(hearing, intent) && !isBuiltIn(hearing, intent),
  )
  if (other && !heard.ambiguous) return heardIntent(hearing, heard, other)
  const own = heard.owners.find(({ intent }) => intent === open.name)
  if (own) return heardIntent(hearing, heard, own)
  // 5 values of other slots together with the asked one's
  const wanted = new Set([asked.name, ...hearing.unfilled()])
  const together = answersInside(hearing, open, text).filter(({ slot }) => wanted.has(slot))
  if (together.length > 1 && together.some(({ slot }) => slot === asked.name)) {
    return heardSlots(hearing, 'slot', together)
  }
  // 6 a built-in intent's phrase
  const builtIn = heard.owners.find(({ intent }) => isOther(hearing, intent))
  if (builtIn && !heard.ambiguous) return heardIntent(hearing, heard, builtIn)
  // 7 another intent by its score, 8 any text where the slot accepts it
  const anything = hearing.exactOnly ? undefined : hearing.read(asked, text, 'open')
  const bar = anything ? Math.max(hearing.threshold, hearing.openSlotScore) : hearing.threshold
  const { chosen } = heard
  if (chosen && isOther(hearing, chosen.intent) && chosen.score >= bar) {
    return heardIntent(hearing, heard, chosen)
  }
  if (anything) return heardSlots(hearing, 'slot', [anything])
  return unknown(hearing)
}

/** CONFIRM */
function classifyConfirmation(hearing: Hearing): Understanding {
  const { open, text } = hearing
  if (!open) return classifyOpening(hearing)
  const answer = hearing.readAnswer(text)
  // 1 pure yes or no
  if (answer && answer.rest === '') return plain(answer.answer)
  if (answer) {
    const heard = hearing.hear(answer.rest)
    const otherUtterance = heard.owners.some(({ intent }) => isOther(hearing, intent))
    // 2 with slot values of the intent, 3 with another intent
    const values = otherUtterance ? [] : answersInside(hearing, open, answer.rest)
    if (values.length > 0) return heardSlots(hearing, 'answer-slot', values)
    const other = heard.chosen
    if (other && isOther(hearing, other.intent)) {
      if (answer.answer === 'yes') return plain('yes')
      const { input, ...rest } = heardIntent(hearing, heard, other)
      if (input.kind === 'new-intent')
        return { ...rest, input: { ...input, kind: 'no-new-intent' } }
    }
  }
  // 4 a bare value, 5 an intent, the open one included
  const bare = closedAnswer(hearing, open)
  if (bare) return heardSlots(hearing, 'slot', [bare])
  const heard = hearing.hear(text)
  if (heard.chosen) return heardIntent(hearing, heard, heard.chosen)
  const values = answersInside(hearing, open, text)
  return values.length > 0 ? heardSlots(hearing, 'slot', values) : unknown(hearing)
}

/** FOLLOW_UP */
function classifyFollowUp(hearing: Hearing): Understanding {
  const { text } = hearing
  const answer = hearing.readAnswer(text)
  if (answer?.rest === '') return plain(answer.answer)
  // 1 yes or no with an intent, 2 an intent, 3 no, 4 yes
  for (const said of answer ? [answer.rest, text] : [text]) {
    const heard = hearing.hear(said)
    if (heard.chosen) return heardIntent(hearing, heard, heard.chosen)
  }
  return answer ? plain(answer.answer) : unknown(hearing)
}

/** IDLE, ELICIT_INTENT, CLOSED */
function classifyOpening(hearing: Hearing): Understanding {
  const heard = hearing.hear(hearing.text)
  return heard.chosen ? heardIntent(hearing, heard, heard.chosen) : unknown(hearing)
}

const isOther = ({ open }: Hearing, intent: string) => intent !== open?.name

const isBuiltIn = ({ intents }: Hearing, intent: string) =>
  intents.get(intent)?.parentSignature !== undefined

const plain = (kind: 'yes' | 'no'): Understanding => ({ input: { kind }, ranking: null, spans: [] })

function unknown(hearing: Hearing): Understanding {
  const ranking = rankingOf(hearing, hearing.hear(hearing.text), undefined)
  return { input: { kind: 'unknown' }, ranking, spans: [] }
}

function heardIntent(
  hearing: Hearing,
  heard: HeardIntent,
  { intent, slots }: RankedIntent,
): Understanding {
  const readings = slots.map(match => ({ slot: match.slot, value: match.value }))
  return {
    input: { kind: 'new-intent', intent, slots: readings },
    ranking: rankingOf(hearing, heard, intent),
    spans: slots.map(({ slot, start, end }) => ({
      intent,
      slot,
      start: start + heard.offset,
      end: end + heard.offset,
    })),
  }
}

function heardSlots(
  hearing: Hearing,
  kind: 'slot' | 'answer-slot',
  slots: readonly SlotReading[],
): Understanding {
  return { input: { kind, slots }, ranking: null, spans: spansOf(hearing, slots) }
}

/** Where the values may stand as they were said. */
const spansOf = ({ open, text }: Hearing, slots: readonly SlotReading[]): SlotSpan[] =>
  slots.flatMap(({ slot, value: { original } }) =>
    occurrences(text, original).map(place => ({ intent: open?.name ?? '', slot, ...place })),
  )

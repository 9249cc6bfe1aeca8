import type { DialogIntent } from './bot.ts'
import { defaultValue } from './defaults.ts'
import { type OpenIntent, type Slots, valueIn } from './session.ts'
import type { SlotReading } from './slot-answers.ts'
import { differs, emptySlots, replacedSlots, UNSAID, valuesOf } from './slot-values.ts'
import { currentOf, type Talk, withCurrent, withSession, withTurn } from './turn.ts'

/** What a new episode of an intent begins with. */
export interface Opening {
  /** What the user said. */
  readonly said?: readonly SlotReading[]
  /** What a function or client gave. */
  readonly given?: Slots
  /** A slot that is asked for whatever its default. */
  readonly asked?: string
}

/** Opens an intent: a new episode, with defaults where nothing is known (spec/lex-runtime.md §2.1, §2.9). */
export function openIntent(
  talk: Talk,
  intent: DialogIntent,
  { said = [], given, asked }: Opening = {},
): Talk {
  const episode = talk.session.episodes + 1
  const values = given ? replacedSlots(intent, given, undefined) : saidSlots(intent, said)
  const current: OpenIntent = {
    intent: intent.name,
    episode,
    ...withDefaults(talk, intent, values, asked),
    confirmationStatus: 'None',
    slotToElicit: null,
    attempts: { slot: 0, confirm: 0, followUp: 0 },
    override: null,
  }
  return withSession(talk, { current, episodes: episode, clarifyCount: 0 })
}

/** Puts what was said into the open intent: what it changes has to be confirmed anew (T7, T8, T14, T17). */
export function acceptValues(talk: Talk, said: readonly SlotReading[]): Talk {
  const current = currentOf(talk)
  const { phase } = talk.session
  const values = valuesOf(intentOf(talk), said)
  const slots = { ...current.slots, ...values.slots }
  const asked = phase === 'ELICIT_SLOT' ? current.slotToElicit : null
  const answer = asked === null ? undefined : valueIn(values.slots, asked)
  const answered = answer !== undefined && answer !== null
  const changed = differs(slots, current.slots)
  const { attempts, override } = current
  const accepted = withCurrent(talk, {
    slots,
    slotDetails: { ...current.slotDetails, ...values.slotDetails },
    confirmationStatus: 'None',
    attempts: {
      ...attempts,
      slot: answered ? 0 : attempts.slot,
      confirm: changed ? 0 : attempts.confirm,
    },
    override: answered || (changed && phase === 'CONFIRM') ? null : override,
  })
  return answer === null ? withTurn(accepted, { ambiguousSlot: asked }) : accepted
}

/** Slots of the open intent as a function or client returned them. */
export function returnSlots(talk: Talk, given: Slots): Talk {
  const current = currentOf(talk)
  const values = replacedSlots(intentOf(talk), given, current)
  const confirm = differs(values.slots, current.slots) ? 0 : current.attempts.confirm
  return withCurrent(talk, { ...values, attempts: { ...current.attempts, confirm } })
}

/** The definition of the open intent. */
export function intentOf(talk: Talk): DialogIntent {
  const intent = talk.bot.intents.get(currentOf(talk).intent)
  if (!intent) throw new Error('broken invariant: an open intent belongs to its bot')
  return intent
}

type SlotState = Pick<OpenIntent, 'slots' | 'slotDetails'>

function saidSlots(intent: DialogIntent, said: readonly SlotReading[]): SlotState {
  const none = emptySlots(intent)
  const values = valuesOf(intent, said)
  return {
    slots: { ...none, ...values.slots },
    slotDetails: { ...none, ...values.slotDetails },
  }
}

function withDefaults(
  { session, turn }: Talk,
  intent: DialogIntent,
  values: SlotState,
  asked: string | undefined,
): SlotState {
  const sources = {
    contexts: session.contexts,
    attributes: session.attributes ?? {},
    requestAttributes: turn.requestAttributes ?? {},
  }
  const defaults = intent.slots.flatMap(slot => {
    // An ambiguous value is known, only not which.
    const open = values.slots[slot.name] === null && values.slotDetails[slot.name] === null
    const value = open && slot.name !== asked ? defaultValue(slot, sources) : undefined
    return value === undefined ? [] : [[slot.name, value] as const]
  })
  return {
    slots: { ...values.slots, ...Object.fromEntries(defaults) },
    slotDetails: {
      ...values.slotDetails,
      ...Object.fromEntries(defaults.map(([name]) => [name, UNSAID])),
    },
  }
}

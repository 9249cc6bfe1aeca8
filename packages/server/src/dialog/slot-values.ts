import { type DialogIntent, slotNamed } from './bot.ts'
import { LIMITS } from './limits.ts'
import type { OpenIntent, SlotDetails, Slots } from './session.ts'
import type { SlotReading } from './slot-answers.ts'

type SlotState = Pick<OpenIntent, 'slots' | 'slotDetails'>

export const emptySlots = ({ slots }: DialogIntent): Readonly<Record<string, null>> =>
  Object.fromEntries(slots.map(({ name }) => [name, null]))

/** A value that nobody said: given by a function, a client or a default. */
export const UNSAID: SlotDetails = { resolutions: [], originalValue: null }

/** Slots and details of what was said, for the slots that it names alone. */
export function valuesOf(intent: DialogIntent, readings: readonly SlotReading[]): SlotState {
  const known = readings.filter(({ slot }) => slotNamed(intent, slot))
  return {
    slots: Object.fromEntries(known.map(({ slot, value }) => [slot, value.value])),
    slotDetails: Object.fromEntries(
      known.map(reading => [reading.slot, detailsOf(intent, reading)]),
    ),
  }
}

function detailsOf(
  intent: DialogIntent,
  { slot, value: { value, resolutions, original } }: SlotReading,
): SlotDetails | null {
  // A time that can be read in one way alone has no details (spec/lex-runtime.md §4.3).
  if (slotNamed(intent, slot)?.type === 'AMAZON.TIME' && value !== null) return null
  return {
    resolutions: resolutions
      .slice(0, LIMITS.resolutions)
      .map(resolution => ({ value: resolution })),
    originalValue: original,
  }
}

/** Slots as a function or client returned them: missing ones are null, details stay with unchanged values. */
export function replacedSlots(
  intent: DialogIntent,
  given: Slots,
  before: SlotState | undefined,
): SlotState {
  const filled = Object.entries(given).filter(([, value]) => value !== null && value !== '')
  const slots: Slots = { ...emptySlots(intent), ...Object.fromEntries(filled) }
  const details = Object.entries(slots).map(([name, value]): [string, SlotDetails | null] => {
    if (before && value === before.slots[name]) return [name, before.slotDetails[name] ?? null]
    return [name, value === null ? null : UNSAID]
  })
  return { slots, slotDetails: Object.fromEntries(details) }
}

export const differs = (a: Slots, b: Slots): boolean =>
  Object.keys({ ...a, ...b }).some(name => (a[name] ?? null) !== (b[name] ?? null))

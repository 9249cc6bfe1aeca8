import type { RankedIntent, Recogniser, SlotMatch, SlotValue } from '@parley/nlu'
import { type DialogBot, FALLBACK } from '../bot.ts'
import { type BotSketch, botFrom, prompt, slot, statement } from './fixtures.ts'

/** A recogniser that knows a handful of words: what a table's row needs, whatever a model would make of it. */

/** Whole utterances, and the slots that each of them fills. */
const UTTERANCES: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>?]>> = {
  'order tea': ['OrderTea'],
  'order green tea': ['OrderTea', { kind: 'green' }],
  'order cake': ['OrderCake'],
  'say hello': ['Hello'],
}
/** Values of closed resolvers; `soon` can be read in two ways. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  kind: ['green', 'black'],
  cups: ['1', '2', '3'],
  when: ['9:00', 'soon'],
  note: ['hot'],
  cake: ['cheese'],
}
/** Slots that take any text. */
const OPEN: ReadonlySet<string> = new Set(['note'])

const readingOf = (original: string): SlotValue =>
  original === 'soon'
    ? { value: null, resolutions: ['8:00', '20:00'], original }
    : { value: original, resolutions: [original], original }

const SCRIPTED: Recogniser = {
  locale: 'en-US',
  recognise: utterance => {
    const [intent, slots = {}] = UTTERANCES[utterance] ?? []
    const matches = Object.entries(slots).map(([name, text]) => matchOf(name, text, utterance))
    const ranked: readonly RankedIntent[] =
      intent === undefined ? [] : [{ intent, score: 1, exact: true, slots: matches }]
    return { ranked, ambiguous: false }
  },
  readSlot: ({ slot }, utterance, mode) => {
    if (mode === 'open') return OPEN.has(slot) ? readingOf(utterance) : undefined
    return VALUES[slot]?.includes(utterance) ? readingOf(utterance) : undefined
  },
  findSlots: (intent, utterance) =>
    utterance.split(/[ ,]+/).flatMap(word =>
      Object.entries(VALUES)
        .filter(([name, values]) => SLOTS[intent]?.includes(name) && values.includes(word))
        .map(([name]) => matchOf(name, word, utterance)),
    ),
  readAnswer: utterance => {
    const [, answer, rest = ''] = /^(yes|no)(?:, (.*))?$/.exec(utterance) ?? []
    return answer === 'yes' || answer === 'no' ? { answer, rest } : undefined
  },
}

const SLOTS: Readonly<Record<string, readonly string[]>> = {
  OrderTea: ['kind', 'cups', 'when', 'note'],
  OrderCake: ['cake'],
}

function matchOf(slot: string, text: string, utterance: string): SlotMatch {
  const start = utterance.indexOf(text)
  return { slot, start, end: start + text.length, value: readingOf(text) }
}

export type IntentChanges = Partial<BotSketch['intents'][number]>

/** A tea house: OrderTea asks for kind, cups and time, and never by itself for a note. */
export function teaHouse(
  tea: IntentChanges = {},
  { fallback, ...bot }: Partial<DialogBot> & { readonly fallback?: boolean } = {},
): DialogBot {
  const sketch: BotSketch = {
    intents: [
      {
        name: 'OrderTea',
        slots: [
          slot('when', 'AMAZON.TIME', 2),
          slot('kind', 'Kinds', 1),
          slot('cups', 'AMAZON.NUMBER', 2),
          slot('note', 'Notes', 0, { required: false }),
        ],
        confirmationPrompt: prompt('Tea, ok?'),
        rejectionStatement: statement('No tea.'),
        ...tea,
      },
      { name: 'OrderCake', slots: [slot('cake', 'Cakes', 1)] },
      { name: 'Hello', conclusionStatement: statement('Hello!') },
      ...(fallback ? [{ name: 'Fallbk', parentSignature: FALLBACK }] : []),
    ],
    types: ['Kinds', 'Notes', 'Cakes'].map(name => ({ name, values: { one: [] } })),
  }
  return { ...botFrom(sketch), ...bot, recogniser: SCRIPTED }
}

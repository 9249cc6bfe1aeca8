import type { SlotMatch, SlotValue } from '@parley/nlu'
import { type DialogIntent, type DialogSlot, inOrderOfAsking } from './bot.ts'
import type { Hearing } from './hearing.ts'

/** A slot and the value that was said for it; its value is null when it has several readings. */
export interface SlotReading {
  readonly slot: string
  readonly value: SlotValue
}

/** The whole text as an answer to the question for one slot: a value of its type, or a phrase of its own. */
export function slotAnswer(hearing: Hearing, slot: DialogSlot): SlotReading | undefined {
  const closed = hearing.read(slot, hearing.text, 'closed')
  if (closed) return closed
  if (slot.sampleUtterances.length === 0) return undefined
  const words = [...hearing.text.matchAll(WORD)]
  const plain = words.map(([word]) => word.toLowerCase())
  for (const phrase of phrasesOf(slot)) {
    const said = insidePhrase(phrase, { text: hearing.text, words, plain })
    if (said === undefined) continue
    const value =
      hearing.read(slot, said, 'closed') ??
      (hearing.exactOnly ? undefined : hearing.read(slot, said, 'open'))
    if (value) return value
  }
  return undefined
}

/** The whole text as a value of some slot of the intent: the slot it names, else the one asked first. */
export function closedAnswer(hearing: Hearing, intent: DialogIntent): SlotReading | undefined {
  return slotsByClaim(intent, hearing.text)
    .map(slot => hearing.read(slot, hearing.text, 'closed'))
    .find(reading => reading !== undefined)
}

/**
 * The slot values in a text, one a slot, none overlapping. A value that fits several slots goes to the slot
 * that the utterance names, else to the one asked first.
 */
export function answersInside(hearing: Hearing, intent: DialogIntent, text: string): SlotReading[] {
  const found = hearing.findSlots(text)
  if (found.length === 0) return []
  const claims = slotsByClaim(intent, hearing.text).map(({ name }) => name)
  const taken: SlotMatch[] = []
  const byClaim = found.toSorted((a, b) => claims.indexOf(a.slot) - claims.indexOf(b.slot))
  for (const match of byClaim) {
    const clashes = taken.some(
      other => other.slot === match.slot || (match.start < other.end && other.start < match.end),
    )
    if (!clashes) taken.push(match)
  }
  return taken.map(({ slot, value }) => ({ slot, value }))
}

function slotsByClaim(intent: DialogIntent, text: string): DialogSlot[] {
  const slots = inOrderOfAsking(intent)
  const said = lettersOf(text)
  const named = new Set(slots.filter(({ name }) => said.includes(lettersOf(name))))
  return [...named, ...slots.filter(slot => !named.has(slot))]
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The words of a phrase before and behind its placeholder. */
interface Phrase {
  readonly first: readonly string[]
  readonly last: readonly string[]
}

/** The phrases of a slot that have its placeholder once. */
function phrasesOf(slot: DialogSlot): readonly Phrase[] {
  const known = phrases.get(slot)
  if (known) return known
  const made = slot.sampleUtterances.flatMap(phrase => {
    const [before, after, more] = phrase.split(`{${slot.name}}`)
    if (before === undefined || after === undefined || more !== undefined) return []
    return [{ first: wordsOf(before), last: wordsOf(after) }]
  })
  phrases.set(slot, made)
  return made
}

/** Of definitions, which never change. */
const phrases = new WeakMap<DialogSlot, readonly Phrase[]>()

interface Said {
  readonly text: string
  readonly words: readonly RegExpExecArray[]
  /** In lower case. */
  readonly plain: readonly string[]
}

/** What stands where a phrase has its placeholder; undefined when the text is not that phrase. */
function insidePhrase({ first, last }: Phrase, { text, words, plain }: Said): string | undefined {
  if (words.length <= first.length + last.length) return undefined
  const tail = plain.slice(plain.length - last.length)
  if (!same(plain.slice(0, first.length), first) || !same(tail, last)) return undefined
  const from = words[first.length]
  const to = words[words.length - last.length - 1]
  return from && to && text.slice(from.index, to.index + to[0].length)
}

const WORD = /[^\s.,;:!?"()]+/g

const wordsOf = (text: string) => [...text.matchAll(WORD)].map(([word]) => word.toLowerCase())

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((word, i) => word === b[i])

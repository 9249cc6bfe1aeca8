/** Which slots of an intent the words of a text fill. */
import type { Hit, Reading } from '../reading.ts'
import { customValue, patternValue } from '../slot-type.ts'
import { beginTag, insideTag, slotOfTag } from '../tagger/decode.ts'
import { tagFeatures } from '../tagger/tag-features.ts'
import type { Fill, TemplateMatch } from '../template/match-templates.ts'
import type { SlotMatch, SlotValue } from '../types.ts'
import { type Engine, inTextOrder, slotName } from './engine.ts'

/** The slots that a matched template names, with the words that stand in their places. */
export function filledByTemplate(
  engine: Engine,
  reading: Reading,
  match: TemplateMatch,
): SlotMatch[] {
  return match.fills.flatMap(fill => {
    const hit = reading.hits[fill.hit]
    if (hit) return [slotMatch(engine, fill.slot, hit)]
    return spanMatch(engine, reading, fill) ?? []
  })
}

/**
 * The values that lists and grammars vouch for, longest first; each slot once. A value that several slots
 * could take goes to the one that is asked first.
 */
export function filledByHits(
  engine: Engine,
  reading: Reading,
  intent: number,
  known: readonly SlotMatch[] = [],
): SlotMatch[] {
  const taken: { start: number; end: number }[] = [...known]
  const names = new Set(known.map(({ slot }) => slot))
  const free = new Set(engine.outline.intents[intent]?.slots)
  for (const slot of free) if (names.has(slotName(engine, slot))) free.delete(slot)
  const matches = [...known]
  for (const hit of reading.hits) {
    if (taken.some(other => other.start < hit.end && hit.start < other.end)) continue
    const slot = [...free].find(candidate => engine.outline.slots[candidate]?.type === hit.type)
    if (slot === undefined) continue
    free.delete(slot)
    taken.push(hit)
    matches.push(slotMatch(engine, slot, hit))
  }
  return inTextOrder(matches)
}

/** What the tagger of an intent finds, each slot once. */
export function filledByTagger(
  engine: Engine,
  reading: Reading,
  intent: number,
  asked = -1,
): SlotMatch[] | undefined {
  const slots = engine.outline.intents[intent]?.slots ?? []
  const tags = engine.tag(
    intent,
    slots.length,
    tagFeatures({ locale: engine.locale, reading, asked }),
  )
  if (!tags) return undefined
  const matches: SlotMatch[] = []
  for (let from = 0; from < reading.words.tokens.length; from++) {
    const tag = tags[from]!
    if (tag === 0 || tag !== beginTag(slotOfTag(tag))) continue
    let to = from + 1
    while (to < reading.words.tokens.length && tags[to] === insideTag(slotOfTag(tag))) to++
    const slot = slots[slotOfTag(tag)] ?? -1
    const match = spanMatch(engine, reading, { slot, from, to })
    if (match && !matches.some(other => other.slot === match.slot)) matches.push(match)
  }
  return matches
}

const slotMatch = (engine: Engine, slot: number, hit: Hit): SlotMatch => ({
  slot: slotName(engine, slot),
  start: hit.start,
  end: hit.end,
  value: hit.value,
})

type Span = Pick<Fill, 'slot' | 'from' | 'to'>

/** Words that stand for a slot, as a value of its type, if they can be one. */
function spanMatch(engine: Engine, reading: Reading, span: Span): SlotMatch | undefined {
  const { slot, from, to } = span
  const type = engine.outline.slots[slot]?.type ?? -1
  const best = bestHit(reading, type, from, to)
  const slotType = engine.types[type]
  const grammar = slotType?.builtin?.closed === true
  if (best && (grammar || (best.from === from && best.to === to)))
    return slotMatch(engine, slot, best)
  if (grammar) return undefined
  const start = reading.words.tokens[from]?.start ?? 0
  const end = reading.words.tokens[to - 1]?.end ?? start
  const value = unlistedValue(engine, slot, reading.text.slice(start, end))
  if (value) return { slot: slotName(engine, slot), start, end, value }
  return best && slotMatch(engine, slot, best)
}

/** The value of the type that shares most words with a span. */
function bestHit({ hits }: Reading, type: number, from: number, to: number): Hit | undefined {
  let best: Hit | undefined
  let most = 0
  for (const hit of hits) {
    if (hit.type !== type) continue
    const shared = Math.min(hit.to, to) - Math.max(hit.from, from)
    if (shared <= most) continue
    most = shared
    best = hit
  }
  return best
}

/** Text that is no listed value as written: a misspelt one, one that a pattern takes, or a new one. */
export function unlistedValue(
  engine: Engine,
  slot: number,
  original: string,
): SlotValue | undefined {
  const type = engine.types[engine.outline.slots[slot]?.type ?? -1]
  if (!type || !/[\p{L}\p{N}]/u.test(original)) return undefined
  if (type.pattern) {
    const value = patternValue(type.pattern, original)
    return value === undefined ? undefined : { value, resolutions: [value], original }
  }
  if (type.outline.sort === 'custom') return customValue(type, original, type.nearest(original))
  return type.open ? { value: original, resolutions: [], original } : undefined
}

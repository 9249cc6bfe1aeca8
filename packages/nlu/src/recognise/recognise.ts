/** Ranks the intents for an utterance (spec/lex-runtime.md §4.1, §4.2; spec/nlu.md §5). */
import { confidence, type Evidence } from '../classify/confidence.ts'
import { featureWords } from '../classify/feature-words.ts'
import { LIMITS } from '../limits.ts'
import type { Reading } from '../reading.ts'
import type { TemplateMatch } from '../template/match-templates.ts'
import type { RankedIntent, RecogniseOptions, Recognition, SlotMatch } from '../types.ts'
import { type Engine, templateInput } from './engine.ts'
import { filledByHits, filledByTagger, filledByTemplate } from './fill-slots.ts'

export function recognise(
  engine: Engine,
  utterance: string,
  { now, eligible, exactOnly }: RecogniseOptions,
): Recognition {
  const reading = engine.read(utterance, now)
  if (reading.words.tokens.length === 0) return { ranked: [], ambiguous: false }
  const may = (intent: number) => {
    const outline = engine.outline.intents[intent]
    return outline !== undefined && outline.label >= 0 && (eligible?.has(outline.name) ?? true)
  }
  const found = configuredTemplates(engine, reading, exactOnly === true)
  const configured = bestTemplates(found.filter(match => may(match.intent)))
  if (exactOnly)
    return { ranked: exactRanking(engine, reading, configured), ambiguous: configured.length > 1 }
  const contenders = scoreIntents(engine, reading, may)
  const room = roomBeside(contenders, found, may)
  const scores = contenders
    .filter(({ intent }) => may(intent))
    .map(({ intent, score }) => ({ intent, score: Math.min(score, room) }))
  const ambiguous = configured.length > 1
  if (ambiguous) shareScores(scores, configured)
  const open = () => (room < 1 ? [] : openTemplates(engine, reading, scores))
  const chosen = ambiguous ? [] : (configured[0] ?? open())
  return { ranked: rank(engine, reading, scores, chosen), ambiguous }
}

interface Scored {
  readonly intent: number
  score: number
}

/** The configured utterances that the text is, of all intents. */
const configuredTemplates = (engine: Engine, reading: Reading, asWritten: boolean) =>
  engine.templates
    .closed(templateInput(engine, reading, asWritten))
    .filter(match => match.answers < 0)

/** Per intent, the matches that no match beats by literal words: several intents mean ambiguity. */
function bestTemplates(matches: readonly TemplateMatch[]): TemplateMatch[][] {
  if (matches.length === 0) return []
  const most = Math.max(...matches.map(match => match.literals))
  const best = matches.filter(match => match.literals === most)
  return [...Map.groupBy(best, match => match.intent).values()]
}

function exactRanking(
  engine: Engine,
  reading: Reading,
  configured: readonly TemplateMatch[][],
): RankedIntent[] {
  return configured.slice(0, LIMITS.alternatives + 1).map(([match]) => ({
    intent: engine.outline.intents[match!.intent]?.name ?? '',
    score: configured.length > 1 ? AMBIGUOUS_SCORE : 1,
    exact: true,
    slots: filledByTemplate(engine, reading, match!),
  }))
}

// Low enough that neither is picked at Lex's default threshold, 0.4.
const AMBIGUOUS_SCORE = 0.35

function scoreIntents(
  engine: Engine,
  reading: Reading,
  may: (intent: number) => boolean,
): Scored[] {
  return evidenceOf(engine, reading, may).map(({ intent, evidence }) => ({
    intent,
    score: Math.min(
      confidence(evidence),
      valuesAlone(engine, reading, intent) ? VALUES_ALONE_SCORE : 1,
    ),
  }))
}

/** An intent that may not be chosen can be meant all the same: the others get what it leaves. */
function roomBeside(
  scores: readonly Scored[],
  configured: readonly TemplateMatch[],
  may: (intent: number) => boolean,
): number {
  if (configured.some(({ intent }) => !may(intent))) return 0
  return 1 - (scores.find(({ intent }) => !may(intent))?.score ?? 0)
}

/** `large` alone is a value, not a request (spec/lex-runtime.md §4.10). */
function valuesAlone({ carriers }: Engine, { words, covered }: Reading, intent: number): boolean {
  if (covered.size < words.tokens.length) return false
  return !words.wordIds.some(word => carriers.owns(intent, word))
}

const VALUES_ALONE_SCORE = 0.3

/** The intents that may be chosen and score best, behind one that may not where it beats them all. */
export function evidenceOf(
  engine: Engine,
  reading: Reading,
  may: (intent: number) => boolean,
): { intent: number; evidence: Evidence }[] {
  const { locale, classifier } = engine
  const scores = engine.score(featureWords(reading, locale))
  return leaders(engine, scores.margins, may).map(({ intent, margin }) => ({
    intent,
    evidence: {
      margin,
      knownWords: scores.knownWords,
      knownPhrases: scores.knownPhrases,
      words: reading.words.tokens.length,
      values: reading.covered.size / reading.words.tokens.length,
      familiarity: classifier.familiarity,
      classes: classifier.classes,
      rows: classifier.rows,
    },
  }))
}

function leaders(engine: Engine, margins: Float64Array, may: (intent: number) => boolean) {
  const eligible = best(engine, margins, may)
  const [leader] = best(engine, margins, () => true)
  return leader && !may(leader.intent) ? [leader, ...eligible] : eligible
}

/** The intents of the largest margins, best first. */
function best(
  { outline }: Engine,
  margins: Float64Array,
  may: (intent: number) => boolean,
): { intent: number; margin: number }[] {
  const found: { intent: number; margin: number }[] = []
  for (let intent = 0; intent < outline.intents.length; intent++) {
    const label = outline.intents[intent]!.label
    const margin = margins[label] ?? -Infinity
    const full = found.length > LIMITS.alternatives
    if (label < 0 || (full && margin <= found[LIMITS.alternatives]!.margin) || !may(intent))
      continue
    if (full) found.pop()
    let at = found.length
    while (at > 0 && found[at - 1]!.margin < margin) at--
    found.splice(at, 0, { intent, margin })
  }
  return found
}

function shareScores(scores: Scored[], configured: readonly TemplateMatch[][]): void {
  const owners = new Set(configured.flatMap(matches => matches.map(({ intent }) => intent)))
  for (const intent of owners)
    if (!scores.some(scored => scored.intent === intent)) scores.push({ intent, score: 0 })
  for (const scored of scores)
    scored.score = owners.has(scored.intent)
      ? AMBIGUOUS_SCORE
      : Math.min(scored.score, AMBIGUOUS_SCORE - 0.01)
}

/** Configured utterances of the best intent in which unlisted words stand for a slot, best first. */
function openTemplates(
  engine: Engine,
  reading: Reading,
  scores: readonly Scored[],
): TemplateMatch[] {
  const top = scores[0]?.intent
  if (top === undefined) return []
  return engine.templates
    .open(templateInput(engine, reading), top)
    .filter(
      match =>
        match.answers < 0 && match.literals >= Math.max(LIMITS.leastLiterals, match.openWords),
    )
    .sort((first, second) => second.literals - first.literals || first.openWords - second.openWords)
}

function rank(
  engine: Engine,
  reading: Reading,
  scores: readonly Scored[],
  chosen: readonly TemplateMatch[],
): RankedIntent[] {
  const top = chosen[0]?.intent
  const others = scores.filter(({ intent }) => intent !== top)
  const ordered = top === undefined ? others : [{ intent: top, score: 1 }, ...others]
  return ordered
    .toSorted((first, second) => second.score - first.score)
    .slice(0, LIMITS.alternatives + 1)
    .map(({ intent, score }) =>
      rankedIntent(
        { intent: engine.outline.intents[intent]?.name ?? '', score, exact: intent === top },
        () => slotsOf(engine, reading, intent, intent === top ? chosen : []),
      ),
    )
}

/** Slots are found when somebody looks: those of alternatives are seldom wanted. */
function rankedIntent(
  { intent, score, exact }: Omit<RankedIntent, 'slots'>,
  find: () => readonly SlotMatch[],
): RankedIntent {
  let slots: readonly SlotMatch[] | undefined
  return {
    intent,
    score: Math.round(score * 100) / 100,
    exact,
    get slots() {
      return (slots ??= find())
    },
  }
}

/**
 * One way to fill a configured utterance from lists decides; among several, and where unlisted words fill
 * it, the tagger does.
 */
function slotsOf(
  engine: Engine,
  reading: Reading,
  intent: number,
  chosen: readonly TemplateMatch[],
): SlotMatch[] {
  const [first, ...more] = chosen.map(match => filledByTemplate(engine, reading, match))
  if (first && more.length === 0 && chosen[0]?.openWords === 0) return first
  const tagged = filledByTagger(engine, reading, intent)
  if (tagged && (!first || tagged.length > 0)) return tagged
  return first ?? filledByHits(engine, reading, intent)
}

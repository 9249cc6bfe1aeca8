import type { DialogBot } from '../../dialog/bot.ts'
import type { Reply, SlotSpan, TurnReport } from '../../dialog/command.ts'
import type { UtteranceEvent } from '../../dialog/event.ts'
import { occurrences } from '../../dialog/occurrences.ts'
import type { Slots } from '../../dialog/session.ts'
import type { Json } from '../../kernel/json.ts'
import type { Target } from './context.ts'

/** One turn as its log tells it. */
export interface LoggedTurn {
  readonly target: Target
  readonly botVersion: string
  readonly bot: DialogBot
  readonly event: UtteranceEvent
  readonly reply: Reply
  readonly report: TurnReport
  readonly requestId: string
}

/** The JSON of one conversation log event; members that have nothing to say are absent (spec/lex-runtime.md §5.2). */
export function logEntry(turn: LoggedTurn): Json {
  const { target, bot, event, reply, report, requestId } = turn
  const missed = report.missedUtterance
  const { sentiment, alternatives, card } = reply
  return {
    messageVersion: '1.0',
    botName: target.botName,
    botAlias: target.botAlias,
    botVersion: turn.botVersion,
    inputTranscript: maskedTranscript(bot, event.text, report),
    ...present('botResponse', reply.message),
    ...(!missed && {
      ...present('intent', reply.intentName),
      ...present('slots', reply.slots && maskedSlots(bot, reply.intentName, reply.slots)),
      ...present('slotToElicit', reply.slotToElicit),
    }),
    ...present('nluIntentConfidence', reply.confidence),
    ...present(
      'alternativeIntents',
      alternatives?.map(({ intentName, score, slots }) => ({
        name: intentName,
        nluIntentConfidence: score,
        slots: maskedSlots(bot, intentName, slots),
      })),
    ),
    developerOverride: report.developerOverride,
    missedUtterance: missed,
    inputDialogMode: 'Text',
    requestId,
    userId: target.userId,
    sessionId: reply.sessionId,
    ...present(
      'sentimentResponse',
      sentiment && {
        sentimentScore: sentiment.sentimentScore,
        sentimentLabel: capitalised(sentiment.sentimentLabel),
      },
    ),
    dialogState: reply.dialogState,
    ...present('responseCard', card && plainJson(card)),
    locale: bot.locale,
    timestamp: new Date(event.now).toISOString(),
    ...present('kendraResponse', report.searchResponse),
    ...present('sessionAttributes', event.sessionAttributes),
    ...present('requestAttributes', withoutTokens(event.requestAttributes)),
  }
}

/**
 * The utterance with `{slotName}` in place of what an obfuscated slot heard, and the user's own braces
 * escaped. Text that was to answer such a slot and did not is hidden whole (§5.4).
 */
function maskedTranscript(
  bot: DialogBot,
  text: string,
  { asked, missedUtterance, spans }: TurnReport,
): string {
  if (missedUtterance && asked && isObfuscated(bot, asked.intent, asked.slot)) {
    return `{${asked.slot}}`
  }
  let masked = ''
  let end = 0
  for (const { slot, ...span } of hiddenSpans(bot, text, spans)) {
    if (span.start >= end) masked += `${escaped(text.slice(end, span.start))}{${slot}}`
    end = Math.max(end, span.end)
  }
  return masked + escaped(text.slice(end))
}

/** In the order of the text: what obfuscated slots heard, and the same wherever it is said again. */
const hiddenSpans = (bot: DialogBot, text: string, spans: readonly SlotSpan[]) =>
  spans
    .filter(({ intent, slot, start, end }) => isObfuscated(bot, intent, slot) && end > start)
    .flatMap(span => {
      const again = occurrences(text, text.slice(span.start, span.end))
      return [span, ...again.map(place => ({ ...span, ...place }))]
    })
    .sort((a, b) => a.start - b.start || b.end - a.end)

const escaped = (text: string) => text.replace(/[{}]/g, '\\$&')

function maskedSlots(bot: DialogBot, intent: string | null, slots: Slots): Slots {
  return Object.fromEntries(
    Object.entries(slots).map(([name, value]) => [
      name,
      value !== null && isObfuscated(bot, intent, name) ? `{${name}}` : value,
    ]),
  )
}

const isObfuscated = ({ intents }: DialogBot, intent: string | null, slot: SlotSpan['slot']) =>
  intents.get(intent ?? '')?.slots.find(({ name }) => name === slot)?.obfuscated ?? false

/** A live credential that one kind of channel hands to functions has no place in a log (§7.2). */
function withoutTokens(
  attributes: UtteranceEvent['requestAttributes'],
): UtteranceEvent['requestAttributes'] {
  if (!attributes || !Object.hasOwn(attributes, TOKEN)) return attributes
  return { ...attributes, [TOKEN]: '****' }
}

const TOKEN = 'x-amz-lex:slack-bot-token'

const capitalised = (label: string) => label.charAt(0) + label.slice(1).toLowerCase()

const plainJson = (value: object): Json => JSON.parse(JSON.stringify(value))

const present = (name: string, value: Json | undefined): { readonly [name: string]: Json } =>
  value === undefined || value === null ? {} : { [name]: value }

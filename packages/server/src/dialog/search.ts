import type { Json } from '../kernel/json.ts'
import { NO_WORDS } from './action.ts'
import { failed } from './answer.ts'
import { type DialogIntent, kendraIntent } from './bot.ts'
import type { Step } from './command.ts'
import type { SearchAnswered } from './event.ts'
import { badRequest, searchFailed, wrongSearch } from './failures.ts'
import { callFulfilment, fulfilledBySearch } from './fulfil.ts'
import { invokeHook } from './hook-event.ts'
import { intentOf, openIntent } from './intents.ts'
import { readObject } from './json-object.ts'
import { resultAttributes, resultCount } from './search-results.ts'
import { escapeJson, substitute } from './substitute.ts'
import { type Talk, withSession, withTurn } from './turn.ts'

/** What an utterance that fits nothing may ask of a Kendra index (spec/lex-runtime.md §4.7). */

type JsonObject = Readonly<Record<string, Json>>

/**
 * K1: begins the search if the bot has an index; it is an episode of its own, before which the conversation
 * is kept to go on with. Undefined when nothing is there to be searched.
 */
export function beginSearch(talk: Talk): Step | undefined {
  const intent = kendraIntent(talk.bot)
  if (!intent) return undefined
  const { current, phase, clarifyCount } = talk.session
  const search = { interrupted: { current, phase, clarifyCount }, response: null }
  const opened = withTurn(openIntent(talk, intent), { search })
  // K2
  if (intent.dialogHook !== undefined) {
    return invokeHook(opened, 'DialogCodeHook', intent.dialogHook)
  }
  return searchAsConfigured(opened, intent)
}

/** K2: the dialog hook may give the whole query, or another filter. */
export function searchAsDelegated(
  talk: Talk,
  {
    kendraQueryRequestPayload: payload,
    kendraQueryFilterString: filter,
  }: { readonly kendraQueryRequestPayload?: Json; readonly kendraQueryFilterString?: Json },
): Step {
  const intent = intentOf(talk)
  if (payload !== undefined && payload !== null) {
    const query = readObject(payload)
    if (!query) return failed(talk, wrongSearch('kendraQueryRequestPayload is no query'))
    return searchFor(talk, intent, query)
  }
  if (filter === undefined || filter === null) return searchAsConfigured(talk, intent)
  const read = readObject(filter)
  if (!read) return failed(talk, wrongSearch('kendraQueryFilterString is no filter'))
  return searchFor(talk, intent, { QueryText: textOf(talk), AttributeFilter: read })
}

/** K3 */
function searchAsConfigured(talk: Talk, intent: DialogIntent): Step {
  const text = intent.kendra?.queryFilterString
  if (text === undefined) return searchFor(talk, intent, { QueryText: textOf(talk) })
  const filter = filterOf(talk, text)
  if (!filter) {
    return failed(talk, badRequest('Invalid Bot Configuration: queryFilterString is no filter'))
  }
  return searchFor(talk, intent, { QueryText: textOf(talk), AttributeFilter: filter })
}

/** K4 */
function searchFor(talk: Talk, { kendra }: DialogIntent, query: JsonObject): Step {
  if (!kendra) throw new Error('broken invariant: a search has an index')
  return {
    session: { ...talk.session, turn: talk.turn },
    command: { kind: 'search-kendra', configuration: kendra, query },
  }
}

/** K5–K9. `onMiss` goes on as if nothing had been searched. */
export function searchReturned(
  talk: Talk,
  { answer }: SearchAnswered,
  onMiss: (talk: Talk) => Step,
): Step {
  if ('failure' in answer) return failed(talk, searchFailed(answer.failure))
  const { search, requestAttributes } = talk.turn
  if (!search) throw new Error('broken invariant: a search was begun')
  const { response } = answer
  const searched = withTurn(talk, { search: { ...search, response } })
  if (resultCount(response) === 0) return onMiss(withSession(searched, search.interrupted))
  const done = withTurn(searched, {
    requestAttributes: { ...requestAttributes, ...resultAttributes(response) },
  })
  const { fulfillmentHook } = intentOf(done)
  if (fulfillmentHook === undefined) return fulfilledBySearch(done, NO_WORDS)
  return callFulfilment(done, fulfillmentHook)
}

const textOf = ({ turn: { event } }: Talk) => (event.kind === 'utterance' ? event.text : '')

/** Values are written as JSON text, so that none can end the string it stands in. */
function filterOf({ session, turn }: Talk, text: string): JsonObject | undefined {
  const escaped = (map: Readonly<Record<string, string>> | null) =>
    Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, escapeJson(value)]))
  const filled = substitute(text, {
    slots: {},
    attributes: escaped(session.attributes),
    requestAttributes: escaped(turn.requestAttributes),
  })
  return filled === undefined ? undefined : readObject(filled)
}

import { type DialogBot, type DialogIntent, hasContexts, inOrderOfAsking } from './bot.ts'
import type { GivenContext } from './event.ts'
import { LIMITS } from './limits.ts'
import { cut } from './messages.ts'
import type { ActiveContext, Attributes, Session, Slots } from './session.ts'
import { currentOf, type Talk, withSession, withTurn } from './turn.ts'

/** A context as clients and functions see it (spec/lex-runtime.md §2.7). */
export interface ShownContext {
  readonly name: string
  readonly timeToLive: {
    readonly timeToLiveInSeconds?: number
    readonly turnsToLive?: number
  }
  readonly parameters: Attributes
}

export const activeContext = ({ name, parameters, timeToLive }: GivenContext, now: number) => ({
  name,
  parameters,
  expiresAt:
    timeToLive.timeToLiveInSeconds === undefined
      ? null
      : now + timeToLive.timeToLiveInSeconds * 1000,
  turns: timeToLive.turnsToLive ?? null,
})

/** A list that came with a request; `undefined` keeps the stored one. Without what time has ended. */
export function contextsAtStart(
  bot: DialogBot,
  stored: readonly ActiveContext[],
  given: readonly GivenContext[] | undefined,
  now: number,
): readonly ActiveContext[] {
  if (!hasContexts(bot)) return []
  const list = given?.map(context => activeContext(context, now)) ?? stored
  return bounded(list.filter(context => isAlive(context, now)))
}

/** Activates the output contexts of the intent that ends fulfilled (F1–F5). */
export function activateOutputs(talk: Talk): Talk {
  const { intent: name, slots } = currentOf(talk)
  const intent = talk.bot.intents.get(name)
  if (!intent) return talk
  const parameters = parametersOf(intent, slots)
  return setContexts(
    talk,
    intent.outputContexts.map(({ name, timeToLiveInSeconds, turnsToLive }) => ({
      name,
      parameters,
      timeToLive: { timeToLiveInSeconds, turnsToLive },
    })),
  )
}

/** Adds contexts or replaces those of the same name; a life of 0 ends one. */
export function setContexts(talk: Talk, given: readonly GivenContext[]): Talk {
  if (!hasContexts(talk.bot) || given.length === 0) return talk
  const { session, turn } = talk
  const names = new Set(given.map(({ name }) => name))
  const others = session.contexts.filter(({ name }) => !names.has(name))
  const added = given.map(context => activeContext(context, turn.now))
  const alive = added.filter(context => isAlive(context, turn.now) && context.turns !== 0)
  const contexts = bounded([...others, ...alive])
  const freshContexts = [...turn.freshContexts, ...names]
  return withTurn(withSession(talk, { contexts }), { freshContexts })
}

/** What is left at the end: a turn of the conversation counts for every context that it did not set. */
export function contextsAtEnd({ session, turn }: Talk): readonly ActiveContext[] {
  if (session.contexts.length === 0) return session.contexts
  const alive = session.contexts.filter(context => isAlive(context, turn.now))
  if (turn.event.kind !== 'utterance') return alive
  return alive
    .map(context =>
      turn.freshContexts.includes(context.name) || context.turns === null
        ? context
        : { ...context, turns: context.turns - 1 },
    )
    .filter(({ turns }) => turns === null || turns > 0)
}

export function shownContexts(
  bot: DialogBot,
  { contexts }: Pick<Session, 'contexts'>,
  now: number,
): readonly ShownContext[] | null {
  if (!hasContexts(bot)) return null
  return contexts
    .filter(context => isAlive(context, now))
    .map(({ name, parameters, expiresAt, turns }) => ({
      name,
      timeToLive: {
        ...(expiresAt !== null && { timeToLiveInSeconds: Math.ceil((expiresAt - now) / 1000) }),
        ...(turns !== null && { turnsToLive: turns }),
      },
      parameters,
    }))
}

/** All of its input contexts are active, or it has none, or they do not count here. */
export const isEligible = (
  bot: DialogBot,
  { inputContexts }: DialogIntent,
  contexts: readonly ActiveContext[],
): boolean =>
  !hasContexts(bot) || inputContexts.every(name => contexts.some(context => context.name === name))

const isAlive = ({ expiresAt }: ActiveContext, now: number) => expiresAt === null || expiresAt > now

/** Of too many, those closest to their end go first. */
function bounded(contexts: readonly ActiveContext[]): readonly ActiveContext[] {
  if (contexts.length <= LIMITS.activeContexts) return contexts
  const end = ({ expiresAt }: ActiveContext) => expiresAt ?? Number.POSITIVE_INFINITY
  const turns = (context: ActiveContext) => context.turns ?? Number.POSITIVE_INFINITY
  const order = (a: number, b: number) => (a === b ? 0 : a - b)
  const lasting = contexts
    .toSorted((a, b) => order(end(b), end(a)) || order(turns(b), turns(a)))
    .slice(0, LIMITS.activeContexts)
  return contexts.filter(context => lasting.includes(context))
}

function parametersOf(intent: DialogIntent, slots: Slots): Attributes {
  return Object.fromEntries(
    inOrderOfAsking(intent)
      .map(({ name }) => [name, slots[name] ?? null] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== null)
      .slice(0, LIMITS.contextParameters)
      .map(([name, value]) => [name, cut(value, LIMITS.messageCharacters)]),
  )
}

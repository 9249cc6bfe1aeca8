import { heardKey, heardWrite, textHeard } from '../../bots/heard.ts'
import type { RunnableBot } from '../../bots/runnable.ts'
import type { Write } from '../../store/store.ts'
import { type LexRuntimeContext, scopeOf, type Target } from './context.ts'
import { type Place, pinnedPlace } from './places.ts'

/** An utterance that a turn has understood or not. */
export interface HeardTurn {
  readonly place: Place
  readonly target: Target
  readonly botVersion: string
  readonly text: string
  readonly isMissed: boolean
  readonly now: number
}

/**
 * What the statistics of a bot learn of a turn. Children's words and those to bots that hide a slot are never kept
 * (spec/lex-models.md §3.13).
 */
export async function utteranceWrites(
  context: LexRuntimeContext,
  { place, target, botVersion, text: said, isMissed, now }: HeardTurn,
): Promise<readonly Write[]> {
  const pinned = await pinnedPlace(context, place, botVersion)
  const text = textHeard(said)
  if (!pinned || isDiscreet(pinned.runnable) || text === '') return []
  const heard = { bot: target.botName, user: target.userId, version: botVersion, isMissed }
  const row = heardKey({ ...scopeOf(context), ...heard }, text, now)
  return [heardWrite(row, text, await context.documents.get(row), now)]
}

const isDiscreet = ({ bot, intents }: RunnableBot) =>
  bot.childDirected ||
  intents.some(({ slots = [] }) =>
    slots.some(slot => slot.obfuscationSetting === 'DEFAULT_OBFUSCATION'),
  )

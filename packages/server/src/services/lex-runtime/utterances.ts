import { heardKey, heardWrite, textHeard } from '../../bots/heard.ts'
import type { Document, Key, Write } from '../../store/store.ts'
import type { Conversation } from './context.ts'
import type { TalkingBot } from './dialog-bot.ts'

/** An utterance that a turn has understood or not. */
export interface HeardTurn {
  /** The one that answered. */
  readonly bot: TalkingBot
  readonly text: string
  readonly isMissed: boolean
  readonly now: number
}

/** What the statistics of a bot learn of a turn: the row that counts it, and what becomes of that. */
export interface Learned {
  readonly row: Key
  write(before: Document | undefined): Write
}

/** Undefined for a turn of which they learn nothing. */
export function learned(
  { address, userId: user }: Conversation,
  { bot, text: said, isMissed, now }: HeardTurn,
): Learned | undefined {
  const text = textHeard(said)
  if (bot.isDiscreet || text === '') return undefined
  const { account, region, botName } = address
  const { version } = bot.dialog
  const row = heardKey({ account, region, bot: botName, user, version, isMissed }, text, now)
  return { row, write: before => heardWrite(row, text, before, now) }
}

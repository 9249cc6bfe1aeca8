import type { RunnableBot } from '../../bots/runnable.ts'
import type { Session } from '../../dialog/session.ts'
import type { ConversationLogDestination } from '../../outbox/conversation-log.ts'
import { key } from '../../store/key.ts'
import type { Key } from '../../store/store.ts'
import type { Place } from './places.ts'

/** A session as it is stored. Its user has one with a bot, whatever the alias (spec/lex-runtime.md §2.1). */
export interface StoredSession {
  readonly alias: string
  /** The bot version that the alias pointed to when the session began. */
  readonly botVersion: string
  /** The build of it: another one ends the session. */
  readonly build: string
  /** Where the conversation is logged, as it was when the session began. */
  readonly log: ConversationLogDestination | null
  readonly session: Session
}

export const SESSION_KIND = 'lex.session'

export const sessionKey = (account: string, region: string, bot: string, user: string): Key =>
  key(SESSION_KIND, account, region, bot, user)

/** The text log of an alias; the pseudo-alias `$LATEST` has none (docs/design.md §9). */
export function logDestination(
  { account, region, alias }: Place,
  { bot }: RunnableBot,
): ConversationLogDestination | null {
  const logs = alias?.conversationLogs
  const text = logs?.settings.find(({ type }) => type === 'TEXT')
  if (!alias || !logs || !text || bot.childDirected) return null
  return {
    account,
    region,
    botName: alias.bot,
    botAlias: alias.name,
    botVersion: bot.version,
    roleArn: logs.roleArn,
    logGroupArn: text.resourceArn,
    resourcePrefix: text.resourcePrefix,
  }
}

import { lexRuntime } from '../../../wire/models/lex-runtime.ts'
import { guarded } from '../authorization.ts'
import { conversationOf, operation } from '../context.ts'
import { getSessionOf } from '../live-session.ts'
import { sessionKey } from '../sessions.ts'

/** Forgets a conversation; the next one starts fresh (spec/lex-runtime.md §8.3). */
export const deleteSession = operation(lexRuntime.DeleteSession, {
  authorize: guarded('DeleteSession'),

  async handle(input, context) {
    const { account, region } = context
    const { botName, botAlias, userId } = input
    const inLine = sessionKey(account, region, botName, userId)
    const conversation = conversationOf(context, input)
    return context.throttle.run(conversation, 'session', () =>
      context.turns.run(inLine, context.abandoned, async () => {
        const { key, stored } = await getSessionOf(context, conversation)
        await context.documents.commit([{ type: 'delete', key }])
        return { botName, botAlias, userId, sessionId: stored.session.id }
      }),
    )
  },
})

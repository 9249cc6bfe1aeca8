import { shownContexts } from '../../../dialog/contexts.ts'
import type { LastAction, RecentIntent } from '../../../dialog/session.ts'
import {
  type DialogAction,
  type IntentSummary,
  lexRuntime,
} from '../../../wire/models/lex-runtime.ts'
import { guarded } from '../authorization.ts'
import { conversationOf, operation } from '../context.ts'
import { getSessionOf } from '../live-session.ts'
import { wireContext } from '../outputs.ts'

/** Tells where a conversation is; it does not keep it alive (spec/lex-runtime.md §8.2). */
export const getSession = operation(lexRuntime.GetSession, {
  readOnly: true,
  authorize: guarded('GetSession'),

  async handle(input, context) {
    const conversation = conversationOf(context, input)
    return context.throttle.run(conversation, 'session', async () => {
      const { stored, bot } = await getSessionOf(context, conversation)
      const { session } = stored
      const label = input.checkpointLabelFilter
      return {
        recentIntentSummaryView: session.recent
          .filter(({ checkpointLabel }) => label === undefined || checkpointLabel === label)
          .map(intentSummary),
        sessionAttributes: session.attributes ?? {},
        sessionId: session.id,
        dialogAction: session.lastAction ? dialogAction(session.lastAction) : undefined,
        activeContexts:
          shownContexts(bot.dialog, session, context.clock.now())?.map(wireContext) ?? [],
      }
    })
  },
})

const intentSummary = (recent: RecentIntent): IntentSummary => ({
  intentName: recent.intentName ?? undefined,
  checkpointLabel: recent.checkpointLabel ?? undefined,
  slots: recent.slots,
  confirmationStatus: recent.confirmationStatus,
  dialogActionType: recent.dialogActionType,
  fulfillmentState: recent.fulfillmentState ?? undefined,
  slotToElicit: recent.slotToElicit ?? undefined,
})

const dialogAction = (action: LastAction): DialogAction => ({
  type: action.type,
  intentName: action.intentName ?? undefined,
  slots: action.slots ?? undefined,
  slotToElicit: action.slotToElicit ?? undefined,
  fulfillmentState: action.fulfillmentState ?? undefined,
  message: action.message ?? undefined,
  messageFormat: action.messageFormat ?? undefined,
})

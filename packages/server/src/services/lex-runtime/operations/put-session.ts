import type { IntentSummary } from '../../../dialog/session.ts'
import { lexRuntime, type IntentSummary as WireSummary } from '../../../wire/models/lex-runtime.ts'
import { guarded } from '../authorization.ts'
import { assertTextOutput } from '../content-types.ts'
import { conversationOf, operation } from '../context.ts'
import { assertAttributesFit, assertStateFits, attributesOf } from '../inputs.ts'
import { putSessionOutput } from '../outputs.ts'
import { holdTurn } from '../turns.ts'

/** Begins, changes or steers a conversation without anything being said (spec/lex-runtime.md §8.1). */
export const putSession = operation(lexRuntime.PutSession, {
  dataEvent: true,
  authorize: guarded('PutSession'),

  async handle(input, context) {
    assertTextOutput(input.accept)
    const sessionAttributes = attributesOf(input.sessionAttributes)
    assertAttributesFit(sessionAttributes)
    assertStateFits(input)
    const conversation = conversationOf(context, input)
    return context.throttle.run(conversation, 'session', () =>
      holdTurn(
        context,
        conversation,
        {
          kind: 'put-session',
          outputMode: 'Text',
          action: input.dialogAction,
          recent: input.recentIntentSummaryView?.map(intentSummary),
          sessionAttributes,
          activeContexts: input.activeContexts,
        },
        putSessionOutput,
      ),
    )
  },
})

const intentSummary = (summary: WireSummary): IntentSummary => ({
  intentName: summary.intentName ?? null,
  checkpointLabel: summary.checkpointLabel ?? null,
  slots: summary.slots ?? {},
  confirmationStatus: summary.confirmationStatus ?? 'None',
  dialogActionType: summary.dialogActionType,
  fulfillmentState: summary.fulfillmentState ?? null,
  slotToElicit: summary.slotToElicit ?? null,
})

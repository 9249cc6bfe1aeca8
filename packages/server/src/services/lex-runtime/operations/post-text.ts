import { lexRuntime } from '../../../wire/models/lex-runtime.ts'
import { guarded } from '../authorization.ts'
import { conversationOf, operation } from '../context.ts'
import { assertAttributesFit, attributesOf } from '../inputs.ts'
import { counted } from '../metrics.ts'
import { postTextOutput } from '../outputs.ts'
import { holdTurn } from '../turns.ts'

/** One turn of a conversation, in text. */
export const postText = operation(lexRuntime.PostText, {
  dataEvent: true,
  authorize: guarded('PostText'),

  handle: counted('PostText', (input, context) => {
    const sessionAttributes = attributesOf(input.sessionAttributes)
    const requestAttributes = attributesOf(input.requestAttributes)
    assertAttributesFit(sessionAttributes, requestAttributes)
    const conversation = conversationOf(context, input)
    return context.throttle.run(conversation, 'text', () =>
      holdTurn(
        context,
        conversation,
        {
          kind: 'utterance',
          text: input.inputText,
          outputMode: 'Text',
          sessionAttributes,
          requestAttributes,
          activeContexts: input.activeContexts,
        },
        postTextOutput,
      ),
    )
  }),
})

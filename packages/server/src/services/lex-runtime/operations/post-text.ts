import { lexRuntime } from '../../../wire/models/lex-runtime.ts'
import { guarded } from '../authorization.ts'
import { operation } from '../context.ts'
import { assertAttributesFit, attributesOf } from '../inputs.ts'
import { counted } from '../metrics.ts'
import { postTextOutput } from '../outputs.ts'
import { holdTurn } from '../turns.ts'

/** One turn of a conversation, in text. */
export const postText = operation(lexRuntime.PostText, {
  dataEvent: true,
  authorize: guarded('PostText'),

  handle: counted('PostText', async (input, context) => {
    const sessionAttributes = attributesOf(input.sessionAttributes)
    const requestAttributes = attributesOf(input.requestAttributes)
    assertAttributesFit(sessionAttributes, requestAttributes)
    return context.throttle.run(context, input, 'text', () =>
      holdTurn(
        context,
        input,
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

import { BadRequestException, lexRuntime, type Stream } from '../../../wire/models/lex-runtime.ts'
import { guarded } from '../authorization.ts'
import { assertTextInput, assertTextOutput } from '../content-types.ts'
import { conversationOf, operation } from '../context.ts'
import { assertHeadersFit, headerAttributes, headerContexts } from '../inputs.ts'
import { LIMITS } from '../limits.ts'
import { counted } from '../metrics.ts'
import { postContentOutput } from '../outputs.ts'
import { holdTurn } from '../turns.ts'

/** One turn of a conversation: what is said is the body, everything else stands in headers. */
export const postContent = operation(lexRuntime.PostContent, {
  dataEvent: true,
  authorize: guarded('PostContent'),

  handle: counted('PostContent', async (input, context) => {
    assertTextInput(input.contentType)
    assertTextOutput(input.accept)
    const sessionAttributes = headerAttributes('sessionAttributes', input.sessionAttributes)
    const requestAttributes = headerAttributes('requestAttributes', input.requestAttributes)
    const activeContexts = headerContexts(input.activeContexts)
    assertHeadersFit([sessionAttributes, requestAttributes], activeContexts)
    const text = await textOf(input.inputStream)
    const conversation = conversationOf(context, input)
    return context.throttle.run(conversation, 'content', () =>
      holdTurn(
        context,
        conversation,
        {
          kind: 'utterance',
          text,
          outputMode: 'Text',
          sessionAttributes,
          requestAttributes,
          activeContexts,
        },
        held => postContentOutput(held, text),
      ),
    )
  }),
})

/** The body as text, read no further than it may go. */
async function textOf(body: Stream | Uint8Array): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    bytes += chunk.length
    // A character has four bytes at most.
    if (bytes > LIMITS.inputCharacters * 4) throw tooLong()
    chunks.push(chunk)
  }
  const text = decode(Buffer.concat(chunks))
  if (text === '') throw BadRequestException('The body holds no text')
  if ([...text].length > LIMITS.inputCharacters) throw tooLong()
  return text
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw BadRequestException('The body is not text in UTF-8', { cause })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const tooLong = () =>
  BadRequestException(`The body holds more than ${LIMITS.inputCharacters} characters`)

import type { ShownContext } from '../../dialog/contexts.ts'
import type { Card } from '../../dialog/session.ts'
import type { Json } from '../../kernel/json.ts'
import { restJsonCodec } from '../../wire/codecs/rest-json.ts'
import {
  type ActiveContext,
  BadRequestException,
  type PostContentResponse,
  type PostTextResponse,
  type PutSessionResponse,
  type ResponseCard,
} from '../../wire/models/lex-runtime.ts'
import { loadModel } from '../../wire/models/model.ts'
import { LIMITS } from './limits.ts'
import type { Held } from './turns.ts'

/** Answers as the wire has them (spec/lex-runtime.md §1.4–1.6). */

export function postTextOutput({ reply, botVersion }: Held): PostTextResponse {
  const { confidence, alternatives } = reply
  return {
    intentName: reply.intentName ?? undefined,
    nluIntentConfidence: confidence === null ? undefined : { score: confidence },
    alternativeIntents: alternatives?.map(({ intentName, score, slots }) => ({
      intentName,
      nluIntentConfidence: score === null ? undefined : { score },
      slots,
    })),
    slots: reply.slots ?? undefined,
    sessionAttributes: reply.attributes ?? undefined,
    message: reply.message ?? undefined,
    sentimentResponse: reply.sentiment ?? undefined,
    messageFormat: reply.messageFormat ?? undefined,
    dialogState: reply.dialogState,
    slotToElicit: reply.slotToElicit ?? undefined,
    responseCard: reply.card ? responseCard(reply.card) : undefined,
    sessionId: reply.sessionId,
    botVersion,
    activeContexts: reply.contexts?.map(wireContext),
  }
}

/**
 * Everything stands in headers, which clients read up to a size: the deprecated copies of texts go first.
 * @throws BadRequestException when the rest is still too much
 */
export function postContentOutput(held: Held, transcript: string): PostContentResponse {
  const whole = contentOutput(held, transcript)
  if (headerBytes(whole) <= LIMITS.answerHeaderBytes) return whole
  const bare = { ...whole, message: undefined, inputTranscript: undefined }
  const bytes = headerBytes(bare)
  if (bytes <= LIMITS.answerHeaderBytes) return bare
  throw BadRequestException(
    `The headers of the answer exceed the maximum size (${bytes} vs. ${LIMITS.answerHeaderBytes} bytes)`,
  )
}

function headerBytes(output: PostContentResponse): number {
  const { headers } = restJsonCodec.serialize(
    loadModel('lex-runtime'),
    'PostContent',
    { ...output },
    '',
  )
  return headers.reduce((sum, [name, value]) => sum + `${name}: ${value}\r\n`.length, 0)
}

function contentOutput(held: Held, transcript: string): PostContentResponse {
  const { reply, bot, botVersion } = held
  const { confidence, alternatives, sentiment } = reply
  return {
    ...spoken(held),
    nluIntentConfidence: confidence === null ? undefined : { score: confidence },
    alternativeIntents: alternatives?.map(({ intentName, score, slots }) => ({
      intentName,
      nluIntentConfidence: score === null ? null : { score },
      slots,
    })),
    sentimentResponse: sentiment ? base64(JSON.stringify({ ...sentiment })) : undefined,
    inputTranscript: hasRawHeaders(bot.locale) ? transcript : undefined,
    encodedInputTranscript: base64(transcript),
    botVersion,
  }
}

export const putSessionOutput = (held: Held): PutSessionResponse => spoken(held)

/** What the answers of PostContent and PutSession share: their text stands in headers, the body is empty. */
function spoken({ reply, bot }: Held): PutSessionResponse {
  const { message, intentName } = reply
  return {
    contentType: TEXT,
    intentName: intentName ?? undefined,
    slots: intentName === null ? undefined : (reply.slots ?? {}),
    sessionAttributes: reply.attributes ?? {},
    message: message !== null && hasRawHeaders(bot.locale) ? message : undefined,
    encodedMessage: message === null ? undefined : base64(message),
    messageFormat: reply.messageFormat ?? undefined,
    dialogState: reply.dialogState,
    slotToElicit: reply.slotToElicit ?? undefined,
    audioStream: undefined,
    sessionId: reply.sessionId,
    activeContexts: reply.contexts && contextsJson(reply.contexts),
  }
}

const TEXT = 'text/plain;charset=utf-8'

/** The deprecated plain headers exist in these locales alone; others may not fit into a header (§1.5). */
const hasRawHeaders = (locale: string) => !NO_RAW_HEADERS.has(locale)

const NO_RAW_HEADERS: ReadonlySet<string> = new Set(['en-IN', 'ja-JP', 'ko-KR'])

export const wireContext = ({ name, timeToLive, parameters }: ShownContext): ActiveContext => ({
  name,
  timeToLive,
  parameters,
})

const contextsJson = (contexts: readonly ShownContext[]): Json =>
  contexts.map(({ name, timeToLive, parameters }) => ({
    name,
    timeToLive: { ...timeToLive },
    parameters,
  }))

/** The number that definitions and functions give is text on the wire. */
const responseCard = ({ version, genericAttachments }: Card): ResponseCard => ({
  version: String(version),
  contentType: 'application/vnd.amazonaws.card.generic',
  genericAttachments: genericAttachments.map(attachment => ({
    title: attachment.title,
    subTitle: attachment.subTitle,
    attachmentLinkUrl: attachment.attachmentLinkUrl,
    imageUrl: attachment.imageUrl,
    buttons: attachment.buttons,
  })),
})

const base64 = (text: string) => Buffer.from(text).toString('base64')

import type { Invocation, Invoked, Outcome } from '../../functions/function-spec.ts'
import { failedWith } from '../../functions/function-spec.ts'
import type { OutgoingFetch, OutgoingResponse } from '../../kernel/fetch.ts'
import { LIMITS } from './limits.ts'
import type { FunctionVersion } from './records.ts'

/**
 * Asks a function that runs elsewhere: a container of Lambda's own images, or any program that answers a POST.
 * The operator decides which addresses may be reached.
 */
export async function invokeEndpoint(
  url: string,
  { timeoutSeconds }: FunctionVersion,
  { requestId, payload, clientContext, signal }: Invocation,
  fetch: OutgoingFetch,
): Promise<Invoked> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': String(payload.length),
      'x-amz-request-id': requestId,
      ...(clientContext !== undefined && {
        'x-amz-client-context': Buffer.from(clientContext).toString('base64'),
      }),
    },
    body: payload,
    timeoutMs: timeoutSeconds * 1000,
    maxBytes: LIMITS.answerBytes,
    signal,
  })
  signal.throwIfAborted()
  if (answer.ok) return { outcome: outcomeOf(answer.value), tail: '' }
  const { kind, message } = answer.error
  return { outcome: failureOf(kind, message, requestId, timeoutSeconds), tail: '' }
}

function failureOf(
  kind: 'not-allowed' | 'unreachable' | 'timed-out' | 'too-large',
  message: string,
  requestId: string,
  timeoutSeconds: number,
): Outcome {
  switch (kind) {
    case 'not-allowed':
      return { kind: 'not-runnable', reason: `The endpoint is not reached: ${message}.` }
    case 'unreachable':
      return { kind: 'not-runnable', reason: `The endpoint does not answer: ${message}.` }
    case 'timed-out': {
      const text = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
      return failedWith('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`)
    }
    case 'too-large':
      return failedWith(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${LIMITS.answerBytes} bytes).`,
      )
  }
}

function outcomeOf(response: OutgoingResponse): Outcome {
  const { body, status } = response
  if (status >= 200 && status < 300) {
    const isError =
      response.header('x-amz-function-error') !== undefined || looksLikeError(body, response)
    return { kind: isError ? 'failed' : 'answered', payload: body }
  }
  return failedWith('Endpoint.Status', `The endpoint answered with the status ${status}`)
}

/** Lambda's containers answer 200 with the error as body, and say no more about it. */
function looksLikeError(body: Uint8Array, response: OutgoingResponse): boolean {
  if (!response.header('content-type')?.includes('json') && body[0] !== OPENING_BRACE) return false
  if (body.length > ERROR_BYTES) return false
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    if (typeof value !== 'object' || value === null) return false
    const names = Object.keys(value)
    return names.includes('errorType') && names.every(name => ERROR_MEMBERS.has(name))
  } catch {
    return false
  }
}

const OPENING_BRACE = 0x7b
const ERROR_BYTES = 256 * 1024
const ERROR_MEMBERS: ReadonlySet<string> = new Set([
  'errorType',
  'errorMessage',
  'stackTrace',
  'trace',
  'requestId',
])

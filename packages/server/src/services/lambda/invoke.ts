import type { Invoked } from '../../functions/function-spec.ts'
import { never } from '../../kernel/errors.ts'
import {
  InvalidRuntimeException,
  type InvocationRequest,
  type InvocationResponse,
} from '../../wire/models/lambda.ts'
import type { LambdaContext } from './context.ts'
import { invalidContent, tooLargeRequest, tooManyRequests } from './errors.ts'
import { eventWrite } from './events.ts'
import { findVersion, routed } from './find.ts'
import { LIMITS } from './limits.ts'
import { arnOf, type FunctionName, LATEST } from './names.ts'

/** Runs a function, accepts an event for it, or says only that it could be run. */
export async function invokeFunction(
  input: InvocationRequest,
  name: FunctionName,
  context: LambdaContext,
): Promise<InvocationResponse> {
  const { documents, random, requestId } = context
  const type = input.InvocationType ?? 'RequestResponse'
  const payload = payloadOf(input, type)
  const clientContext = clientContextOf(input)
  const found = await findVersion({ ...name, qualifier: name.qualifier ?? LATEST }, documents)
  if (type === 'DryRun') return { ...NOTHING, StatusCode: 204 }
  if (type === 'Event') {
    const accepted = { functionId: found.fn.id, requestId, payload, clientContext }
    await documents.commit([eventWrite(name, accepted, context.clock.now())])
    return { ...NOTHING, StatusCode: 202 }
  }
  const { fn, version } = await routed(found, documents, random)
  const invoked = await context.execution.invoke(fn, version, {
    requestId,
    functionArn: arnOf(name),
    payload,
    signal: context.abandoned(),
    ...(clientContext !== undefined && { clientContext }),
  })
  return answerOf(invoked, version.version, input.LogType === 'Tail')
}

const NOTHING: InvocationResponse = {
  StatusCode: undefined,
  FunctionError: undefined,
  LogResult: undefined,
  Payload: undefined,
  ExecutedVersion: undefined,
}

function answerOf(
  { outcome, tail }: Invoked,
  version: string,
  withTail: boolean,
): InvocationResponse {
  const answer = (payload: Uint8Array, error: string | undefined): InvocationResponse => ({
    StatusCode: 200,
    FunctionError: error,
    LogResult: withTail ? Buffer.from(tail).toString('base64') : undefined,
    Payload: payload,
    ExecutedVersion: version,
  })
  switch (outcome.kind) {
    case 'answered':
      return answer(outcome.payload, undefined)
    case 'failed':
      return answer(outcome.payload, 'Unhandled')
    case 'throttled':
      throw tooManyRequests(
        outcome.places === 'reserved'
          ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
          : 'ConcurrentInvocationLimitExceeded',
      )
    case 'not-runnable':
      throw InvalidRuntimeException(outcome.reason, { members: { Type: 'User' } })
    default:
      return never(outcome)
  }
}

/** JSON within its limit; nothing stands for `{}`. @throws InvalidRequestContentException, RequestTooLargeException */
function payloadOf({ Payload: payload }: InvocationRequest, type: string): Uint8Array {
  if (payload === undefined || payload.length === 0) return Buffer.from('{}')
  const max = type === 'Event' ? LIMITS.eventBytes : LIMITS.payloadBytes
  if (payload.length > max) {
    throw tooLargeRequest(
      `${payload.length} byte payload is too large for the ${type} invocation type (limit ${max} bytes)`,
    )
  }
  const problem = jsonProblem(payload)
  if (problem === undefined) return payload
  throw invalidContent(
    `Could not parse request body into json: Could not parse payload into json: ${problem}`,
  )
}

function jsonProblem(bytes: Uint8Array): string | undefined {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return undefined
  } catch (error) {
    return error instanceof SyntaxError ? error.message : 'Invalid UTF-8'
  }
}

/** The JSON in it. @throws InvalidRequestContentException */
function clientContextOf({ ClientContext: encoded }: InvocationRequest): string | undefined {
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  if (encoded.length > LIMITS.clientContextBytes || jsonProblem(bytes) !== undefined) {
    throw invalidContent('Client context must be a valid Base64-encoded JSON object.')
  }
  // It travels in a header: what is not ASCII is written as JSON may write it.
  return JSON.stringify(JSON.parse(bytes.toString('utf8'))).replaceAll(
    /[^\u0020-\u007e]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

import type { Failure } from './command.ts'
import type { HookFailure } from './event.ts'
import { LIMITS } from './limits.ts'

/** What the client sees of each failure (spec/lex-runtime.md §1.8, §3.5). */

/** Nothing to say: no message fits, or there is no prompt where one is needed. */
export const noUsableMessages: Failure = {
  code: 'BadRequestException',
  message:
    'Invalid Bot Configuration: No usable messages given the current slot, sessionAttribute, and requestAttribute set.',
  metric: 'RuntimeUserErrors',
}

/** Names in it are as a client sent them. */
export const badRequest = (message: string): Failure => ({
  code: 'BadRequestException',
  message: message.slice(0, LIMITS.failureCharacters),
  metric: 'RuntimeUserErrors',
})

/** A function that could not be run to its end. */
export function hookFailed(failure: HookFailure, uri: string): Failure {
  switch (failure.kind) {
    case 'no-permission':
    case 'no-such-function':
      return lambdaError(
        `Invalid Bot Configuration: Lex is unable to access the Lambda function ${uri}. Check that the function exists and that its resource-based policy allows lex.amazonaws.com to invoke it.`,
      )
    case 'function-error':
      return lambdaError(
        `Invalid Lambda Response: Received error response from Lambda: ${failure.type}`,
      )
    case 'timeout':
      return lambdaError(
        'Invalid Lambda Response: The Lambda function did not answer within 30 seconds',
      )
    case 'throttled':
      return {
        code: 'LimitExceededException',
        message: 'The Lambda function is being throttled',
        metric: 'RuntimeThrottledEvents',
      }
    case 'unavailable':
      return {
        code: 'BadGatewayException',
        message: 'The Lambda service could not run the function',
        metric: 'RuntimeLambdaErrors',
      }
  }
}

export const inputTooLarge = (bytes: number): Failure =>
  lambdaError(`Invalid Lambda Request: Lambda input exceeds maximum size (${bytes} vs. 12K)`)

export const nullAnswer: Failure = invalidAnswer('Received null response from Lambda')

export const answerTooLarge = (bytes: number): Failure =>
  invalidAnswer(`Lambda response exceeds maximum size (${bytes} vs. 25K)`)

export const attributesTooLarge = (bytes: number): Failure =>
  invalidAnswer(`Session attributes of the Lambda response exceed maximum size (${bytes} vs. 12K)`)

/** The answer was read, and is not one. `length` places the error without repeating the answer. */
export const wrongAnswer = (problem: string, length: number): Failure =>
  invalidAnswer(
    `Received invalid response from Lambda: ${problem} at [Source: (elided); line: 1, column: ${length}]`,
  )

/** Fulfilment handed back what it was given: nothing is left to ask (F8). */
export const nothingDelegated: Failure = invalidAnswer(
  'Received invalid response from Lambda: Delegate in FulfillmentCodeHook must remove the value of a required slot',
)

/** A second fulfilment in one turn. */
export const fulfilmentLoop: Failure = invalidAnswer(
  'Received invalid response from Lambda: the intent was already fulfilled in this turn',
)

export const searchFailed = (failure: 'refused' | 'throttled'): Failure =>
  failure === 'throttled'
    ? {
        code: 'LimitExceededException',
        message: 'The Kendra query is being throttled',
        metric: 'RuntimeThrottledEvents',
      }
    : {
        code: 'DependencyFailedException',
        message: 'Lex is unable to query the Kendra index of the intent',
        metric: 'KendraSystemErrors',
      }

export const wrongSearch = (problem: string): Failure => ({
  ...invalidAnswer(`Received invalid response from Lambda: ${problem}`),
  metric: 'KendraSystemErrors',
})

function invalidAnswer(problem: string): Failure {
  return {
    code: 'DependencyFailedException',
    message: `Invalid Lambda Response: ${problem}`,
    metric: 'RuntimeInvalidLambdaResponses',
  }
}

const lambdaError = (message: string): Failure => ({
  code: 'DependencyFailedException',
  message,
  metric: 'RuntimeLambdaErrors',
})

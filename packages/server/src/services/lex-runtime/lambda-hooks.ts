import { ServiceError } from '../../kernel/errors.ts'
import { lambda } from '../../wire/models/lambda.ts'
import type { CodeHooks, HookOutcome } from './code-hooks.ts'

/**
 * Code hooks are functions of Lambda, which Lex invokes as the service on behalf of the intent: the function's own
 * policy decides (spec/lex-runtime.md §3.1).
 */
export const lambdaHooks: CodeHooks = {
  async invoke(functionArn, event, { sourceArn, sourceAccount, region, calls, signal }) {
    const account = functionArn.split(':')[4] ?? sourceAccount
    const principal = 'lex.amazonaws.com'
    try {
      const { FunctionError, Payload } = await calls.call(
        lambda.Invoke,
        { FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) },
        { kind: 'service', principal, sourceArn, sourceAccount },
        { account, region, signal },
      )
      if (FunctionError !== undefined) {
        const type = FunctionError === 'Handled' ? 'Handled' : 'Unhandled'
        return { failure: { kind: 'function-error', type } }
      }
      return { payload: Buffer.from(Payload ?? []).toString('utf8') }
    } catch (error) {
      if (isTimeout(error)) return { failure: { kind: 'timeout' } }
      if (!(error instanceof ServiceError)) throw error
      return { failure: failureOf(error) }
    }
  },
}

type Failure = Extract<HookOutcome, { failure: unknown }>['failure']

function failureOf({ code }: ServiceError): Failure {
  if (code === 'AccessDeniedException') return { kind: 'no-permission' }
  if (code === 'ResourceNotFoundException') return { kind: 'no-such-function' }
  if (code === 'TooManyRequestsException') return { kind: 'throttled' }
  return { kind: 'unavailable' }
}

/** The turn's own limit, not the function's: `AbortSignal.timeout`. */
const isTimeout = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'

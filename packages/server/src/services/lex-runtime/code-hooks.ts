import type { HookAnswered } from '../../dialog/event.ts'
import type { CodeHookEvent } from '../../dialog/hook-event.ts'
import type { Calls } from '../../wire/calls.ts'

/** How a turn has a function run (spec/lex-runtime.md §3.1). */
export interface CodeHooks {
  /** Never throws for what a function does: that is an outcome. */
  invoke(functionArn: string, event: CodeHookEvent, call: CodeHookCall): Promise<HookOutcome>
}

/** The function's answer as text, or how it failed. */
export type HookOutcome = HookAnswered['answer']

export interface CodeHookCall {
  /** The service principal's source: the intent, whose permission is looked up in the function's policy. */
  readonly sourceArn: string
  readonly sourceAccount: string
  readonly region: string
  readonly requestId: string
  readonly calls: Calls
  /** Aborted when the client goes away or the time is over. */
  readonly signal: AbortSignal
}

/** A house without functions: whatever is asked for is not there (§3.5). */
export const noFunctions: CodeHooks = {
  invoke: async () => ({ failure: { kind: 'no-such-function' } }),
}

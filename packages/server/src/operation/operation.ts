import type { Check } from '../access/check.ts'
import type { OperationRef, ServiceName } from '../wire/models/model.ts'
import type { Context } from './context.ts'

/** What only we know about an operation; everything else comes from its model (design §3). */
export interface Operation<Input, Output, C extends Context> {
  readonly model: OperationRef<Input, Output>
  /** What must be allowed before anything happens. Reads are memoised for `handle` and expected in its commit. */
  authorize(input: Input, context: C): Checks | Promise<Checks>
  handle(input: Input, context: C): Promise<Output>
  /** How much a denial may say; `reason` when absent. `bare` gives no hint about what exists (AssumeRole). */
  readonly denial?: 'reason' | 'bare'
  /** True when nothing is changed: its audit record goes to the ring (design §2). */
  readonly readOnly?: boolean
  /** True for turns and the like, whose records go to the ring although they change something. */
  readonly dataEvent?: boolean
}

/** All of them must be allowed; an empty list is for operations that need no permission (GetCallerIdentity). */
export type Checks = Check | readonly Check[]

/** The `operation` function of one service, whose context is `C`. */
export function operationsOf<C extends Context>() {
  return <Input, Output>(
    model: OperationRef<Input, Output>,
    parts: Omit<Operation<Input, Output, C>, 'model'>,
  ): Operation<Input, Output, C> => ({ model, ...parts })
}

/** A service: its operations and what they find in their context beside the core. */
export interface Service {
  readonly name: ServiceName
  readonly operations: ReadonlyMap<string, AnyOperation>
  extend(core: Context): Context
}

// The pipeline handles operations of every type alike; what makes their input true is the shape check.
export type AnyOperation = Operation<never, unknown, never>

export function defineService<C extends Context>(parts: {
  readonly name: ServiceName
  readonly context: (core: Context) => C
  readonly operations: readonly Operation<never, unknown, C>[]
}): Service {
  return {
    name: parts.name,
    operations: new Map(
      parts.operations.map(operation => [operation.model.name, operation as AnyOperation]),
    ),
    extend: parts.context,
  }
}

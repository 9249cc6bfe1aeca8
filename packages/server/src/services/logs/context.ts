import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'

/** What CloudWatch Logs knows beside the core. */
export interface LogsContext extends Context {
  /** 26 digits that grow with every call of this process and meet no other's. */
  readonly sequence: () => string
}

export const operation = operationsOf<LogsContext>()

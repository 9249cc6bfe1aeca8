import type { Compiler } from '../../access/compiled.ts'
import type { Context } from '../../operation/context.ts'
import { operationsOf } from '../../operation/operation.ts'
import type { SeenMetrics } from './metrics.ts'
import type { Settling } from './points/settle.ts'

/** What CloudWatch knows beside the core. */
export interface CloudwatchContext extends Context {
  readonly compiler: Compiler
  /** Which metrics this process has entered lately. */
  readonly seen: SeenMetrics
  readonly settling: Settling
}

export const operation = operationsOf<CloudwatchContext>()

export interface Scope {
  readonly account: string
  readonly region: string
}

export const scopeOf = ({ account, region }: Scope): Scope => ({ account, region })

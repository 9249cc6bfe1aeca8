import type { Failure } from '../../dialog/command.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { LexRuntimeContext, Target } from './context.ts'
import { placeOf } from './places.ts'
import type { CountedAs, TurnMetric } from './turn-series.ts'

/** What a turn tells of itself while it is held. */
export interface TurnMeasure {
  botVersion?: string
  missed?: boolean
  failure?: Failure['metric']
}

/**
 * Holds a turn and counts it: requests, latency, missed utterances, errors, each under the alias and under the
 * version (spec/lex-runtime.md §6). Turns with bots that do not exist are not counted: their names are anybody's.
 */
export function counted<Input extends Target, Output>(
  operation: CountedAs['operation'],
  handle: Handle<Input, Output>,
): Handle<Input, Output> {
  return async (input, context) => {
    const { clock, measure } = context
    const began = clock.now()
    try {
      const answer = await handle(input, context)
      count(context, input, { operation, began, names: measure.missed ? MISSED : SERVED })
      return answer
    } catch (error) {
      const botVersion = measure.botVersion ?? (await versionOf(context, input))
      if (botVersion !== undefined) measure.botVersion = botVersion
      const names = ['RuntimeRequestCount', measure.failure ?? metricOf(error)] as const
      count(context, input, { operation, began, names })
      throw error
    }
  }
}

type Handle<Input, Output> = (input: Input, context: LexRuntimeContext) => Promise<Output>

const LATENCY = 'RuntimeSuccessfulRequestLatency'
const SERVED = ['RuntimeRequestCount', LATENCY] as const
const MISSED = [...SERVED, 'MissedUtteranceCount'] as const

interface Counted {
  readonly operation: CountedAs['operation']
  readonly began: number
  readonly names: readonly TurnMetric[]
}

function count(
  context: LexRuntimeContext,
  target: Target,
  { operation, began, names }: Counted,
): void {
  const { clock, metrics } = context
  const { botVersion } = context.measure
  if (botVersion === undefined) return
  const now = clock.now()
  const address = context.addresses.of(context, target)
  const seriesOf = context.series.of(address, { operation, botVersion })
  for (const name of names) {
    const value = name === LATENCY ? now - began : 1
    for (const one of seriesOf(name)) metrics.record(one, value, now)
  }
}

/** What kind of error the client sees. */
function metricOf(error: unknown): TurnMetric {
  if (!(error instanceof ServiceError)) return 'RuntimeSystemErrors'
  if (error.status === 429) return 'RuntimeThrottledEvents'
  return error.fault === 'server' ? 'RuntimeSystemErrors' : 'RuntimeUserErrors'
}

/** The version that the alias means, for a turn that was refused before it was looked for. */
async function versionOf(context: LexRuntimeContext, target: Target): Promise<string | undefined> {
  try {
    const { runnable } = await placeOf(context, context.addresses.of(context, target))
    return runnable.bot.version
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}

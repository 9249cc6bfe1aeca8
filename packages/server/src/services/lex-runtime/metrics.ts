import type { Failure } from '../../dialog/command.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { MetricSeries } from '../../outbox/metrics.ts'
import type { LexRuntimeContext, Target } from './context.ts'
import { placeOf } from './places.ts'

/** What a turn tells of itself while it is held. */
export interface TurnMeasure {
  botVersion?: string
  missed?: boolean
  /** How a turn of PostContent was said, unless in text. */
  inputMode?: 'Speech'
  failure?: Failure['metric']
}

/**
 * Holds a turn and counts it: requests, latency, missed utterances, errors, each under the alias and under the
 * version (spec/lex-runtime.md §6). Turns with bots that do not exist are not counted: their names are anybody's.
 */
export function counted<Input extends Target, Output>(
  operation: 'PostText' | 'PostContent',
  handle: Handle<Input, Output>,
): Handle<Input, Output> {
  return async (input, context) => {
    const { clock, measure } = context
    const began = clock.now()
    try {
      const answer = await handle(input, context)
      count(context, input, operation, { began, names: measure.missed ? MISSED : SERVED })
      return answer
    } catch (error) {
      const botVersion = measure.botVersion ?? (await versionOf(context, input))
      if (botVersion !== undefined) measure.botVersion = botVersion
      const names = ['RuntimeRequestCount', measure.failure ?? metricOf(error)]
      count(context, input, operation, { began, names })
      throw error
    }
  }
}

type Handle<Input, Output> = (input: Input, context: LexRuntimeContext) => Promise<Output>

const LATENCY = 'RuntimeSuccessfulRequestLatency'
const SERVED = ['RuntimeRequestCount', LATENCY]
const MISSED = [...SERVED, 'MissedUtteranceCount']

interface Counted {
  readonly began: number
  readonly names: readonly string[]
}

function count(
  { account, region, clock, metrics, measure }: LexRuntimeContext,
  { botName, botAlias }: Target,
  operation: string,
  { began, names }: Counted,
): void {
  const { botVersion } = measure
  if (botVersion === undefined) return
  const now = clock.now()
  const how = [
    ['Operation', operation],
    ...(operation === 'PostContent' ? [['InputMode', measure.inputMode ?? 'Text'] as const] : []),
  ] as const
  const places: MetricSeries['dimensions'][] = [
    [['BotName', botName], ['BotAlias', botAlias], ...how],
    [['BotName', botName], ['BotVersion', botVersion], ...how],
  ]
  for (const dimensions of places) {
    for (const name of names) {
      const isLatency = name === LATENCY
      const unit = isLatency ? 'Milliseconds' : 'Count'
      const series = { account, region, namespace: 'AWS/Lex', name, unit, dimensions } as const
      metrics.record(series, isLatency ? now - began : 1, now)
    }
  }
}

/** What kind of error the client sees. */
function metricOf(error: unknown): string {
  if (!(error instanceof ServiceError)) return 'RuntimeSystemErrors'
  if (error.status === 429) return 'RuntimeThrottledEvents'
  return error.fault === 'server' ? 'RuntimeSystemErrors' : 'RuntimeUserErrors'
}

/** The version that the alias means, for a turn that was refused before it was looked for. */
async function versionOf(context: LexRuntimeContext, target: Target): Promise<string | undefined> {
  try {
    const { runnable } = await placeOf(context, target)
    return runnable.bot.version
  } catch (error) {
    if (error instanceof ServiceError) return undefined
    throw error
  }
}

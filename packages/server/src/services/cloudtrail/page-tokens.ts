import type { HistoryPlace } from '../../audit/history.ts'
import {
  InvalidNextTokenException,
  type LookupEventsRequest,
} from '../../wire/models/cloudtrail.ts'
import type { CloudTrailContext } from './context.ts'

/** A place in the event history, good for the same account, region and question alone. */
export function sealToken(
  input: LookupEventsRequest,
  place: HistoryPlace,
  context: CloudTrailContext,
): string {
  return context.seal.seal(Buffer.from(JSON.stringify(place)), purposeOf(input, context))
}

/** @throws ServiceError InvalidNextTokenException */
export function openToken(
  input: LookupEventsRequest,
  context: CloudTrailContext,
): HistoryPlace | undefined {
  const { NextToken: token } = input
  if (token === undefined) return undefined
  const opened = context.seal.open(token, purposeOf(input, context))
  if (!opened) throw InvalidNextTokenException('Invalid NextToken.')
  return JSON.parse(Buffer.from(opened).toString('utf8')) as HistoryPlace
}

function purposeOf(
  { LookupAttributes, StartTime, EndTime }: LookupEventsRequest,
  { account, region }: CloudTrailContext,
): string {
  const question = [LookupAttributes ?? null, StartTime ?? null, EndTime ?? null]
  return `trail events ${JSON.stringify([account, region, ...question])}`
}

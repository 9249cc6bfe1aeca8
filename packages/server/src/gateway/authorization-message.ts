import { sealMessage } from '../audit/authorization-message.ts'
import type { HttpResponse } from '../wire/http.ts'
import { Denial } from './perform.ts'
import type { PipelineOptions } from './pipeline.ts'

/**
 * A denial that tells its reason carries what sts:DecodeAuthorizationMessage makes the whole of it from. Denials that
 * tell none carry nothing, and neither do those of calls that a service made on the caller's behalf.
 */
export function withAuthorizationMessage(
  answer: HttpResponse,
  error: unknown,
  requestId: string,
  { seal, clock }: Pick<PipelineOptions, 'seal' | 'clock'>,
): HttpResponse {
  if (!(error instanceof Denial) || error.explains !== requestId) return answer
  const message = sealMessage({ requestId, time: clock.now() }, seal)
  return { ...answer, headers: [...answer.headers, ['x-parley-authorization-message', message]] }
}

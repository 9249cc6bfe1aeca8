import type { Random } from '../kernel/random.ts'
import { CODECS } from '../wire/codecs/codecs.ts'
import type { HttpRequest, HttpResponse } from '../wire/http.ts'
import { loadModel } from '../wire/models/model.ts'
import { recognise } from '../wire/recognise.ts'
import { parseSignature } from '../wire/sigv4/signature.ts'
import { busyAnswer, unknownRoute } from './failures.ts'
import { HEALTH_PATH, health, type Trouble } from './health.ts'
import { LIMITS } from './limits.ts'
import type { Handler } from './listener.ts'
import type { Overload } from './overload.ts'
import type { Pipeline } from './pipeline.ts'
import { together } from './together.ts'

export const METRICS_PATH = '/_parley/metrics'

export interface FrontDoorOptions {
  readonly pipeline: Pipeline
  readonly overload: Pick<Overload, 'enter'>
  readonly random: Random
  readonly domain: string | undefined
  readonly trouble: () => Promise<Trouble | undefined>
  /** The figures for whoever asks, with `--metrics-open`; signed requests get them from the pipeline. */
  readonly openMetrics: (() => Promise<string>) | undefined
}

/** What comes before the pipeline: the two paths that may need no signature, and the refusal of too much. */
export function createFrontDoor(options: FrontDoorOptions): Handler {
  const { pipeline, overload, random, trouble, openMetrics } = options
  const arrivedTogether = together()
  const refusedTogether = together(LIMITS.connections)
  return async (request, peer) => {
    if (request.rawPath === HEALTH_PATH) return health(request, random.uuid(), trouble)
    if (openMetrics && request.rawPath === METRICS_PATH && request.method === 'GET') {
      return metricsAnswer(await openMetrics())
    }
    const leave = overload.enter()
    if (!leave) {
      // Once its body is here, too, the connection can be used again: who is refused should not have to come anew.
      await refusedTogether()
      return refusal(request, options)
    }
    try {
      await arrivedTogether()
      return await pipeline(request, peer)
    } finally {
      leave()
    }
  }
}

/** In the words of the protocol that the request is in, without having looked at its signature. */
function refusal(request: HttpRequest, { random, domain }: FrontDoorOptions): HttpResponse {
  const claimed = parseSignature(request)
  const scope = claimed.kind === 'signed' ? claimed.signature.service : undefined
  const route = recognise(request, scope, domain)
  const requestId = random.uuid()
  if (!route) return unknownRoute(request, requestId)
  return busyAnswer({ codec: CODECS[route.protocol], model: loadModel(route.service), requestId })
}

const metricsAnswer = (text: string): HttpResponse => ({
  status: 200,
  headers: [['content-type', 'text/plain; version=0.0.4']],
  body: text,
})

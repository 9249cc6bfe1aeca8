import type { Identity } from '../access/identity.ts'
import { sessionRefusal } from '../access/session-rules.ts'
import { keptRequest } from '../audit/kept-request.ts'
import { ServiceError } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Service } from '../operation/operation.ts'
import { checkShape } from '../wire/check-shape.ts'
import type { Fields } from '../wire/codecs/codec.ts'
import { CODECS } from '../wire/codecs/codecs.ts'
import { type HttpRequest, type HttpResponse, header } from '../wire/http.ts'
import { loadModel, type ServiceModel, type ServiceName } from '../wire/models/model.ts'
import { queryOperation, type Route, recognise } from '../wire/recognise.ts'
import { withQueryHeaders } from '../wire/recognise-s3.ts'
import { redact } from '../wire/redact.ts'
import { s3NotImplemented } from '../wire/s3-not-implemented.ts'
import { parseSignature } from '../wire/sigv4/signature.ts'
import { signingKeys } from '../wire/sigv4/verify.ts'
import { admit, BEARER } from './admit.ts'
import type { Posted } from './admit-s3.ts'
import { type Arrival, callOf } from './arrival.ts'
import { authError } from './auth-errors.ts'
import { withAuthorizationMessage } from './authorization-message.ts'
import { begun } from './begun.ts'
import { errorAnswer, unknownRoute } from './failures.ts'
import type { Peer } from './listener.ts'
import type { AnsweredRequest } from './metrics.ts'
import { type PerformDependencies, perform, type Ready } from './perform.ts'
import { type RefusedRequest, recordRefusal } from './refusal.ts'
import { sourceIpReader } from './source-ip.ts'

export interface PipelineOptions extends PerformDependencies {
  readonly services: ReadonlyMap<ServiceName, () => Promise<Service>>
  readonly region: string
  readonly trustProxy: readonly string[]
  /** Below it, hosts name buckets. */
  readonly domain?: string | undefined
  readonly log: Logger
  /** Seals what denials tell of themselves. */
  readonly seal: Seal
  /** Takes a request of an account in, until the function that it gives is called. @throws OverShare */
  readonly share: (account: string) => () => void
  /** Is told of every request that was answered. */
  readonly observe: (request: ObservedRequest, exchange: Exchange) => void
}

export interface ObservedRequest extends AnsweredRequest {
  readonly requestId: string
}

/** The request itself with its answer. */
export interface Exchange {
  readonly request: HttpRequest
  readonly answer: HttpResponse
  /** Parts of the path, and the host. */
  readonly labels: ReadonlyMap<string, string>
  /** Undefined for whoever was not recognised. */
  readonly identity: Identity | undefined
  readonly sourceIp: string
  readonly tls: Peer['tls']
}

/** Answers a request of the wire. Whatever happens becomes an answer in the request's own protocol. */
export type Pipeline = (request: HttpRequest, peer: Peer) => Promise<HttpResponse>

/** The one way in (design §2). */
export function createPipeline(options: PipelineOptions): Pipeline {
  const keys = signingKeys()
  const sourceIpOf = sourceIpReader(options.trustProxy)
  return async (request, peer) => {
    const requestId = options.random.uuid()
    const claimed = parseSignature(request)
    const scope = claimed.kind === 'signed' ? claimed.signature.service : undefined
    const head = withQueryHeaders(request)
    const route = recognise(head, scope, options.domain)
    if (!route) return unknownRoute(request, requestId)
    const since = performance.now()
    const arrival: Arrival = {
      requestId,
      request,
      headers: head.headers,
      peer,
      sourceIp: sourceIpOf(peer.address, request.headers),
      claimed,
      route,
      model: loadModel(route.service),
      codec: CODECS[route.protocol],
      keys,
    }
    const reached = notFar(route)
    let answer: HttpResponse
    try {
      const ready = await prepare(arrival, reached, options)
      reached.leave = options.share(ready.call.identity.account)
      const output = await perform(ready, options)
      const answering = answerOf(output, arrival, reached, options)
      answer = answering instanceof Promise ? await answering : answering
    } catch (error) {
      answer = await failureOf(error, arrival, reached, options)
    } finally {
      reached.leave?.()
    }
    observe(answer, since, { arrival, reached, options })
    return answer
  }
}

/** How far a request came: what its audit record can tell when it was refused. */
interface Reached {
  operation: string | undefined
  identity: Identity | undefined
  /** A form, which is answered in its own way. */
  posted: Posted | undefined
  /** Gives back its account's share, once it has taken it and may be performed. */
  leave: (() => void) | undefined
}

const notFar = ({ operation }: Route): Reached => ({
  operation,
  identity: undefined,
  posted: undefined,
  leave: undefined,
})

/** Screen credentials → body → signature → deserialize → check shape. @throws ServiceError */
async function prepare(
  arrival: Arrival,
  reached: Reached,
  options: PipelineOptions,
): Promise<Ready> {
  const { request, route, model, codec } = arrival
  const { access, region, clock } = options
  const now = clock.now()
  const admitted = await admit(arrival, { access, region, now })
  const { identity, body, form, posted } = admitted
  reached.posted = posted
  if (identity !== BEARER) reached.identity = identity
  const name = route.operation ?? queryOperation(model, form)
  reached.operation = name
  if (route.refusal) throw route.refusal
  refuseSession(identity, route.service, name)
  const { service, operation } = built(await options.services.get(route.service)?.(), model, name)
  const input = codec.deserialize(model, name, {
    headers: posted?.headers ?? arrival.headers,
    rawQuery: request.rawQuery,
    labels: posted?.labels ?? route.labels,
    body,
    form,
  })
  const misshapen = checkShape(model, name, input)
  if (misshapen) throw misshapen
  const kept = keptRequest(redact(model, name, input))
  const call = callOf(arrival, admitted, { operation: name, kept, time: clock.now() })
  const use = { at: now, region: call.facts.region, service: model.signingName }
  const noted = access.noteUse(identity, use)
  if (noted) await noted
  return { call, service, operation, input: input as never, family: codec.family }
}

/** Serialize; of a stream, so far that what keeps it from being read can still be told. */
function answerOf(
  output: unknown,
  { model, codec, requestId }: Arrival,
  { operation = '', posted }: Reached,
  { log }: PipelineOptions,
): HttpResponse | Promise<HttpResponse> {
  const answer = codec.serialize(model, operation, output as Fields, requestId)
  const finished = posted?.finish(answer) ?? answer
  return begun(finished, error => log.error('an answer broke off', { requestId, error }))
}

/** Any failure as an answer; a request that was refused before it could be performed is remembered, too. */
async function failureOf(
  error: unknown,
  arrival: Arrival,
  reached: Reached,
  options: PipelineOptions,
): Promise<HttpResponse> {
  const { codec, model, requestId } = arrival
  let told = error
  try {
    if (!reached.leave) await recordRefusal(error, refusedOf(arrival, reached), options)
  } catch (failure) {
    told = failure
  }
  const answer = errorAnswer(told, { codec, model, requestId, log: options.log })
  return withAuthorizationMessage(answer, told, requestId, options)
}

/** What can be told of a request that was refused, and nothing of the exchange that brought it. */
function refusedOf(arrival: Arrival, { operation, identity }: Reached): RefusedRequest {
  const { requestId, route, request, sourceIp } = arrival
  const userAgent = header(request.headers, 'user-agent')
  return { requestId, service: route.service, operation, identity, sourceIp, userAgent }
}

function observe(
  answer: HttpResponse,
  since: number,
  { arrival, reached, options }: { arrival: Arrival; reached: Reached; options: PipelineOptions },
): void {
  const { requestId, request, peer, sourceIp, route, model } = arrival
  const { service } = route
  const { status } = answer
  const { labels } = reached.posted ?? route
  const operation = builtName(model, reached.operation)
  const seconds = (performance.now() - since) / 1_000
  options.observe(
    { requestId, service, operation, status, seconds },
    { request, answer, labels, identity: reached.identity, sourceIp, tls: peer.tls },
  )
}

/** Names that callers make up are nobody's figures. */
const builtName = ({ operations }: ServiceModel, name = '') =>
  Object.hasOwn(operations, name) ? name : undefined

/** The operation of a service. @throws ServiceError when it has a model but is not built */
export function built(
  service: Service | undefined,
  { protocol, apiVersion }: ServiceModel,
  name: string,
): Pick<Ready, 'service' | 'operation'> {
  const operation = service?.operations.get(name)
  if (service && operation) return { service, operation }
  if (protocol === 'rest-xml') throw s3NotImplemented()
  if (protocol === 'query') {
    const message = `Could not find operation ${name} for version ${apiVersion}`
    throw new ServiceError('InvalidAction', message, { status: 400 })
  }
  throw new ServiceError('UnknownOperationException', `Unknown operation ${name}`, {
    status: protocol === 'rest-json' ? 404 : 400,
  })
}

function refuseSession(identity: Identity, service: ServiceName, operation: string): void {
  const refusal = sessionRefusal(identity, service, operation)
  if (refusal === undefined) return
  if (refusal === 'invalid-token') throw authError({ kind: 'unknown-key' }, 'query')
  throw new ServiceError('AccessDenied', `Cannot call ${operation} with session credentials`, {
    status: 403,
  })
}

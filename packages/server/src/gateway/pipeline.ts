import type { Identity } from '../access/identity.ts'
import { sessionRefusal } from '../access/session-rules.ts'
import { keptRequest } from '../audit/kept-request.ts'
import type { AuditedTls } from '../audit/record.ts'
import { ServiceError } from '../kernel/errors.ts'
import type { Logger } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Service } from '../operation/operation.ts'
import { checkShape } from '../wire/check-shape.ts'
import type { Codec, Fields, Received } from '../wire/codecs/codec.ts'
import { CODECS } from '../wire/codecs/codecs.ts'
import { type FormNode, parseForm } from '../wire/codecs/form.ts'
import { type HttpRequest, type HttpResponse, header } from '../wire/http.ts'
import { loadModel, type ServiceModel, type ServiceName } from '../wire/models/model.ts'
import { queryOperation, type Route, recognise } from '../wire/recognise.ts'
import { withQueryHeaders } from '../wire/recognise-s3.ts'
import { redact } from '../wire/redact.ts'
import { s3NotImplemented } from '../wire/s3-not-implemented.ts'
import { type ParsedSignature, parseSignature } from '../wire/sigv4/signature.ts'
import { type SigningKeys, signingKeys } from '../wire/sigv4/verify.ts'
import { admitToS3, type Posted } from './admit-s3.ts'
import { authError } from './auth-errors.ts'
import { expectedScope, screen } from './authenticate.ts'
import { withAuthorizationMessage } from './authorization-message.ts'
import { begun } from './begun.ts'
import { payloadHash, readBody } from './body.ts'
import type { Call } from './call.ts'
import { errorAnswer, unknownRoute } from './failures.ts'
import { inflated } from './inflate.ts'
import type { Peer } from './listener.ts'
import type { AnsweredRequest } from './metrics.ts'
import { type PerformDependencies, perform, type Ready } from './perform.ts'
import { type RefusedRequest, recordRefusal } from './refusal.ts'
import { resourceAccount } from './resource-account.ts'
import { s3Keys } from './s3-keys.ts'
import { sourceIpReader } from './source-ip.ts'
import { tokenHolder } from './token.ts'

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
  readonly sourceIp: () => string
  readonly tls: Peer['tls']
}

/** Answers a request of the wire. Whatever happens becomes an answer in the request's own protocol. */
export type Pipeline = (request: HttpRequest, peer: Peer) => Promise<HttpResponse>

/** The one way in (design §2). */
export function createPipeline(options: PipelineOptions): Pipeline {
  const keys = signingKeys()
  const sourceIp = sourceIpReader(options.trustProxy)
  return async (request, peer) => {
    const requestId = options.random.uuid()
    const claimed = parseSignature(request)
    const scope = claimed.kind === 'signed' ? claimed.signature.service : undefined
    const route = recognise(withQueryHeaders(request), scope, options.domain)
    if (!route) return unknownRoute(request, requestId)
    const model = loadModel(route.service)
    const codec = CODECS[route.protocol]
    const arrival = { request, peer, claimed, route, model, codec, requestId, keys, sourceIp }
    const reached: Reached = { operation: route.operation, identity: undefined }
    const since = performance.now()
    const seen = { sourceIp: () => sourceIpOf(arrival), tls: peer.tls }
    const observed = (answer: HttpResponse): HttpResponse => {
      const { status } = answer
      const { labels } = reached.posted ?? route
      const operation = builtName(model, reached.operation)
      const seconds = (performance.now() - since) / 1_000
      options.observe(
        { requestId, service: route.service, operation, status, seconds },
        { ...{ request, answer, labels, identity: reached.identity }, ...seen },
      )
      return answer
    }
    try {
      const { ready, leave } = await admitted(arrival, reached, options).catch(async error => {
        await recordRefusal(error, refusedOf(arrival, reached), options)
        throw error
      })
      const output = await perform(ready, options).finally(leave)
      const answer = codec.serialize(model, ready.call.operation, output as Fields, requestId)
      const finished = reached.posted?.finish(answer) ?? answer
      const broken = (cause: unknown) =>
        options.log.error('an answer broke off', { requestId, error: cause })
      return observed(await begun(finished, broken))
    } catch (error) {
      const answer = errorAnswer(error, { codec, model, requestId, log: options.log })
      return observed(withAuthorizationMessage(answer, error, requestId, options))
    }
  }
}

/** Until it may be performed, with the account's share taken. */
async function admitted(arrival: Arrival, reached: Reached, options: PipelineOptions) {
  const ready = await prepare(arrival, reached, options)
  return { ready, leave: options.share(ready.call.identity.account) }
}

/** Names that callers make up are nobody's figures. */
const builtName = ({ operations }: ServiceModel, name = '') =>
  Object.hasOwn(operations, name) ? name : undefined

/** How far a request came before it was refused: what its audit record can tell. */
interface Reached {
  operation: string | undefined
  identity: Identity | undefined
  /** A form, which is answered in its own way. */
  posted?: Posted | undefined
}

interface Arrival {
  readonly request: HttpRequest
  readonly peer: Peer
  readonly claimed: ParsedSignature
  readonly route: Route
  readonly model: ServiceModel
  readonly codec: Codec
  readonly requestId: string
  readonly keys: SigningKeys
  readonly sourceIp: ReturnType<typeof sourceIpReader>
}

/** Screen credentials → body → signature → deserialize → check shape. @throws ServiceError */
async function prepare(
  arrival: Arrival,
  reached: Reached,
  options: PipelineOptions,
): Promise<Ready> {
  const { request, route, model, codec } = arrival
  const { family } = codec
  const now = options.clock.now()
  const admitted = await admit(arrival, options, now)
  const { identity, region: signedRegion, body, form, posted } = admitted
  reached.posted = posted
  if (identity !== BEARER) reached.identity = identity
  const operation = route.operation ?? queryOperation(model, form)
  reached.operation = operation
  if (route.refusal) throw route.refusal
  refuseSession(identity, route.service, operation)
  const service = await loadService(route.service, operation, options)
  const input = codec.deserialize(model, operation, {
    headers: posted?.headers ?? withQueryHeaders(request).headers,
    rawQuery: request.rawQuery,
    labels: posted?.labels ?? route.labels,
    body,
    form,
  })
  const misshapen = checkShape(model, operation, input)
  if (misshapen) throw misshapen
  const claimed = posted?.claimed ?? arrival.claimed
  const call = callOf({ ...arrival, claimed }, operation, identity, signedRegion, options)
  call.kept = keptRequest(redact(model, operation, input))
  const { region } = call.facts
  await options.access.noteUse(identity, { at: now, region, service: model.signingName })
  return { call, ...service, input: input as never, family }
}

interface Admitted {
  readonly identity: Identity
  readonly region: string
  readonly body: Received['body']
  /** The parameters of a query request. */
  readonly form: FormNode | undefined
  /** Of a form that a browser posts to S3. */
  readonly posted?: Posted
}

/** Whoever sends one of the few operations that nobody signs: what is in the request says who is meant. */
const BEARER: Identity = { account: '', principal: { kind: 'federated-identity', provider: '' } }

/** Screen credentials → body → signature. @throws ServiceError */
async function admit(arrival: Arrival, options: PipelineOptions, now: number): Promise<Admitted> {
  const { request, claimed, route, model, codec, keys } = arrival
  const { family } = codec
  if (family === 'rest-xml') {
    const { access, region } = options
    return { ...(await admitToS3(arrival, { access, region, now })), form: undefined }
  }
  const formOf = (body: Uint8Array) =>
    route.operation === undefined ? parseForm(request.rawQuery, body) : undefined
  if (claimed.kind === 'unsigned' && route.operation === undefined && takesUnsigned(model)) {
    const body = await readBody(request, family, route.operation)
    const form = formOf(body)
    if (isUnsigned(model, form)) return { identity: BEARER, region: options.region, body, form }
    throw authError({ kind: 'missing' }, family)
  }
  const { access } = options
  const holder = await tokenHolder(arrival, access)
  if (holder) {
    const body = await readBody(request, family, route.operation)
    return { identity: holder, region: options.region, body, form: undefined }
  }
  const expected = expectedScope(model.signingName)
  const screened = await screen(request, claimed, expected, { access, keys, now })
  if (screened.kind === 'refused') throw authError(screened.failure, family)
  const body = await readBody(request, family, route.operation)
  const hash = payloadHash(request, body, screened.signature, route.operation)
  const failure = screened.confirm(hash)
  if (failure) throw authError(failure, family)
  const { identity, signature } = screened
  const plain = inflated(request, body, model)
  return { identity, region: signature.region, body: plain, form: formOf(plain) }
}

const takesUnsigned = ({ operations }: ServiceModel) =>
  Object.values(operations).some(({ unsigned }) => unsigned)

function isUnsigned({ operations }: ServiceModel, form: FormNode | undefined): boolean {
  const action = form?.children.get('Action')?.value ?? ''
  return Object.hasOwn(operations, action) && operations[action]?.unsigned === true
}

/** What can be told of a request that was refused, and nothing of the exchange that brought it. */
function refusedOf(arrival: Arrival, { operation, identity }: Reached): RefusedRequest {
  const { requestId, route, request } = arrival
  return {
    requestId,
    service: route.service,
    operation,
    identity,
    sourceIp: sourceIpOf(arrival),
    userAgent: header(request.headers, 'user-agent'),
  }
}

/** The service with the operation. @throws ServiceError when it has a model but is not built */
export async function loadService(
  name: ServiceName,
  operationName: string,
  { services }: Pick<PipelineOptions, 'services'>,
): Promise<Pick<Ready, 'service' | 'operation'>> {
  const service = await services.get(name)?.()
  const operation = service?.operations.get(operationName)
  if (service && operation) return { service, operation }
  const { protocol, apiVersion } = loadModel(name)
  if (protocol === 'rest-xml') throw s3NotImplemented()
  if (protocol === 'query') {
    const message = `Could not find operation ${operationName} for version ${apiVersion}`
    throw new ServiceError('InvalidAction', message, { status: 400 })
  }
  throw new ServiceError('UnknownOperationException', `Unknown operation ${operationName}`, {
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

/** Global services answer for one region, whatever the server's own. */
const GLOBAL_REGION = 'us-east-1'

function callOf(
  arrival: Arrival,
  operation: string,
  identity: Identity,
  region: string,
  { clock }: PipelineOptions,
): Call {
  const { request, peer, claimed, route, model, codec, requestId } = arrival
  const userAgent = header(request.headers, 'user-agent')
  const referer = header(request.headers, 'referer')
  const isGlobal = route.service === 'iam' || route.service === 'sts'
  return {
    requestId,
    parentRequestId: undefined,
    service: route.service,
    operation,
    identity,
    account: resourceAccount(request, claimed, model, codec.family) ?? identity.account,
    facts: {
      time: clock.now(),
      region: isGlobal ? GLOBAL_REGION : region,
      sourceIp: sourceIpOf(arrival),
      secureTransport: peer.secure,
      ...(userAgent !== undefined && { userAgent }),
      ...(referer !== undefined && { referer }),
      ...(route.service === 's3' && { serviceKeys: s3Keys(arrival, clock.now()) }),
    },
    abandoned: peer.abandoned,
    depth: 0,
    decided: [],
    kept: {},
    tls: tlsOf(arrival),
  }
}

function tlsOf({ peer, request }: Arrival): AuditedTls | undefined {
  const host = header(request.headers, 'host')
  return peer.tls && { ...peer.tls, ...(host !== undefined && { host }) }
}

const sourceIpOf = ({ sourceIp, peer, request }: Arrival) => sourceIp(peer.address, request.headers)

import type { AuditedTls } from '../audit/record.ts'
import type { Codec } from '../wire/codecs/codec.ts'
import { type HttpRequest, header } from '../wire/http.ts'
import type { ServiceModel } from '../wire/models/model.ts'
import type { Route } from '../wire/recognise.ts'
import type { ParsedSignature } from '../wire/sigv4/signature.ts'
import type { SigningKeys } from '../wire/sigv4/verify.ts'
import type { Admitted } from './admit.ts'
import type { Call } from './call.ts'
import type { Peer } from './listener.ts'
import { resourceAccount } from './resource-account.ts'
import { s3Keys } from './s3-keys.ts'

/** A request that was recognised: what its head and its connection tell. */
export interface Arrival {
  readonly requestId: string
  /** As it came. */
  readonly request: HttpRequest
  /** With those that a presigned request carries in its query. */
  readonly headers: HttpRequest['headers']
  readonly peer: Peer
  readonly sourceIp: string
  readonly claimed: ParsedSignature
  readonly route: Route
  readonly model: ServiceModel
  readonly codec: Codec
  readonly keys: SigningKeys
}

/** Global services answer for one region, whatever the server's own. */
const GLOBAL_REGION = 'us-east-1'

/** The call that an admitted request is. */
export function callOf(
  arrival: Arrival,
  { identity, region, posted }: Admitted,
  { operation, kept, time }: Pick<Call, 'operation' | 'kept'> & { readonly time: number },
): Call {
  const { requestId, request, peer, sourceIp, route, model, codec } = arrival
  const { service } = route
  const claimed = posted?.claimed ?? arrival.claimed
  const isGlobal = service === 'iam' || service === 'sts'
  return {
    requestId,
    parentRequestId: undefined,
    service,
    operation,
    identity,
    account: resourceAccount(request, claimed, model, codec.family) ?? identity.account,
    facts: {
      time,
      region: isGlobal ? GLOBAL_REGION : region,
      sourceIp,
      secureTransport: peer.secure,
      userAgent: header(request.headers, 'user-agent'),
      referer: header(request.headers, 'referer'),
      serviceKeys: service === 's3' ? s3Keys({ request, peer, claimed, route }, time) : undefined,
    },
    abandoned: peer.abandoned,
    depth: 0,
    decided: [],
    kept,
    tls: tlsOf(arrival),
  }
}

function tlsOf({ peer, request }: Arrival): AuditedTls | undefined {
  const host = header(request.headers, 'host')
  return peer.tls && { ...peer.tls, ...(host !== undefined && { host }) }
}

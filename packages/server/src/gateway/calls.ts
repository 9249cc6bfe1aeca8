import type { Access } from '../access/access.ts'
import type { Identity } from '../access/identity.ts'
import { keptRequest } from '../audit/kept-request.ts'
import { assert, never, ServiceError } from '../kernel/errors.ts'
import type { ActingAs, CallOptions, Calls } from '../wire/calls.ts'
import { checkShape } from '../wire/check-shape.ts'
import type { Fields } from '../wire/codecs/codec.ts'
import { CODECS } from '../wire/codecs/codecs.ts'
import { loadModel, type OperationRef } from '../wire/models/model.ts'
import { redact } from '../wire/redact.ts'
import { accessDenied } from './auth-errors.ts'
import type { Call } from './call.ts'
import { LIMITS } from './limits.ts'
import { type PerformDependencies, perform, performDry, type Ready } from './perform.ts'
import { built, type PipelineOptions } from './pipeline.ts'

type CallsOptions = PerformDependencies & Pick<PipelineOptions, 'services' | 'region'>

/**
 * Calls inside the house: they enter the same pipeline at the shape check, with an identity of their own.
 * `parent` is the request on whose behalf they are made; deliveries have none.
 */
export function createCalls(options: CallsOptions, parent: Call | undefined): Calls {
  const prepare = async <I, O>(
    { service, name }: OperationRef<I, O>,
    input: I,
    as: ActingAs,
    more: CallOptions,
  ): Promise<Ready> => {
    const depth = (parent?.depth ?? 0) + 1
    assert(depth <= LIMITS.callDepth, 'services call one another to a bounded depth')
    const model = loadModel(service)
    const { family } = CODECS[model.protocol]
    const identity = await identityOf(as, parent, options.access)
    if (!identity)
      throw accessDenied('The security token included in the request is expired', family)
    const misshapen = checkShape(model, name, input as Fields)
    if (misshapen) throw misshapen
    const isGlobal = service === 'iam' || service === 'sts'
    const call: Call = {
      requestId: more.requestId ?? options.random.uuid(),
      parentRequestId: more.parentRequestId ?? parent?.requestId,
      service,
      operation: name,
      identity,
      account: more.account ?? identity.account,
      facts: {
        time: options.clock.now(),
        region: isGlobal ? 'us-east-1' : (more.region ?? parent?.facts.region ?? options.region),
        // The way inside the house is as good as TLS.
        secureTransport: true,
      },
      abandoned: abandonedBy(more.signal, parent),
      depth,
      decided: [],
      kept: keptRequest(redact(model, name, input as Fields)),
    }
    const found = built(await options.services.get(service)?.(), model, name)
    return { call, ...found, input: input as never, family }
  }
  return {
    async call<I, O>(operation: OperationRef<I, O>, input: I, as: ActingAs, more = {}) {
      return (await perform(await prepare(operation, input, as, more), options)) as O
    },
    async wouldAllow(operation, input, as, more = {}) {
      try {
        return await performDry(await prepare(operation, input, as, more), options)
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        return { allowed: false, reason: error.message }
      }
    },
  }
}

function abandonedBy(signal: AbortSignal | undefined, parent: Call | undefined): Call['abandoned'] {
  if (signal) return () => signal
  return parent?.abandoned ?? (() => NEVER)
}

const NEVER = new AbortController().signal

async function identityOf(
  as: ActingAs,
  parent: Call | undefined,
  access: Access,
): Promise<Identity | undefined> {
  switch (as.kind) {
    case 'service':
      return {
        principal: { kind: 'service', name: as.principal },
        account: as.sourceAccount,
        source: { arn: as.sourceArn, account: as.sourceAccount },
      }
    case 'session':
      return access.openSession(as.credentials.accessKeyId, as.credentials.sessionToken)
    case 'caller': {
      assert(parent, 'only a request has a caller to act for')
      const { identity } = parent
      return { ...identity, calledVia: [...(identity.calledVia ?? []), as.service] }
    }
    default:
      return never(as)
  }
}

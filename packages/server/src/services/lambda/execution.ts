import type { Blobs } from '../../blobs/blobs.ts'
import type { FunctionSpec, Invocation, Invoked, Started } from '../../functions/function-spec.ts'
import type { Functions } from '../../functions/functions.ts'
import { INSIDE, PORTS } from '../../functions/places.ts'
import type { Clock } from '../../kernel/clock.ts'
import { assert, ServiceError } from '../../kernel/errors.ts'
import type { OutgoingFetch } from '../../kernel/fetch.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Random } from '../../kernel/random.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Metrics } from '../../outbox/metrics.ts'
import type { Calls } from '../../wire/calls.ts'
import { sts } from '../../wire/models/sts.ts'
import { asLambda, sessionName, variablesOf } from './configuration.ts'
import { invokeEndpoint } from './endpoints.ts'
import { createLogWriter, type LogWriter } from './log-writer.ts'
import { createMeasures } from './metrics.ts'
import { runtimeArn } from './outputs.ts'
import type { Code, FunctionVersion, LambdaFunction } from './records.ts'
import { familyOf } from './runtimes.ts'

/** Runs versions of functions, wherever their code is. */
export interface Execution {
  /** Runs it and counts that; a function with no places of its own is throttled. */
  invoke(fn: LambdaFunction, version: FunctionVersion, invocation: Invocation): Promise<Invoked>
  /** Takes new code into use: unpacks it, ends what runs older code. */
  prepare(fn: LambdaFunction, version: FunctionVersion): Promise<void>
  /** Ends what a deleted function, or a version of it, still runs. */
  retire(fn: LambdaFunction, version?: string): Promise<void>
  /** Writes the logs that wait, and resolves when they are written. */
  settled(): Promise<void>
}

export interface ExecutionParts {
  readonly functions: () => Promise<Functions>
  readonly fetch: OutgoingFetch
  readonly blobs: Blobs
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Where invocations are counted. */
  readonly metrics: Metrics
  /** Calls on nobody's request: environments outlive the request that started them. */
  readonly calls: () => Calls
}

export function createExecution(parts: ExecutionParts): Execution {
  const writers = new Set<LogWriter>()
  const measures = createMeasures(parts)
  const run = async (
    fn: LambdaFunction,
    version: FunctionVersion,
    invocation: Invocation,
    running: number,
  ): Promise<Invoked> => {
    const { code } = version
    if (fn.reserved === 0) return THROTTLED
    if (code.kind === 'endpoint') {
      // Where no pool counts its places.
      if (running > (fn.reserved ?? Number.POSITIVE_INFINITY)) return THROTTLED
      return invokeEndpoint(code.url, version, invocation, parts.fetch)
    }
    const functions = await parts.functions()
    return functions.invoke(specOf(fn, version, code, { ...parts, writers }), invocation)
  }
  return {
    invoke: (fn, version, invocation) =>
      measures.during({ fn, version, invocation }, running =>
        run(fn, version, invocation, running),
      ),
    async prepare(fn, version) {
      const { code } = version
      if (code.kind === 'endpoint') return
      const functions = await parts.functions()
      await functions.prepare(specOf(fn, version, code, { ...parts, writers }))
    },
    async retire(fn, version) {
      const functions = await parts.functions()
      functions.retire(version === undefined ? fn.id : groupOf(fn, version))
    },
    async settled() {
      await Promise.all([...writers].map(writer => writer.written()))
    },
  }
}

const THROTTLED: Invoked = { outcome: { kind: 'throttled', places: 'reserved' }, tail: '' }

type SpecParts = ExecutionParts & { readonly writers: Set<LogWriter> }

const groupOf = ({ id }: LambdaFunction, version: string) => `${id}/${version}`

function specOf(
  fn: LambdaFunction,
  version: FunctionVersion,
  code: Extract<Code, { kind: 'package' }>,
  parts: SpecParts,
): FunctionSpec {
  const { runtime = '' } = version
  const family = familyOf(runtime)
  assert(family, 'the runtime of a stored function is one that runs here')
  return {
    // A published version runs in environments of its own, though its content is that of another.
    id: `${version.contentId}/${version.version}`,
    group: groupOf(fn, version.version),
    owner: fn.id,
    ...(fn.reserved !== undefined && { reserved: fn.reserved }),
    runtime: family,
    runtimeVersion: `${runtime}\tRuntime Version ARN: ${runtimeArn(version, fn.region)}`,
    code: {
      sha256: Buffer.from(code.sha256, 'base64').toString('hex'),
      load: () => parts.blobs.readAll(code.blob),
    },
    memoryMb: version.memoryMb,
    ephemeralMb: version.ephemeralMb,
    timeoutMs: version.timeoutSeconds * 1000,
    version: version.version,
    start: () => start(fn, version, parts),
  }
}

/** A new environment: credentials of the role, variables, a log stream. */
async function start(
  fn: LambdaFunction,
  version: FunctionVersion,
  parts: SpecParts,
): Promise<Started> {
  const { clock, random, log, writers } = parts
  const calls = parts.calls()
  const credentials = await assumeRole(fn, version, calls)
  const functions = await parts.functions()
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  const unique = Buffer.from(random.bytes(16)).toString('hex')
  const stream = `${day}/[${version.version}]${unique}`
  const { account, region } = fn
  const as = {
    kind: 'session' as const,
    credentials: {
      accessKeyId: credentials.AccessKeyId,
      sessionToken: credentials.SessionToken,
    },
  }
  const target = { account, region, group: version.logGroup, stream }
  const writer = createLogWriter(target, as, { calls, clock, log })
  writers.add(writer)
  return {
    expiresAt: credentials.Expiration,
    log: {
      ...writer,
      end: () => void writer.written().then(() => writers.delete(writer)),
    },
    variables: {
      ...variablesOf(version, fn, parts.seal),
      ...ownVariables(fn, version, stream),
      AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: credentials.SessionToken,
      AWS_ENDPOINT_URL: await functions.apiUrl(),
    },
  }
}

/** @throws ServiceError AccessDeniedException */
async function assumeRole(fn: LambdaFunction, { role }: FunctionVersion, calls: Calls) {
  const input = { RoleArn: role, RoleSessionName: sessionName(fn) }
  try {
    const options = { account: fn.account, region: fn.region }
    const { Credentials } = await calls.call(sts.AssumeRole, input, asLambda(fn), options)
    assert(Credentials, 'AssumeRole answers with credentials')
    return Credentials
  } catch (cause) {
    if (!(cause instanceof ServiceError)) throw cause
    const message = 'The role defined for the function cannot be assumed by Lambda.'
    throw new ServiceError('AccessDeniedException', message, { status: 403, cause })
  }
}

/** What Lambda sets, whatever the function's own variables say (spec/surroundings.md §4.3). */
function ownVariables(fn: LambdaFunction, version: FunctionVersion, stream: string) {
  return {
    AWS_DEFAULT_REGION: fn.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: version.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: stream,
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${PORTS.runtimeApi}`,
    AWS_REGION: fn.region,
    LAMBDA_RUNTIME_DIR: INSIDE.runtime,
    LAMBDA_TASK_ROOT: INSIDE.code,
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin',
    TZ: ':UTC',
    _HANDLER: version.handler ?? '',
  }
}

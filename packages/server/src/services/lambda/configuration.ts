import { ServiceError } from '../../kernel/errors.ts'
import type {
  CreateFunctionRequest,
  Environment,
  UpdateFunctionConfigurationRequest,
} from '../../wire/models/lambda.ts'
import { sts } from '../../wire/models/sts.ts'
import type { LambdaContext } from './context.ts'
import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'
import { functionArn } from './names.ts'
import type { FunctionVersion } from './records.ts'
import { assertRuntime } from './runtimes.ts'

export const LAMBDA = 'lambda.amazonaws.com'

type ConfigurationInput = Omit<CreateFunctionRequest, 'FunctionName' | 'Code' | 'Role'> &
  Pick<UpdateFunctionConfigurationRequest, 'Role'>

type Configured = Pick<
  FunctionVersion,
  | 'description'
  | 'runtime'
  | 'handler'
  | 'role'
  | 'timeoutSeconds'
  | 'memoryMb'
  | 'ephemeralMb'
  | 'logGroup'
  | 'environment'
>

interface Place {
  readonly account: string
  readonly region: string
  readonly name: string
}

/** The configuration after a request: what it does not name stays. @throws InvalidParameterValueException */
export function configured(
  input: ConfigurationInput,
  before: Configured,
  place: Place,
  { seal }: Pick<LambdaContext, 'seal'>,
): Configured {
  refuseUnavailable(input)
  if (input.Runtime !== undefined) assertRuntime(input.Runtime)
  const runtime = input.Runtime ?? before.runtime
  const handler = input.Handler ?? before.handler
  const environment = input.Environment
    ? sealedVariables(input.Environment, place, seal)
    : before.environment
  return {
    description: input.Description ?? before.description,
    role: input.Role ?? before.role,
    timeoutSeconds: input.Timeout ?? before.timeoutSeconds,
    memoryMb: input.MemorySize ?? before.memoryMb,
    ephemeralMb: input.EphemeralStorage?.Size ?? before.ephemeralMb,
    logGroup: input.LoggingConfig?.LogGroup ?? before.logGroup,
    ...(runtime !== undefined && { runtime }),
    ...(handler !== undefined && { handler }),
    ...(environment !== undefined && { environment }),
  }
}

/** What a new function has before its request is looked at. */
export const defaults = (name: string, role: string): Configured => ({
  description: '',
  role,
  timeoutSeconds: LIMITS.timeoutSeconds,
  memoryMb: LIMITS.memoryMb,
  ephemeralMb: LIMITS.ephemeralMb,
  logGroup: `/aws/lambda/${name}`,
})

/** The variables of a version. */
export function variablesOf(
  { environment }: Pick<FunctionVersion, 'environment'>,
  place: Place,
  seal: LambdaContext['seal'],
): Readonly<Record<string, string>> | undefined {
  if (environment === undefined) return undefined
  const opened = seal.open(environment, purposeOf(place))
  if (!opened) throw new Error(`the variables of ${functionArn(place)} do not open`)
  return JSON.parse(Buffer.from(opened).toString('utf8'))
}

/**
 * The role must be of the function's account, not only of the caller's, and let Lambda assume it.
 * @throws AccessDeniedException InvalidParameterValueException
 */
export async function assertRole(
  role: string,
  place: Place,
  { calls }: Pick<LambdaContext, 'calls'>,
): Promise<void> {
  if (role.split(':')[4] !== place.account) {
    const message = 'Cross-account pass role is not allowed.'
    throw new ServiceError('AccessDeniedException', message, { status: 403 })
  }
  const input = { RoleArn: role, RoleSessionName: sessionName(place) }
  const { allowed } = await calls.wouldAllow(sts.AssumeRole, input, asLambda(place))
  if (!allowed) throw invalid('The role defined for the function cannot be assumed by Lambda.')
}

/** A function's session bears its name, as recorded; a name of one letter is too short for that. */
export const sessionName = ({ name }: Pick<Place, 'name'>): string =>
  name.length > 1 ? name : `${name}@lambda_function`

/** Lambda itself, on behalf of a function. */
export const asLambda = (place: Place) => ({
  kind: 'service' as const,
  principal: LAMBDA,
  sourceArn: functionArn(place),
  sourceAccount: place.account,
})

function sealedVariables(
  { Variables = {} }: Environment,
  place: Place,
  seal: LambdaContext['seal'],
): string {
  const reserved = Object.keys(Variables).filter(name => RESERVED.has(name))
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  }
  const text = JSON.stringify(Variables)
  if (Buffer.byteLength(text) > LIMITS.environmentBytes) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${withoutValues(Variables)}`,
    )
  }
  return seal.seal(Buffer.from(text), purposeOf(place))
}

/** The message stands in the audit trail, which the values must not reach. */
const withoutValues = (variables: Readonly<Record<string, string>>) =>
  JSON.stringify(Object.fromEntries(Object.keys(variables).map(name => [name, '***'])))

/** A sealed text of one function opens for no other. */
const purposeOf = (place: Place) => `variables of ${functionArn(place)}`

const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  'TZ',
])

/** What is not built is refused, not forgotten; its empty values, which tools send, are fine. */
function refuseUnavailable(input: ConfigurationInput): void {
  const { VpcConfig: vpc } = input
  const unavailable: readonly [name: string, isAsked: boolean][] = [
    ['VpcConfig', Boolean(vpc?.SubnetIds?.length || vpc?.SecurityGroupIds?.length)],
    ['DeadLetterConfig', Boolean(input.DeadLetterConfig?.TargetArn)],
    ['KMSKeyArn', Boolean(input.KMSKeyArn)],
    ['TracingConfig', input.TracingConfig?.Mode === 'Active'],
    ['Layers', Boolean(input.Layers?.length)],
    ['FileSystemConfigs', Boolean(input.FileSystemConfigs?.length)],
    ['ImageConfig', Object.keys(input.ImageConfig ?? {}).length > 0],
    ['CodeSigningConfigArn', Boolean(input.CodeSigningConfigArn)],
    ['SnapStart', input.SnapStart?.ApplyOn === 'PublishedVersions'],
    ['LoggingConfig', input.LoggingConfig?.LogFormat === 'JSON'],
  ]
  const asked = unavailable.find(([, isAsked]) => isAsked)
  if (asked) throw invalid(`${asked[0]} is not available on this server.`)
}

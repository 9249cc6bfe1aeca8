import { hash } from 'node:crypto'
import type { Seal } from '../../kernel/seal.ts'
import type { AliasConfiguration, FunctionConfiguration } from '../../wire/models/lambda.ts'
import { bytesOf, digestOf } from './code.ts'
import { variablesOf } from './configuration.ts'
import { functionArn } from './names.ts'
import type { Alias, FunctionVersion, LambdaFunction } from './records.ts'
import { remarkOn } from './runtimes.ts'

export interface Shown {
  readonly fn: LambdaFunction
  readonly version: FunctionVersion
  /** What the ARN ends with: undefined for the function itself. */
  readonly qualifier: string | undefined
}

/** A version as answers tell it. Listings leave out its state. */
export function configurationOutput(
  { fn, version, qualifier }: Shown,
  seal: Seal,
  { listed = false } = {},
): FunctionConfiguration {
  const variables = variablesOf(version, fn, seal)
  const arn = functionArn(fn)
  return {
    FunctionName: fn.name,
    FunctionArn: qualifier === undefined ? arn : `${arn}:${qualifier}`,
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: bytesOf(version.code),
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: new Date(version.modifiedAt).toISOString().replace('Z', '+0000'),
    CodeSha256: digestOf(version.code),
    Version: version.version,
    Environment: variables && { Variables: variables, Error: undefined },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: version.revisionId,
    PackageType: version.code.kind === 'package' ? 'Zip' : 'Image',
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: version.logGroup },
    ...(listed ? NO_STATE : stateOutput(version)),
    RuntimeVersionConfig:
      listed || version.runtime === undefined
        ? undefined
        : { RuntimeVersionArn: runtimeArn(version, fn.region) },
    VpcConfig: undefined,
    DeadLetterConfig: undefined,
    KMSKeyArn: undefined,
    MasterArn: undefined,
    Layers: undefined,
    FileSystemConfigs: undefined,
    ImageConfigResponse: undefined,
    SigningProfileVersionArn: undefined,
    SigningJobArn: undefined,
  }
}

export function aliasOutput(fn: LambdaFunction, alias: Alias): AliasConfiguration {
  const { name, version, description, routing, revisionId } = alias
  return {
    AliasArn: `${functionArn(fn)}:${name}`,
    Name: name,
    FunctionVersion: version,
    Description: description,
    RoutingConfig: routing && {
      AdditionalVersionWeights: { [routing.version]: routing.weight },
    },
    RevisionId: revisionId,
  }
}

/** Which build of a runtime it is: here the one that is installed, under a name of the same form. */
export const runtimeArn = (
  { runtime = '', architecture }: Pick<FunctionVersion, 'runtime' | 'architecture'>,
  region: string,
): string => {
  const image = `${runtime} ${process.version}${architecture === 'x86_64' ? '' : ` ${architecture}`}`
  return `arn:aws:lambda:${region}::runtime:${hash('sha256', image, 'hex')}`
}

type StateOutput = Pick<
  FunctionConfiguration,
  | 'State'
  | 'StateReason'
  | 'StateReasonCode'
  | 'LastUpdateStatus'
  | 'LastUpdateStatusReason'
  | 'LastUpdateStatusReasonCode'
>

const NO_STATE: StateOutput = {
  State: undefined,
  StateReason: undefined,
  StateReasonCode: undefined,
  LastUpdateStatus: undefined,
  LastUpdateStatusReason: undefined,
  LastUpdateStatusReasonCode: undefined,
}

const IN_PROGRESS = 'The function is being created.'

function stateOutput({ progress, runtime }: FunctionVersion): StateOutput {
  switch (progress) {
    case 'creating':
      return {
        ...NO_STATE,
        State: 'Pending',
        StateReason: IN_PROGRESS,
        StateReasonCode: 'Creating',
      }
    case 'updating':
      return {
        ...NO_STATE,
        State: 'Active',
        LastUpdateStatus: 'InProgress',
        LastUpdateStatusReason: IN_PROGRESS,
        LastUpdateStatusReasonCode: 'Creating',
      }
    case 'settled':
      return {
        ...NO_STATE,
        State: 'Active',
        StateReason: remarkOn(runtime),
        LastUpdateStatus: 'Successful',
      }
  }
}

import type { Scope } from '../../../bots/arns.ts'
import { parseArn } from '../../../kernel/arn.ts'
import type { LogSettingsRequest } from '../../../wire/models/lex-models.ts'

/** What the log settings of an alias may not say (spec/lex-models.md §3.11, lex-runtime.md §5.1). */
export function logSettingsProblem(
  settings: readonly LogSettingsRequest[],
  scope: Scope,
): string | undefined {
  const types = settings.map(setting => setting.logType)
  const twice = types.find((type, index) => types.indexOf(type) !== index)
  if (twice !== undefined) return `There are two log settings of type ${twice}.`
  for (const setting of settings) {
    const problem = settingProblem(setting, scope)
    if (problem !== undefined) return problem
  }
  return undefined
}

const DESTINATIONS = { TEXT: 'CLOUDWATCH_LOGS', AUDIO: 'S3' } as const

function settingProblem(
  { logType, destination, resourceArn, kmsKeyArn }: LogSettingsRequest,
  { account, region }: Scope,
): string | undefined {
  const wanted = DESTINATIONS[logType]
  if (destination !== wanted) return `Logs of type ${logType} go to ${wanted}, not ${destination}.`
  const arn = parseArn(resourceArn)
  const service = destination === 'S3' ? 's3' : 'logs'
  if (arn?.service !== service) return `'${resourceArn}' is no destination of ${destination}.`
  if (service === 'logs' && (arn.account !== account || arn.region !== region)) {
    return `The log group '${resourceArn}' must be in the bot's account and region.`
  }
  if (kmsKeyArn === undefined) return undefined
  if (destination !== 'S3') return 'kmsKeyArn is allowed for the destination S3 alone.'
  const key = parseArn(kmsKeyArn)
  return key?.region === region ? undefined : `The key '${kmsKeyArn}' must be in the bot's region.`
}

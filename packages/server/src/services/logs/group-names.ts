import { parseArn } from '../../kernel/arn.ts'
import { ServiceError } from '../../kernel/errors.ts'
import { InvalidParameterException } from '../../wire/models/logs.ts'
import type { LogsContext } from './context.ts'
import { LIMITS } from './limits.ts'

/** A group as a request means it, whether it exists or not. */
export interface GroupName {
  readonly account: string
  readonly region: string
  readonly name: string
}

type Where = Pick<LogsContext, 'account' | 'region'>

/** The group of a request that names it by `logGroupName`. @throws InvalidParameterException */
export function named(logGroupName: string, { account, region }: Where): GroupName {
  assertName(logGroupName)
  return { account, region, name: logGroupName }
}

/** The group of a request that takes a name or an identifier, never both. @throws ServiceError */
export function namedOrIdentified(
  {
    logGroupName,
    logGroupIdentifier,
  }: {
    readonly logGroupName?: string | undefined
    readonly logGroupIdentifier?: string | undefined
  },
  where: Where,
): GroupName {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    const message = 'LogGroup name and LogGroup ARN are mutually exclusive parameters.'
    throw new ServiceError('ValidationException', message, { status: 400 })
  }
  if (logGroupIdentifier !== undefined) return identified(logGroupIdentifier, where)
  if (logGroupName !== undefined) return named(logGroupName, where)
  throw InvalidParameterException(
    "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
  )
}

/** A name or an ARN, as `logGroupIdentifier` takes them. @throws InvalidParameterException */
export function identified(identifier: string, { account, region }: Where): GroupName {
  if (NAME.test(identifier)) return { account, region, name: identifier }
  const group = parseGroupArn(identifier)
  if (!group) throw InvalidParameterException('The specified logGroupIdentifier is invalid.')
  return group
}

/** A group by the ARN that tagging takes: nothing may follow the name. @throws InvalidParameterException */
export function groupOfArn(arn: string): GroupName {
  const group = parseGroupArn(arn)
  if (!group) throw InvalidParameterException('The resourceArn is not the ARN of a log group.')
  return group
}

/** AWS has a sentence of its own for names that are too long. @throws InvalidParameterException */
export function assertName(name: string): void {
  if (name.length > LIMITS.nameCharacters) {
    throw InvalidParameterException(
      'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
    )
  }
  // Half a surrogate pair is no text that a key could hold.
  if (!name.isWellFormed()) {
    throw InvalidParameterException('Invalid LogGroup or LogStream, both must be well-formed text.')
  }
}

/** Of the names of filters and policies, which are parts of keys as well. @throws InvalidParameterException */
export function assertText(name: string, member: string): void {
  if (!name.isWellFormed()) throw InvalidParameterException(`${member} must be well-formed text.`)
}

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/

function parseGroupArn(arn: string): GroupName | undefined {
  const { service, region, account, resource } = parseArn(arn) ?? {}
  if (service !== 'logs' || !region || !account || !resource?.startsWith('log-group:')) {
    return undefined
  }
  const name = resource.slice('log-group:'.length)
  return NAME.test(name) ? { account, region, name } : undefined
}

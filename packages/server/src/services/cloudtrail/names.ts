import { trailArn } from '../../audit/trail.ts'
import { parseArn } from '../../kernel/arn.ts'
import { InvalidTrailNameException } from '../../wire/models/cloudtrail.ts'
import type { CloudTrailContext } from './context.ts'
import { LIMITS } from './limits.ts'

/** A trail as a request names it. */
export interface NamedTrail {
  readonly account: string
  /** Where it lives: of a bare name the request's own region, though its trail may live elsewhere. */
  readonly region: string
  readonly name: string
  readonly isArn: boolean
}

/** @throws ServiceError InvalidTrailNameException */
export function assertTrailName(name: string): void {
  const { least, most } = LIMITS.nameCharacters
  const range = `Specify a string between the ranges of ${least} and ${most} characters.`
  if (name.length === 0) throw InvalidTrailNameException('Trail name cannot be blank!')
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw InvalidTrailNameException(
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    )
  }
  if (name.length < least) throw InvalidTrailNameException(`Trail name too short. ${range}`)
  if (name.length > most) throw InvalidTrailNameException(`Trail name too long. ${range}`)
  if (!/^[A-Za-z0-9]/.test(name)) {
    throw InvalidTrailNameException('Trail name must starts with a letter or number.')
  }
  if (!/[A-Za-z0-9]$/.test(name)) {
    throw InvalidTrailNameException('Trail name must ends with a letter or number.')
  }
  if (/[._-]{2}/.test(name)) {
    throw InvalidTrailNameException(
      'Trail name cannot have adjacent periods, underscores or dashes.',
    )
  }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) {
    throw InvalidTrailNameException('Trail name cannot be formatted as an IP address.')
  }
}

/** A name or an ARN. Whether it is well-formed is told after authorization. */
export function namedTrail(text: string, { account, region }: CloudTrailContext): NamedTrail {
  const arn = parseArn(text)
  if (arn?.service === 'cloudtrail' && arn.resource.startsWith('trail/')) {
    const name = arn.resource.slice('trail/'.length)
    return { account: arn.account, region: arn.region, name, isArn: true }
  }
  return { account, region, name: text, isArn: false }
}

export const arnOfNamed = ({ account, region, name }: NamedTrail) =>
  trailArn({ account, homeRegion: region, name })

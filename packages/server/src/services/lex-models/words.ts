import type { Kind } from '../../bots/records.ts'
import {
  BadRequestException,
  LimitExceededException,
  NotFoundException,
  PreconditionFailedException,
  type ReferenceType,
  ResourceInUseException,
} from '../../wire/models/lex-models.ts'

/** The refusals that several operations share, in the service's words. */

/** The names of the kinds as messages print them (spec/lex-models.md §3.2). */
export const NOUNS: Readonly<Record<Kind | 'alias', string>> = {
  bot: 'Bot',
  intent: 'Intent',
  'slot-type': 'SlotType',
  alias: 'BotAlias',
}

export const notFound = (kind: Kind | 'alias', name: string, version?: string) => {
  const which = version === undefined ? name : `${name}:${version}`
  return NotFoundException(`${NOUNS[kind]} ${which} does not exist.`)
}

export const nameTaken = (kind: Kind | 'alias', name: string, existing: string) =>
  BadRequestException(
    `${NOUNS[kind]} ${name} cannot be created: ${existing} exists, and names are unique ignoring case.`,
  )

export const checksumMissing = (kind: Kind | 'alias', name: string) =>
  PreconditionFailedException(
    `${NOUNS[kind]} ${name} already exists. If you are trying to update ${name} you must specify the checksum.`,
  )

export const checksumWrong = (kind: Kind | 'alias', name: string) =>
  PreconditionFailedException(
    `The checksum is not that of the $LATEST version of ${NOUNS[kind]} ${name}.`,
  )

export const aliasChecksumWrong = (name: string) =>
  PreconditionFailedException(`The checksum is not that of BotAlias ${name}.`)

export const checksumOfNothing = (kind: Kind | 'alias', name: string) =>
  BadRequestException(
    `${NOUNS[kind]} ${name} does not exist: to create it, leave out the checksum.`,
  )

export const mutableReference = (name: string) =>
  BadRequestException(`Resource '${name}' should refer to immutable versions to create new version`)

export const quotaReached = (what: string, most: number) =>
  LimitExceededException(`The limit of ${most} ${what} is reached.`)

/** One example of what uses it; clients delete it and ask again. */
export const inUse = (referenceType: ReferenceType, name: string, version?: string) =>
  ResourceInUseException(
    `The resource is used by ${referenceType} ${version === undefined ? name : `${name}:${version}`}.`,
    { members: { referenceType, exampleReference: { name, version } } },
  )

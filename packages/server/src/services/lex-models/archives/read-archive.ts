import type { ZipEntry } from '../../../kernel/archive.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { parseJsonBody } from '../../../wire/codecs/json-values.ts'
import {
  BadRequestException,
  type ResourceType,
  type StartImportRequest,
} from '../../../wire/models/lex-models.ts'
import { LIMITS } from '../limits.ts'
import { hasMoreValues } from './count-values.ts'

export interface JsonObject {
  readonly [name: string]: unknown
}

/** The file of an archive that is worth a job. */
export interface ReadArchive {
  readonly resourceType: ResourceType
  readonly name: string
  readonly file: JsonObject
}

/** Opens a payload. @throws BadRequestException for all that is answered at once (spec/lex-models.md §5.3) */
export async function readArchive({
  payload,
  resourceType,
}: Pick<StartImportRequest, 'payload' | 'resourceType'>): Promise<ReadArchive> {
  if (payload.length > LIMITS.importBytes) {
    throw BadRequestException(`The payload is larger than ${LIMITS.importBytes} bytes.`)
  }
  // Loaded when it is needed: no other operation reads archives.
  const { readZip } = await import('../../../kernel/archive.ts')
  const read = await readZip(payload, {
    entries: LIMITS.importEntries,
    totalBytes: LIMITS.importJsonBytes,
    ratio: LIMITS.importRatio,
  })
  if (!read.ok)
    throw BadRequestException(`The payload is not a zip archive to import: ${read.error}.`)
  const [entry, ...more] = read.value.filter(isContent)
  if (!entry || more.length > 0) {
    throw BadRequestException('The archive must hold exactly one JSON file.')
  }
  const file = parsed(entry)
  const resource = objectIn(file, 'resource')
  const name = textIn(resource, 'name')
  if (name === undefined || !NAME.test(name)) {
    throw BadRequestException('The file must hold a resource with a name.')
  }
  const held = heldType(resource)
  if (held !== resourceType) {
    throw BadRequestException(`The file holds a resource of type ${held}, not ${resourceType}.`)
  }
  return { resourceType, name, file }
}

const NAME = /^[a-zA-Z_]{1,100}$/

// What packers of desktop systems add.
const isContent = ({ name }: ZipEntry) =>
  !name.startsWith('__MACOSX/') && !/(?:^|\/)\.DS_Store$/.test(name)

function parsed({ bytes }: ZipEntry): JsonObject {
  if (hasMoreValues(bytes, LIMITS.importValues)) {
    throw BadRequestException(`The file holds more than ${LIMITS.importValues} values.`)
  }
  try {
    const value = parseJsonBody(bytes)
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
  }
  throw BadRequestException('The file of the archive is no JSON object.')
}

function heldType(resource: JsonObject): ResourceType {
  const has = (...names: readonly string[]) => names.some(name => Object.hasOwn(resource, name))
  if (has('childDirected', 'intents')) return 'BOT'
  if (has('enumerationValues', 'slotTypeConfigurations', 'parentSlotTypeSignature')) {
    return 'SLOT_TYPE'
  }
  return 'INTENT'
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member that is an object; an empty one otherwise. */
export function objectIn(object: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return isObject(value) ? value : {}
}

/** The objects of a member that is a list. */
export function listIn(object: JsonObject, name: string): readonly JsonObject[] {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function textIn(object: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'string' ? value : undefined
}

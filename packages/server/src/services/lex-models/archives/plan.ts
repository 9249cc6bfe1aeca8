import { isBuiltin } from '../../../bots/parts.ts'
import { LATEST } from '../../../bots/records.ts'
import { ServiceError } from '../../../kernel/errors.ts'
import { checkShape } from '../../../wire/check-shape.ts'
import type { Fields } from '../../../wire/codecs/codec.ts'
import { readJsonValue } from '../../../wire/codecs/json-values.ts'
import {
  BadRequestException,
  type PutBotRequest,
  type PutIntentRequest,
  type PutSlotTypeRequest,
  type ResourceType,
  type Slot,
} from '../../../wire/models/lex-models.ts'
import { loadModel } from '../../../wire/models/model.ts'
import { LIMITS } from '../limits.ts'
import { METADATA } from './lex-format.ts'
import {
  isObject,
  type JsonObject,
  listIn,
  objectIn,
  type ReadArchive,
  textIn,
} from './read-archive.ts'

/** One resource of a file, as a Put would send it. */
export type ImportItem =
  | Item<'slot-type', PutSlotTypeRequest>
  | Item<'intent', PutIntentRequest>
  | Item<'bot', PutBotRequest>

interface Item<K, Input> {
  readonly kind: K
  readonly name: string
  /** Its version in the file, whatever that may be: what others in the file refer to. */
  readonly version: string
  /** Dependents are published, the root is not. */
  readonly isRoot: boolean
  readonly input: Input
}

/** A file in the order of its import: slot types, intents, bot (spec/lex-models.md §5.3). */
export interface ImportPlan {
  readonly resourceType: ResourceType
  readonly name: string
  /** The intents of a bot, which a permission may depend on. */
  readonly intentNames: readonly string[]
  readonly items: readonly ImportItem[]
  /** What has not the shape of a Put: the import fails before it writes anything. */
  readonly problems: readonly string[]
}

/** @throws BadRequestException for more resources than an account could have */
export function planOf({ resourceType, name, file }: ReadArchive): ImportPlan {
  const resource = objectIn(file, 'resource')
  const problems = [
    ...metadataProblems(objectIn(file, 'metadata')),
    ...['slotTypes', 'intents'].filter(member => hasStray(resource[member])).map(strayProblem),
  ]
  const intents = resourceType === 'BOT' ? listIn(resource, 'intents') : []
  const roots: readonly Found[] = [
    ...[...listIn(resource, 'slotTypes'), ...intents.flatMap(one => listIn(one, 'slotTypes'))].map(
      found('slot-type'),
    ),
    ...intents.map(found('intent')),
    { kind: ROOTS[resourceType], resource, isRoot: true },
  ]
  const all = distinct(roots)
  if (all.length > LIMITS.importItems) {
    throw BadRequestException(`The file holds more than ${LIMITS.importItems} resources.`)
  }
  const items = all.flatMap(one => {
    const item = itemOf(one)
    if (typeof item !== 'string') return [item]
    problems.push(item)
    return []
  })
  const intentNames = intents.flatMap(intent => textIn(intent, 'name') ?? [])
  return { resourceType, name, intentNames, items, problems }
}

const ROOTS = { BOT: 'bot', INTENT: 'intent', SLOT_TYPE: 'slot-type' } as const

interface Found {
  readonly kind: ImportItem['kind']
  readonly resource: JsonObject
  readonly isRoot: boolean
}

const found = (kind: 'slot-type' | 'intent') => (resource: JsonObject) => ({
  kind,
  resource,
  isRoot: false,
})

/** Each resource once, though several share it. */
function distinct(all: readonly Found[]): readonly Found[] {
  const seen = new Set<string>()
  return all.filter(({ kind, resource, isRoot }) => {
    const id = `${kind} ${textIn(resource, 'name') ?? ''}:${versionIn(resource)}`
    if (seen.has(id) && !isRoot) return false
    seen.add(id)
    return true
  })
}

function metadataProblems(metadata: JsonObject): string[] {
  return Object.entries(METADATA).flatMap(([name, expected]) =>
    metadata[name] === expected ? [] : [`metadata.${name} must be ${expected}.`],
  )
}

const hasStray = (list: unknown) =>
  list !== undefined && list !== null && !(Array.isArray(list) && list.every(isObject))

const strayProblem = (member: string) => `resource.${member} must be a list of resources.`

const OPERATIONS = { bot: 'PutBot', intent: 'PutIntent', 'slot-type': 'PutSlotType' } as const

/** The resource as its Put takes it, or what is wrong with its shape. */
function itemOf({ kind, resource, isRoot }: Found): ImportItem | string {
  const operation = OPERATIONS[kind]
  const model = loadModel('lex-models')
  const name = textIn(resource, 'name') ?? 'without a name'
  const shown = `${operation.slice(3)} ${name.slice(0, LIMITS.importNameCharacters)}`
  try {
    const prepared = PREPARED[kind](resource)
    const input = readJsonValue(model, `${operation}Request`, prepared) as Fields
    const misshapen = checkShape(model, operation, input)
    if (misshapen) return `${shown}: ${misshapen.message}`
    const version = versionIn(resource)
    if (version.length > LIMITS.importVersionCharacters) return `${shown}: its version is too long.`
    // The shape check has made the input what the model says.
    return { kind, name: String(input['name']), version, isRoot, input } as unknown as ImportItem
  } catch (error) {
    if (error instanceof ServiceError) return `${shown}: ${error.message}`
    throw error
  }
}

/** What a Put does not take is left out, what it needs is added. */
const PREPARED: Readonly<Record<ImportItem['kind'], (resource: JsonObject) => JsonObject>> = {
  'slot-type': resource => ({ ...resource, ...NOT_IMPORTED }),
  intent: resource => ({
    ...resource,
    ...NOT_IMPORTED,
    ...(Array.isArray(resource['slots']) && { slots: resource['slots'].map(preparedSlot) }),
  }),
  bot: resource => ({
    locale: 'en-US',
    ...resource,
    ...NOT_IMPORTED,
    // Its references are those to the intents of the file, once they have numbers.
    intents: Array.isArray(resource['intents']) ? [] : undefined,
    processBehavior: 'SAVE',
  }),
}

const NOT_IMPORTED = { checksum: undefined, createVersion: undefined, tags: undefined }

function preparedSlot(slot: unknown): unknown {
  if (!isObject(slot)) return slot
  const type = textIn(slot, 'slotType')
  if (type === undefined || isBuiltin(type)) return { ...slot, slotTypeVersion: undefined }
  return { ...slot, slotTypeVersion: numberOrLatest(versionIn(slot, 'slotTypeVersion')) }
}

const numberOrLatest = (version: string) => (/^\d{1,64}$/.test(version) ? version : LATEST)

function versionIn(resource: JsonObject, name = 'version'): string {
  const version = resource[name]
  return typeof version === 'string' || typeof version === 'number' ? String(version) : LATEST
}

/** The custom slot types that an intent names and the file does not hold. */
export function outsideTypes(
  { slots = [] }: Pick<PutIntentRequest, 'slots'>,
  { items }: ImportPlan,
): readonly Slot[] {
  const inside = new Set(items.flatMap(item => (item.kind === 'slot-type' ? [item.name] : [])))
  return slots.filter(({ slotType }) => slotType && !isBuiltin(slotType) && !inside.has(slotType))
}

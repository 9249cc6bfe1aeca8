import type { Document, Key } from '../store/store.ts'
import { type Bot, type Intent, LATEST, recordOf, type SlotType, versionedKey } from './records.ts'

/** What a bot is made of: the versions that it refers to, and theirs. */
export interface BotParts {
  /** In the bot's order. */
  readonly intents: readonly Intent[]
  /** Custom types, each version once, in the order of their first use. */
  readonly slotTypes: readonly SlotType[]
  /** References that lead nowhere, as a person would name them. */
  readonly missing: readonly string[]
}

export interface PartsReader {
  getMany(keys: readonly Key[]): Promise<(Document | undefined)[]>
}

/** Reads the closure of a bot's references. */
export async function partsOf(reader: PartsReader, bot: Bot): Promise<BotParts> {
  const { account, region, intents: references = [] } = bot
  const found = await reader.getMany(
    references.map(({ name, version }) => versionedKey('intent', account, region, name, version)),
  )
  const intents = found.flatMap(document => recordOf<Intent>(document) ?? [])
  const types = distinct(intents.flatMap(customTypesOf))
  const foundTypes = await reader.getMany(
    types.map(({ name, version }) => versionedKey('slot-type', account, region, name, version)),
  )
  return {
    intents,
    slotTypes: foundTypes.flatMap(document => recordOf<SlotType>(document) ?? []),
    missing: [
      ...references.filter((_, i) => !found[i]).map(one => `intent ${one.name}:${one.version}`),
      ...types.filter((_, i) => !foundTypes[i]).map(one => `slot type ${one.name}:${one.version}`),
    ],
  }
}

export interface VersionReference {
  readonly name: string
  readonly version: string
}

/** The custom slot types that an intent uses, each version once. */
export function customTypesOf({ slots = [] }: Pick<Intent, 'slots'>): VersionReference[] {
  return distinct(
    slots.flatMap(({ slotType, slotTypeVersion = LATEST }) =>
      slotType && !isBuiltin(slotType) ? [{ name: slotType, version: slotTypeVersion }] : [],
    ),
  )
}

export const isBuiltin = (name: string): boolean => name.startsWith('AMAZON.')

function distinct(references: readonly VersionReference[]): VersionReference[] {
  return [...new Map(references.map(one => [`${one.name}:${one.version}`, one])).values()]
}

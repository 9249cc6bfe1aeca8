import { customTypesOf, partsOf } from '../../../bots/parts.ts'
import {
  type Bot,
  type Intent,
  recordOf,
  type SlotType,
  versionedKey,
} from '../../../bots/records.ts'
import type { ZipEntry } from '../../../kernel/archive.ts'
import type { Documents } from '../../../operation/documents.ts'
import type { ExportType, ResourceType } from '../../../wire/models/lex-models.ts'
import { interactionModel } from './alexa-format.ts'
import { botResource, exportFile, rootIntentResource, slotTypeResource } from './lex-format.ts'
import { type ExportPlace, KINDS } from './records.ts'

type Reader = Pick<Documents, 'get' | 'getMany'>

/** An immutable version with what it is made of. */
interface Exported {
  readonly resourceType: ResourceType
  readonly bot?: Bot
  readonly intents: readonly Intent[]
  readonly slotTypes: readonly SlotType[]
}

/** The archive of a version: one file (spec/lex-models.md §5.1). Undefined when the version is gone. */
export async function exportArchive(
  place: ExportPlace,
  reader: Reader,
): Promise<Uint8Array | undefined> {
  const exported = await closureOf(place, reader)
  if (!exported) return undefined
  const { exportType, name } = place
  const content = FORMATS[exportType](exported, name)
  const entry: ZipEntry = {
    name: exportType === 'LEX' ? `${name}_Export.json` : `${name}.json`,
    bytes: Buffer.from(JSON.stringify(content, null, 2)),
  }
  const { writeZip } = await import('../../../kernel/archive.ts')
  return writeZip([entry])
}

const FORMATS: Readonly<Record<ExportType, (exported: Exported, name: string) => object>> = {
  LEX: ({ bot, intents, slotTypes, resourceType }) => {
    const [intent] = intents
    const [slotType] = slotTypes
    if (bot) return exportFile(botResource(bot, intents, slotTypes))
    if (resourceType === 'INTENT' && intent) {
      return exportFile(rootIntentResource(intent, slotTypes))
    }
    return exportFile(slotType ? slotTypeResource(slotType) : {})
  },
  ALEXA_SKILLS_KIT: ({ intents, slotTypes }, name) => interactionModel(name, intents, slotTypes),
}

async function closureOf(place: ExportPlace, reader: Reader): Promise<Exported | undefined> {
  const { account, region, resourceType, name, version } = place
  const document = await reader.get(
    versionedKey(KINDS[resourceType], account, region, name, version),
  )
  switch (resourceType) {
    case 'BOT': {
      const bot = recordOf<Bot>(document)
      return bot && { resourceType, bot, ...(await partsOf(reader, bot)) }
    }
    case 'INTENT': {
      const intent = recordOf<Intent>(document)
      if (!intent) return undefined
      const types = await reader.getMany(
        customTypesOf(intent).map(type =>
          versionedKey('slot-type', account, region, type.name, type.version),
        ),
      )
      const slotTypes = types.flatMap(type => recordOf<SlotType>(type) ?? [])
      return { resourceType, intents: [intent], slotTypes }
    }
    case 'SLOT_TYPE': {
      const slotType = recordOf<SlotType>(document)
      return slotType && { resourceType, intents: [], slotTypes: [slotType] }
    }
  }
}

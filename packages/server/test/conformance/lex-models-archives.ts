import {
  CreateBotVersionCommand,
  CreateIntentVersionCommand,
  CreateSlotTypeVersionCommand,
  type ExportType,
  GetExportCommand,
  type GetExportCommandInput,
  GetImportCommand,
  type LexModelBuildingServiceClient,
  PutBotCommand,
  PutIntentCommand,
  PutSlotTypeCommand,
  type ResourceType,
  StartImportCommand,
  type StartImportCommandInput,
} from '@aws-sdk/client-lex-model-building-service'
import { readZip, writeZip } from '../../src/kernel/archive.ts'
import { eventually } from '../eventually.ts'
import { FLOWER_TYPES, flowersBot, orderFlowers } from './lex-models-flowers.ts'

/** Exports and imports as a client goes through them. */

export interface Archive {
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly text: string
  readonly file: { readonly metadata?: unknown; readonly resource: Record<string, unknown> }
}

type Lex = LexModelBuildingServiceClient

/** Asks until the archive is there, and fetches it as anybody could. */
export async function exported(
  lex: Lex,
  resourceType: ResourceType,
  name: string,
  version = '1',
  exportType: ExportType = 'LEX',
): Promise<Archive> {
  const url = await exportUrl(lex, { resourceType, name, version, exportType })
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
  return opened(new Uint8Array(await answer.arrayBuffer()))
}

export const exportUrl = (lex: Lex, input: GetExportCommandInput): Promise<string> =>
  eventually(async () => (await lex.send(new GetExportCommand(input))).url)

export async function opened(bytes: Uint8Array): Promise<Archive> {
  const read = await readZip(bytes, { entries: 1, totalBytes: 64 * 1024 * 1024, ratio: 1_000 })
  if (!read.ok) throw new Error(read.error)
  const [entry] = read.value
  if (!entry) throw new Error('an empty archive')
  const text = Buffer.from(entry.bytes).toString('utf8')
  return { bytes, fileName: entry.name, text, file: JSON.parse(text) }
}

/** The archive of a file with this resource. */
export const archived = (resource: object, metadata: object = METADATA) =>
  writeZip([{ name: 'A_Export.json', bytes: Buffer.from(JSON.stringify({ metadata, resource })) }])

const METADATA = { schemaVersion: '1.0', importType: 'LEX', importFormat: 'JSON' }

/** Starts an import and waits for its end. */
export async function imported(
  lex: Lex,
  input: Omit<StartImportCommandInput, 'mergeStrategy'> & Partial<StartImportCommandInput>,
) {
  const { importId } = await lex.send(
    new StartImportCommand({ mergeStrategy: 'OVERWRITE_LATEST', ...input }),
  )
  return eventually(async () => {
    const state = await lex.send(new GetImportCommand({ importId }))
    return state.importStatus === 'IN_PROGRESS' ? undefined : state
  })
}

/** The flower shop, published all through: bot version 1 of intent 1 of slot type 1. */
export async function publishFlowers(lex: Lex): Promise<void> {
  await lex.send(new PutSlotTypeCommand(FLOWER_TYPES))
  await lex.send(new CreateSlotTypeVersionCommand({ name: 'FlowerTypes' }))
  await lex.send(new PutIntentCommand(orderFlowers('1')))
  await lex.send(new CreateIntentVersionCommand({ name: 'OrderFlowers' }))
  await lex.send(new PutBotCommand({ ...flowersBot('1'), processBehavior: 'SAVE' }))
  await lex.send(new CreateBotVersionCommand({ name: 'OrderFlowersBot' }))
}

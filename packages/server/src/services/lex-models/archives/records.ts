import type { Scope } from '../../../bots/arns.ts'
import type { Kind } from '../../../bots/records.ts'
import type { Json } from '../../../kernel/json.ts'
import { key } from '../../../store/key.ts'
import type { Document, Key, Write } from '../../../store/store.ts'
import type {
  ExportType,
  ImportStatus,
  MergeStrategy,
  ResourceType,
  Tag,
} from '../../../wire/models/lex-models.ts'

/** Exports and imports as documents; their bytes are blobs (spec/lex-models.md §5). */

export const KINDS: Readonly<Record<ResourceType, Kind>> = {
  BOT: 'bot',
  INTENT: 'intent',
  SLOT_TYPE: 'slot-type',
}

/** What is exported, and how: these four and the place identify an export. */
export interface ExportPlace extends Scope {
  readonly resourceType: ResourceType
  readonly name: string
  readonly version: string
  readonly exportType: ExportType
}

export interface Export extends ExportPlace {
  readonly status: 'IN_PROGRESS' | 'READY'
  /** A part of the archive's name. */
  readonly id: string
  readonly requestedAt: number
  readonly blob?: string
}

export const EXPORT_KIND = 'lex.export'

export const exportKey = (place: ExportPlace): Key => {
  const { account, region, resourceType, name, version, exportType } = place
  return key(EXPORT_KIND, account, region, resourceType, name, version, exportType)
}

export interface Import extends Scope {
  readonly id: string
  readonly name: string
  readonly resourceType: ResourceType
  readonly mergeStrategy: MergeStrategy
  readonly tags: readonly Tag[]
  readonly status: ImportStatus
  readonly failureReasons: readonly string[]
  readonly createdAt: number
  /** The payload, until the job has ended. */
  readonly blob?: string
  /** How many resources are in place: where the job goes on after a restart. */
  readonly done: number
  /** The numbers that the resources so far were published under, by `kind name:version` of the file. */
  readonly published: Readonly<Record<string, string>>
}

export const IMPORT_KIND = 'lex.import'

export const importKey = ({ account, region }: Scope, id: string): Key =>
  key(IMPORT_KIND, account, region, id)

/** The store's border. */
export const exportRecord = (document: Document | undefined): Export | undefined =>
  document && (document.value as unknown as Export)
export const importRecord = (document: Document | undefined): Import | undefined =>
  document && (document.value as unknown as Import)

export const putExport = (record: Export): Write => ({
  type: 'put',
  key: exportKey(record),
  value: record as unknown as Json,
})
export const putImport = (record: Import): Write => ({
  type: 'put',
  key: importKey(record, record.id),
  value: record as unknown as Json,
})

import type { BlobId } from '../../../blobs/blobs.ts'
import { versionedKey } from '../../../bots/records.ts'
import { scheduleJob } from '../../../jobs/runner.ts'
import {
  type GetExportRequest,
  type GetExportResponse,
  lexModels,
  NotFoundException,
  type ResourceType,
} from '../../../wire/models/lex-models.ts'
import { presignUrl } from '../../../wire/sigv4/presign.ts'
import { exportedSet } from '../actions.ts'
import { EXPORT, exportJob } from '../archives/export-job.ts'
import { type Export, exportKey, exportRecord, KINDS, putExport } from '../archives/records.ts'
import { guarded } from '../authorization.ts'
import { type LexModelsContext, operation, scopeOf } from '../context.ts'
import { LIMITS } from '../limits.ts'
import { notFound } from '../words.ts'

/** Asks for the archive of a version, and where it is once it is there (spec/lex-models.md §5.1). */
export const getExport = operation(lexModels.GetExport, {
  authorize: guarded('GetExport'),

  async handle(input, context): Promise<GetExportResponse> {
    const { name, version, resourceType, exportType } = input
    const { documents, account, region, clock, random } = context
    const place = { ...scopeOf(context), resourceType, name, version, exportType }
    const kind = KINDS[resourceType]
    if (!(await documents.get(versionedKey(kind, account, region, name, version)))) {
      throw notFound(kind, name, version)
    }
    const known = exportRecord(await documents.get(exportKey(place)))
    const asked = { name, version, resourceType, exportType, failureReason: undefined }
    if (known && clock.now() < known.requestedAt + LIMITS.exportKeptMs) {
      const url = known.status === 'READY' ? await linkTo(input, context) : undefined
      return { ...asked, exportStatus: known.status, url }
    }
    const now = clock.now()
    const begun: Export = { ...place, status: 'IN_PROGRESS', id: random.uuid(), requestedAt: now }
    await documents.commit([putExport(begun), scheduleJob(exportJob(begun, now))])
    return { ...asked, exportStatus: 'IN_PROGRESS', url: undefined }
  },
})

/** Where the links of GetExport lead. */
export const downloadExport = operation(lexModels.DownloadExport, {
  readOnly: true,
  authorize: guarded('DownloadExport'),

  async handle(input, context) {
    const { documents, blobs } = context
    const found = exportRecord(await documents.get(exportKey({ ...scopeOf(context), ...input })))
    if (found?.blob === undefined) throw NotFoundException('There is no such export.')
    return {
      contentType: 'application/zip',
      contentDisposition: `attachment; filename="${archiveName(found)}"`,
      archive: await blobs.readAll(found.blob as BlobId),
    }
  },
})

const SHOWN: Readonly<Record<ResourceType, string>> = {
  BOT: 'Bot',
  INTENT: 'Intent',
  SLOT_TYPE: 'SlotType',
}

function archiveName({ name, version, id, resourceType, exportType }: Export): string {
  const format = exportType === 'LEX' ? 'LEX_V1' : exportType
  return `${name}_${version}_${id}_${SHOWN[resourceType]}_${format}.zip`
}

/**
 * A presigned request for the archive. Whoever has the link needs no permission: it acts with a session of the
 * owner's account that may fetch this export and nothing else.
 */
async function linkTo(input: GetExportRequest, context: LexModelsContext): Promise<string> {
  const { access, account, clock, region } = context
  const { resourceType, name, version, exportType } = input
  const now = clock.now()
  const Resource = exportedSet(scopeOf(context), input)[0]
  const Statement = [{ Effect: 'Allow', Action: 'lex:GetExport', Resource }]
  const session = await access.issueSession(
    account,
    { kind: 'root' },
    {
      kind: 'federated',
      issuerUniqueId: account,
      sessionName: EXPORT,
      issuedAt: now,
      expiresAt: now + LIMITS.exportLinkSeconds * 1000,
      tags: [],
      transitiveTagKeys: [],
      policyArns: [],
      inlinePolicy: JSON.stringify({ Version: '2012-10-17', Statement }),
    },
  )
  const link = new URL(await context.url())
  link.pathname = ['/exports', resourceType, name, version, exportType].join('/')
  const expiresSeconds = LIMITS.exportLinkSeconds
  return presignUrl(link, session, { region, service: 'lex', time: now, expiresSeconds })
}

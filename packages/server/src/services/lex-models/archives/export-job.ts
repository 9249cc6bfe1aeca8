import type { Blobs } from '../../../blobs/blobs.ts'
import type { Job, JobHandler } from '../../../jobs/job.ts'
import type { Json } from '../../../kernel/json.ts'
import { documentsOver } from '../../../operation/documents.ts'
import type { Store } from '../../../store/store.ts'
import { exportArchive } from './export.ts'
import { type Export, type ExportPlace, exportKey, exportRecord, putExport } from './records.ts'

export const EXPORT = 'lex-export'

export const exportJob = (
  { account, region, resourceType, name, version, exportType }: Export,
  now: number,
): Job => ({
  kind: EXPORT,
  id: [account, region, resourceType, name, version, exportType].join('/'),
  runAt: now,
  payload: { account, region, resourceType, name, version, exportType } satisfies Json,
})

/** Writes the archive that a GetExport asked for. */
export function exportHandler({
  store,
  blobs,
}: {
  readonly store: Store
  readonly blobs: Pick<Blobs, 'write' | 'delete'>
}): JobHandler {
  return async job => {
    const place = job.payload as unknown as ExportPlace
    const documents = documentsOver(store, () => [])
    const asked = exportRecord(await documents.get(exportKey(place)))
    if (asked?.status !== 'IN_PROGRESS') return { kind: 'done' }
    const archive = await exportArchive(place, documents)
    // The version was deleted meanwhile: who asks again is told so.
    if (!archive) {
      await documents.commit([{ type: 'delete', key: exportKey(place) }])
      return { kind: 'done' }
    }
    const blob = await blobs.write(archive)
    try {
      await documents.commit([putExport({ ...asked, status: 'READY', blob })])
    } catch (error) {
      await blobs.delete(blob)
      throw error
    }
    return { kind: 'done' }
  }
}

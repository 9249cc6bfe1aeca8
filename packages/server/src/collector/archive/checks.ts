import { refused } from '../bucket-checks.ts'
import { type CheckReport, type CheckResult, reportOf } from '../check-report.ts'
import { enter, inputCheck } from '../checks.ts'
import type { Doors, Entry, Errand } from '../doors.ts'
import type { BucketSource } from '../source.ts'
import { SourceFailure } from '../source.ts'
import { writeMarker } from './marker.ts'
import type { ArchiveSetting } from './records.ts'

export interface ArchiveCheckRequest {
  readonly errand: Errand
  readonly setting: ArchiveSetting
  readonly entry: Entry
  readonly openRoles: 'refuse' | 'warn'
  readonly wrongExternalId: string
}

/** The checks of an archive: as a connector's up to the region, then whether it can be written (§14.8). */
export async function checkArchive(
  { setting, ...request }: ArchiveCheckRequest,
  doors: Doors,
): Promise<CheckReport> {
  const input = inputCheck({ place: setting, entry: request.entry, logsType: 'json' })
  if (input.status === 'failed') return reportOf([input])
  const { checks, source } = await enter(request, doors)
  if (!source) return reportOf([input, ...checks])
  return reportOf([input, ...checks, await writeCheck(source, setting)])
}

async function writeCheck(source: BucketSource, setting: ArchiveSetting): Promise<CheckResult> {
  const at = { number: 4, name: 'write' } as const
  try {
    await writeMarker(source, setting)
    return { ...at, status: 'passed' }
  } catch (error) {
    if (error instanceof SourceFailure && error.code === 'ArchiveInUse') {
      return {
        ...at,
        status: 'failed',
        code: 'ARCHIVE_IN_USE',
        message: `Another account archives there: ${error.message}.`,
        fix: 'Give each account a bucket or a path of its own.',
      }
    }
    const resource = `arn:aws:s3:::${setting.bucket}/${setting.prefix}*`
    return refused(error, {
      ...at,
      otherwise: {
        code: 'PUT_DENIED',
        message: `We may not write to ${resource}.`,
        fix: `Allow s3:PutObject on ${resource} in the role’s policy, and kms:GenerateDataKey where the bucket is encrypted.`,
      },
    })
  }
}

import { type BucketSource, readWhole, SourceFailure } from '../source.ts'
import { folderOf } from './build-files.ts'
import type { ArchiveSetting } from './records.ts'

const NAME = '.collector-verified'
const MOST_BYTES = 4096

type Marked = Pick<ArchiveSetting, 'prefix' | 'accountId'>

/** Says in the bucket whose archive it is: one account's (spec/surroundings.md §14.8). @throws SourceFailure */
export async function writeMarker(source: BucketSource, setting: Marked): Promise<void> {
  await assertOwnMarker(source, setting)
  const text = JSON.stringify({ accountId: setting.accountId })
  await source.write(markerKey(setting), Buffer.from(text))
}

/** Who may not read the marker is believed: writing alone needs no right to read. @throws SourceFailure ArchiveInUse */
export async function assertOwnMarker(source: BucketSource, setting: Marked): Promise<void> {
  const holder = await holderOf(source, setting)
  if (holder === undefined || holder === setting.accountId) return
  throw new SourceFailure('ArchiveInUse', `the place is the archive of the account ${holder}`)
}

async function holderOf(source: BucketSource, setting: Marked): Promise<string | undefined> {
  try {
    const bytes = await readWhole(source, markerKey(setting), MOST_BYTES)
    const marker: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const { accountId } = (marker ?? {}) as { readonly accountId?: unknown }
    return String(accountId)
  } catch (error) {
    if (error instanceof SyntaxError) return 'somebody unknown'
    if (error instanceof SourceFailure && ABSENT.test(error.code)) return undefined
    throw error
  }
}

const ABSENT = /^(?:NoSuchKey|NotFound|AccessDenied.*)$/
const markerKey = ({ prefix }: Marked) => `${folderOf(prefix)}${NAME}`

import { type BucketSource, pagesOf, readWhole, SourceFailure } from '../source.ts'
import { parseBloom } from './bloom.ts'
import { rootOf } from './build-files.ts'
import { LIMITS } from './limits.ts'
import { mayMatch, type PowerSearch } from './power-search.ts'
import type { ArchivedFile, ArchiveSetting } from './records.ts'

export interface Wanted {
  readonly startTime: number
  readonly endTime: number
  readonly search: PowerSearch | undefined
}

export interface Found {
  /** Files that may have lines that are wanted, in the order of their names. */
  readonly files: readonly FoundFile[]
  /** Files of the time whose manifests tell that they have none. */
  readonly skipped: number
}

/** Filters are large, and no more of use. */
export type FoundFile = Omit<ArchivedFile, 'bloom'>

/** What a restore would read, told by the manifests alone: no archived line is read (spec/surroundings.md §14.8). */
export async function findFiles(
  source: BucketSource,
  setting: ArchiveSetting,
  { startTime, endTime, search }: Wanted,
): Promise<Found> {
  const files: FoundFile[] = []
  let [skipped, manifests] = [0, 0]
  const prefix = `${rootOf(setting)}_manifest/`
  const last = `${prefix}${hourOf(endTime)}~`
  for await (const { objects } of pagesOf(source, { prefix, after: prefix + hourOf(startTime) })) {
    for (const { key } of objects) {
      if (key > last) return { files: sorted(files), skipped }
      if (++manifests > LIMITS.restoreFiles || files.length > LIMITS.restoreFiles) {
        const message = `more than ${LIMITS.restoreFiles} files of the archive are of that time`
        throw new SourceFailure('ArchiveTooLarge', message)
      }
      for (const { bloom, ...file } of await manifestAt(source, key, rootOf(setting))) {
        if (file.maxTs < startTime || file.minTs >= endTime) continue
        if (search && !mayMatch(search, parseBloom(bloom))) skipped++
        else files.push(file)
      }
    }
  }
  return { files: sorted(files), skipped }
}

/** The bucket is somebody else's: nothing of what it says is believed unseen. @throws SourceFailure */
async function manifestAt(
  source: BucketSource,
  key: string,
  root: string,
): Promise<readonly ArchivedFile[]> {
  const bytes = await readWhole(source, key, LIMITS.manifestBytes)
  const files = filesIn(Buffer.from(bytes).toString('utf8'))
  if (files?.every(file => isFile(file) && file.key.startsWith(root))) return files
  throw new SourceFailure('ArchiveDamaged', `${key} is no manifest of the archive`)
}

function filesIn(text: string): readonly ArchivedFile[] | undefined {
  try {
    const { files } = (JSON.parse(text) ?? {}) as { readonly files?: unknown }
    return Array.isArray(files) ? files : undefined
  } catch {
    return undefined
  }
}

function isFile(file: ArchivedFile | null): file is ArchivedFile {
  if (file === null || typeof file !== 'object') return false
  const { key, sha256, bloom, lines, bytes, rawBytes, minTs, maxTs } = file
  const texts = [key, sha256, bloom]
  const numbers = [lines, bytes, rawBytes, minTs, maxTs]
  return (
    texts.every(text => typeof text === 'string' && text !== '') &&
    numbers.every(number => Number.isSafeInteger(number) && number >= 0 && number <= LAST_TIME)
  )
}

const LAST_TIME = 8.64e15

const hourOf = (time: number) => new Date(time).toISOString().slice(0, 13)
const sorted = (files: readonly FoundFile[]) =>
  files.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))

import { type BucketSource, pagesOf, readWhole } from '../source.ts'
import { parseBloom } from './bloom.ts'
import { rootOf } from './build-files.ts'
import { LIMITS } from './limits.ts'
import { mayMatch, type PowerSearch } from './power-search.ts'
import type { ArchivedFile, ArchiveSetting, Manifest } from './records.ts'

export interface Wanted {
  readonly startTime: number
  readonly endTime: number
  readonly search: PowerSearch | undefined
}

export interface Found {
  /** Files that may have lines that are wanted, in the order of their names. */
  readonly files: readonly ArchivedFile[]
  /** Files of the time whose manifests tell that they have none. */
  readonly skipped: number
}

/** What a restore would read, told by the manifests alone: no archived line is read (spec/surroundings.md §14.8). */
export async function findFiles(
  source: BucketSource,
  setting: ArchiveSetting,
  { startTime, endTime, search }: Wanted,
): Promise<Found> {
  const files: ArchivedFile[] = []
  let skipped = 0
  const prefix = `${rootOf(setting)}_manifest/`
  const last = `${prefix}${hourOf(endTime)}~`
  for await (const { objects } of pagesOf(source, { prefix, after: prefix + hourOf(startTime) })) {
    for (const { key } of objects) {
      if (key > last) return { files: sorted(files), skipped }
      for (const file of await manifestAt(source, key)) {
        if (file.maxTs < startTime || file.minTs >= endTime) continue
        if (search && !mayMatch(search, parseBloom(file.bloom))) skipped++
        else files.push(file)
      }
    }
  }
  return { files: sorted(files), skipped }
}

/** Whatever lies there was written by the archive; what is no manifest is none. */
async function manifestAt(source: BucketSource, key: string): Promise<readonly ArchivedFile[]> {
  const bytes = await readWhole(source, key, LIMITS.manifestBytes)
  const manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest
  return manifest.files
}

const hourOf = (time: number) => new Date(time).toISOString().slice(0, 13)
const sorted = (files: readonly ArchivedFile[]) =>
  files.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))

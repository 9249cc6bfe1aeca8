import { LIMITS } from '../limits.ts'
import { type BucketSource, pagesOf } from '../source.ts'

/** The folders of a layout: where its dates begin, and where objects lie without any. */
export interface Layout {
  /** Prefixes below which years or days stand: `AWSLogs/222222222222/CloudTrail/us-east-1/`. */
  readonly families: readonly string[]
  readonly undated: readonly string[]
  /** There are more than may be followed. */
  readonly isCut: boolean
}

/**
 * Finds the branches of a layout folder by folder: account and region stand before the dates in
 * `AWSLogs/…/YYYY/MM/DD/`, so that no order of the whole bucket is one of time (spec/surroundings.md §14.4).
 */
export async function findLayout(
  source: BucketSource,
  prefix: string,
  signal: AbortSignal,
): Promise<Layout> {
  const families: string[] = []
  const undated: string[] = []
  let waiting = [folderOf(prefix)]
  for (let depth = 0; waiting.length > 0 && depth <= LIMITS.branchDepth; depth++) {
    const below: string[] = []
    for (const folder of waiting) {
      signal.throwIfAborted()
      const { folders, hasObjects } = await contents(source, folder, prefix)
      const dated = folders.some(name => isDate(nameIn(folder, name)))
      if (dated) families.push(folder)
      if (hasObjects) undated.push(folder)
      below.push(...folders.filter(name => !isDate(nameIn(folder, name))))
      const count = families.length + undated.length + below.length
      if (count > LIMITS.branches) return { families, undated, isCut: true }
    }
    waiting = below
  }
  return { families, undated, isCut: waiting.length > 0 }
}

/** The last folder that the prefix names whole. */
const folderOf = (prefix: string) => prefix.slice(0, prefix.lastIndexOf('/') + 1)

async function contents(source: BucketSource, folder: string, prefix: string) {
  const folders: string[] = []
  let hasObjects = false
  const from = folder.length < prefix.length ? prefix : folder
  for await (const page of pagesOf(source, { prefix: from, delimiter: '/' })) {
    folders.push(...page.prefixes)
    hasObjects ||= page.objects.some(({ key, size }) => size > 0 && !key.endsWith('/'))
  }
  return { folders, hasObjects }
}

const nameIn = (folder: string, name: string) => name.slice(folder.length, -1)

/** `2026`, `year=2026`, `2026-11-20`, `dt=2026-11-20`. */
const isDate = (name: string) => YEAR.test(name) || DAY.test(name)
const YEAR = /^(?:year=)?((?:19|20)\d{2})$/
const DAY = /^(?:dt=|date=|day=)?((?:19|20)\d{2}-\d{2}-\d{2})$/

export interface Day {
  /** `YYYY-MM-DD` */
  readonly date: string
  readonly prefix: string
}

/** The days of a family after `after`, oldest first. */
export async function daysOf(
  source: BucketSource,
  family: string,
  after: string,
): Promise<readonly Day[]> {
  const days: Day[] = []
  for (const year of await foldersOf(source, family)) {
    const name = nameIn(family, year)
    const day = DAY.exec(name)?.[1]
    if (day !== undefined) days.push({ date: day, prefix: year })
    const yyyy = YEAR.exec(name)?.[1]
    if (yyyy === undefined || yyyy < after.slice(0, 4)) continue
    for (const month of await foldersOf(source, year)) {
      const mm = /^(?:month=)?(\d{2})$/.exec(nameIn(year, month))?.[1]
      if (mm === undefined || `${yyyy}-${mm}` < after.slice(0, 7)) continue
      for (const prefix of await foldersOf(source, month)) {
        const dd = /^(?:day=)?(\d{2})$/.exec(nameIn(month, prefix))?.[1]
        if (dd !== undefined) days.push({ date: `${yyyy}-${mm}-${dd}`, prefix })
      }
    }
  }
  return days.filter(({ date }) => date > after).sort((a, b) => (a.date < b.date ? -1 : 1))
}

async function foldersOf(source: BucketSource, prefix: string): Promise<string[]> {
  const folders: string[] = []
  for await (const page of pagesOf(source, { prefix, delimiter: '/' })) {
    folders.push(...page.prefixes)
  }
  return folders
}

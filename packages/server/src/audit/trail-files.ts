import type { TrailName } from './trail.ts'

/** Where the files of a trail stand in its bucket (spec/surroundings.md §11). */

/** The folder of all log files of an account. */
export const logFilesFolder = (account: string, prefix: string | undefined): string =>
  `${prefix === undefined ? '' : `${prefix}/`}AWSLogs/${account}/CloudTrail`

export interface FilePlace {
  readonly account: string
  readonly prefix: string | undefined
  /** Of the events in it. */
  readonly region: string
  /** Epoch ms. */
  readonly time: number
}

/** `…/yyyy/MM/dd/ACCOUNT_CloudTrail_REGION_yyyyMMddTHHmmZ_RANDOM.json.gz` */
export function logFileKey({ account, prefix, region, time }: FilePlace, unique: string): string {
  const stamp = `${compact(time).slice(0, 13)}Z`
  const name = `${account}_CloudTrail_${region}_${stamp}_${unique}.json.gz`
  return `${logFilesFolder(account, prefix)}/${region}/${folder(time)}/${name}`
}

/** Digest files are named by the end of their hour and by the trail that they belong to. */
export function digestFileKey(
  { account, prefix, region, time }: FilePlace,
  { name, homeRegion }: TrailName,
): string {
  const file = `${account}_CloudTrail-Digest_${region}_${name}_${homeRegion}_${compact(time)}.json.gz`
  return `${logFilesFolder(account, prefix)}-Digest/${region}/${folder(time)}/${file}`
}

/** `20260101T000000Z` */
const compact = (time: number) =>
  new Date(time).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')

const folder = (time: number) => new Date(time).toISOString().slice(0, 10).replaceAll('-', '/')

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDoors, type Doors } from './collector/doors.ts'
import type { OpenLines } from './collector/format-check.ts'
import { collectorIdentity } from './collector/identity.ts'
import type { Spool } from './collector/ingest/ingest-object.ts'
import type { CollectorJobs } from './collector/jobs.ts'
import type { LinesHome } from './collector/lines-home.ts'
import type { LineStore } from './collector/search/search.ts'
import type { Place } from './collector/search/thread/calls.ts'
import type { Config } from './config.ts'
import type { Clock } from './kernel/clock.ts'
import { createFetch } from './kernel/fetch.ts'
import type { Logger } from './kernel/log.ts'
import type { Random } from './kernel/random.ts'
import type { Seal } from './kernel/seal.ts'
import type { CollectorSettings } from './services/collector/context.ts'
import type { Store } from './store/store.ts'
import type { Calls } from './wire/calls.ts'
import type { SigningCredentials } from './wire/sigv4/sign.ts'

export interface CollectionParts {
  readonly config: Config
  readonly store: Store
  readonly seal: Seal
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Calls on nobody's request. */
  readonly calls: () => Calls
  /** Resolves when this server listens. */
  readonly url: Promise<string>
}

/** What fetches and keeps other people's logs: shared by the collector's service and its jobs. */
export interface Collection {
  readonly settings: CollectorSettings
  readonly doors: Doors
  readonly openLines: OpenLines
  collectorAccountId(): Promise<string>
  lines(): Promise<LineStore>
  /** Where raw lines of an account go before they are stored; undefined when nothing is archived. */
  spoolOf(accountId: string): Promise<Spool | undefined>
  jobs(): Promise<CollectorJobs['handlers']>
  close(): Promise<void>
}

export function createCollection(parts: CollectionParts): Collection {
  const { config, store, clock, random, url } = parts
  const foreign = foreignCredentials(config.collectorCredentials)
  const doors = createDoors({
    store,
    get calls() {
      return parts.calls()
    },
    clock,
    random,
    outgoing: createFetch(config.collectorEndpoints ?? NOWHERE),
    home: { url: () => url, fetch: createFetch(HOME) },
    foreignCredentials: foreign && (() => foreign.credentials),
  })
  const settings = {
    product: config.collectorProduct,
    openRoles: config.collectorOpenRoles,
    operatorAccount: config.account,
    foreignAccount: foreign?.account,
  }
  let lines: Promise<LineStore> | undefined
  let jobs: Promise<CollectorJobs> | undefined
  let home: Promise<LinesHome> | undefined
  const loadLines = async () => {
    const place = linesPlace(config)
    if (place.kind === 'database') {
      home ??= loadHome(place.url, parts)
      await (await home).ready()
    }
    const { openLineStore } = await import('./collector/search/open-line-store.ts')
    return openLineStore({ place, clock })
  }
  const openedLines = () => {
    lines ??= loadLines().catch(error => {
      // What failed once may work the next time.
      lines = undefined
      throw error
    })
    return lines
  }
  const loadJobs = async (): Promise<CollectorJobs> => {
    const { collectorJobs } = await import('./collector/jobs.ts')
    return collectorJobs({ ...parts, doors, openLines, settings, lines: await openedLines() })
  }
  const openedJobs = () => {
    jobs ??= loadJobs().catch(error => {
      jobs = undefined
      throw error
    })
    return jobs
  }
  return {
    settings,
    doors,
    openLines,
    collectorAccountId: async () => (await collectorIdentity({ store, clock, random })).accountId,
    lines: openedLines,
    async spoolOf(accountId) {
      const { spoolFor } = await import('./collector/archive/spool.ts')
      return spoolFor(accountId, store, clock.now)
    },
    async jobs() {
      const { onceLinesAreThere } = await import('./collector/lines-home.ts')
      return onceLinesAreThere(openedJobs, clock)
    },
    async close() {
      ;(await jobs)?.stop()
      await (await lines)?.close()
    },
  }
}

function linesPlace(config: Config): Place {
  if (config.ephemeral) return { kind: 'memory' }
  if (config.database !== undefined) return { kind: 'database', url: config.database }
  return { kind: 'files', directory: linesDirectory(config) }
}

const linesDirectory = ({ data }: Config) => join(resolve(data), 'lines')

async function loadHome(
  database: string,
  { config, store, log }: Pick<CollectionParts, 'config' | 'store' | 'log'>,
): Promise<LinesHome> {
  const { createLinesHome } = await import('./collector/lines-home.ts')
  const directory = linesDirectory(config)
  const move = async () => {
    const { adoptLines } = await import('./collector/search/adopt-lines.ts')
    return adoptLines(directory, database)
  }
  return createLinesHome({ directory, store, log, move })
}

const NOWHERE = { allows: () => false }
/** Only ever asked for this server's own address. */
const HOME = { allows: () => true }

/** Loaded with the first object that is read. */
const openLines: OpenLines = async function* (bytes, options) {
  const { openLines: open } = await import('./collector/formats/lines.ts')
  yield* open(bytes, options)
}

/** A profile in AWS's shared-credentials format, with the `account_id` that customers' roles trust. */
function foreignCredentials(
  file: string | undefined,
): { readonly credentials: SigningCredentials; readonly account: string } | undefined {
  if (file === undefined) return undefined
  const text = readFileSync(file, 'utf8')
  const value = (name: string) =>
    text
      .split('\n')
      .map(line => line.split('=').map(part => part.trim()))
      .find(([key]) => key === name)?.[1]
  const accessKeyId = value('aws_access_key_id')
  const secretAccessKey = value('aws_secret_access_key')
  const sessionToken = value('aws_session_token')
  const account = value('account_id')
  if (!accessKeyId || !secretAccessKey || !account) {
    throw new Error(
      `${file} must have aws_access_key_id, aws_secret_access_key and the account_id that they belong to`,
    )
  }
  return {
    account,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  }
}

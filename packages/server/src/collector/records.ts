import type { Json } from '../kernel/json.ts'
import { key } from '../store/key.ts'
import type { Document, Key, Write } from '../store/store.ts'

/**
 * The collector's things as documents (spec/surroundings.md §14.1). Times are epoch ms. What a person sets and
 * what a job finds out are documents of their own, so that neither holds up the other.
 */

/** Who collects: an account of the collector, which belongs to an account of this server (its owner). */
export interface CollectorAccount {
  /** Digits, unique on this server. */
  readonly id: string
  readonly owner: string
  readonly name: string
  /** Generated, immutable, one per account, never chosen by the customer. */
  readonly externalId: string
  readonly type: 'log' | 'restored'
  readonly retentionDays: number
  readonly dailyQuotaBytes: number
  readonly reservedBytes: number
  readonly createdAt: number
  /** Ids of its connectors, its archive settings and its tokens: what counts against its limits. */
  readonly connectors: readonly string[]
  readonly archives: readonly string[]
  readonly tokens: readonly string[]
}

export type Credentials =
  | {
      readonly kind: 'role'
      readonly arn: string
      /** One that the customer chose before we generated them; the account's own when absent (§14.9). */
      readonly legacyExternalId?: string
    }
  | {
      readonly kind: 'keys'
      readonly accessKeyId: string
      /** Under the purpose that `secretPurpose` names. */
      readonly sealedSecret: string
    }

/** Where a bucket is and how it is entered. */
export interface Place {
  readonly bucket: string
  readonly prefix: string
  readonly region: string
  /** Empty: this server; `aws`; or the URL of another endpoint. */
  readonly endpoint: string
  readonly credentials: Credentials
}

export type StartMode = 'from-now' | 'from-date' | 'everything'
export type Discovery = 'auto' | 'ordered' | 'leaf' | 'scan' | 'events'

export interface Connector extends Place {
  readonly id: string
  readonly accountId: string
  readonly owner: string
  readonly name: string
  readonly logsType: string
  readonly active: boolean
  readonly addS3ObjectKeyAsLogField: boolean
  readonly startMode: StartMode
  /** Objects that were written before are not fetched. */
  readonly startAt: number
  readonly discovery: Discovery
  readonly pollSeconds: number
  readonly maxObjectBytes: number
  readonly createdAt: number
  /** What it was entered with until lately; kept until the new credentials fetched something (§14.9). */
  readonly previous?: Credentials
}

export interface Health {
  readonly state: 'ok' | 'degraded' | 'paused'
  readonly code?: string
  readonly reason?: string
  readonly since: number
  readonly checkedAt: number
  /** In a row. */
  readonly failures: number
}

export interface Progress {
  readonly objects: number
  readonly lines: number
  readonly bytes: number
  readonly failed: number
  readonly skipped: number
  /** Objects that were replaced by others under the same key. */
  readonly replaced: number
  /** LastModified of the newest object that was listed, and of the newest that was ingested. */
  readonly newestSeenAt?: number
  readonly newestIngestedAt?: number
  readonly lastListedAt?: number
}

/** What the connector's job has found out. */
export interface ConnectorState {
  readonly health: Health
  readonly progress: Progress
  readonly resolved?: { readonly mode: Mode; readonly reason: string }
  /** What was listed: another place begins anew. */
  readonly scope?: string
}

/** How a connector looks for objects, once that is decided. */
export type Mode = Exclude<Discovery, 'auto'>

export interface FoundObject {
  readonly key: string
  readonly etag: string
  readonly size: number
  readonly lastModified: number
  readonly storageClass?: string
}

export type ObjectState = 'seen' | 'done' | 'failed' | 'skipped'

/** An object that waits, failed, was skipped or was ended lately; others collapse into the cursor. */
export interface ObjectRecord extends FoundObject {
  readonly connectorId: string
  readonly state: ObjectState
  readonly attempts: number
  readonly nextAttemptAt: number
  readonly lines?: number
  readonly bytes?: number
  readonly error?: string
  readonly endedAt?: number
  /** SHA-256 of its bytes, to know a file that grew from one that was replaced. */
  readonly sha256?: string
  /** What stood under this key before. */
  readonly before?: { readonly etag: string; readonly size: number; readonly sha256: string }
  readonly flag?: 'appended' | 'replaced'
  /** Failed before and was asked for again. */
  readonly isReplay?: true
}

export const accountKey = (owner: string, id: string): Key => key('collector.account', owner, id)
/** The owner of an account id. */
export const accountIdKey = (id: string): Key => key('collector.account-id', id)
export const accountNameKey = (owner: string, name: string): Key =>
  key('collector.account-name', owner, name.toLowerCase())
/** The account that has an external id; legacy ones are entered as well. */
export const externalIdKey = (externalId: string): Key => key('collector.external-id', externalId)
export const connectorKey = (accountId: string, id: string): Key =>
  key('collector.connector', accountId, id)
export const stateKey = (connectorId: string): Key => key('collector.state', connectorId)
/** Objects stand below their state: what waits is found without looking at what has ended. */
export const objectKey = (connectorId: string, state: ObjectState, objectName: string): Key =>
  key('collector.object', connectorId, state, objectName)
/** Where discovery stands, as its mode keeps it. */
export const positionKey = (connectorId: string): Key => key('collector.position', connectorId)
/** The cursor of one branch. */
export const branchKey = (connectorId: string, prefix: string): Key =>
  key('collector.branch', connectorId, prefix)
/** Objects of an unordered bucket that were found, by their hashes. */
export const foundKey = (connectorId: string, number: number): Key =>
  key('collector.found', connectorId, String(number).padStart(12, '0'))
/** A counter: bytes that an account took in on a day. */
export const takenKey = (accountId: string, day: string): Key =>
  key('collector.taken', accountId, day)
/** The log of who changed what in an account. */
export const eventsLog = (accountId: string): string => `collector.events.${accountId}`

export const secretPurpose = (what: 'connector' | 'archive', id: string): string =>
  `collector ${what} ${id}`

/** The store's border: these documents are written by the collector alone. */
export const recordOf = <T>(document: Document | undefined): T | undefined =>
  document && (document.value as unknown as T)

export type PutWrite = Extract<Write, { readonly type: 'put' }>

/** The other side of that border; members that are undefined are left out. */
export const putRecord = <T extends object>(where: Key, record: T): PutWrite => ({
  type: 'put',
  key: where,
  value: JSON.parse(JSON.stringify(record)) as Json,
})

export const NEW_PROGRESS: Progress = {
  objects: 0,
  lines: 0,
  bytes: 0,
  failed: 0,
  skipped: 0,
  replaced: 0,
}

export const newState = (now: number): ConnectorState => ({
  health: { state: 'ok', since: now, checkedAt: now, failures: 0 },
  progress: NEW_PROGRESS,
})

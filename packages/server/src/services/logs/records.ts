import type { Tag } from '../../access/identity.ts'
import { key, within } from '../../store/key.ts'
import type { Document, Key, Write } from '../../store/store.ts'

/**
 * Log groups, streams and events as documents. What belongs to a group hangs on its id, which is new with
 * every creation: deleting the group's document hides all of it at once, and a recreated group starts empty.
 * Times are epoch ms.
 */
export interface LogGroup {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly name: string
  readonly createdAt: number
  readonly retentionDays?: number
  readonly tags: readonly Tag[]
  /** Under which new events are stored; older ones name the key they have. */
  readonly encryption?: GroupEncryption
  readonly subscriptions?: readonly Subscription[]
  readonly metricFilterCount?: number
}

export interface GroupEncryption {
  readonly keyArn: string
  readonly dataKeyId: string
}

/** A data key of a group, encrypted by KMS for this group's ARN. */
export interface DataKey {
  readonly account: string
  readonly region: string
  readonly groupName: string
  readonly keyArn: string
  /** Base64 of KMS's ciphertext. */
  readonly wrapped: string
}

/** Who is sent the events of a group that fit a pattern. */
export interface Subscription {
  readonly name: string
  readonly pattern: string
  readonly destinationArn: string
  readonly distribution: 'ByLogStream' | 'Random'
  readonly createdAt: number
  readonly appliesOnTransformed: boolean
}

export interface LogStream {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

/**
 * The events of one PutLogEvents call whose times lie in one bucket (`LIMITS.bucketMs`). Its key ends with
 * the bucket and the call's sequence, so a stream's keys are in the order of time.
 */
export type EventChunk = PlainChunk | SealedChunk

export interface PlainChunk {
  readonly ingestedAt: number
  readonly events: readonly (readonly [time: number, message: string])[]
}

/** Of an encrypted group: times are in clear, as the bucket is; messages are not. */
export interface SealedChunk {
  readonly ingestedAt: number
  readonly times: readonly number[]
  /** What the events count against the group's stored bytes. */
  readonly bytes: number
  readonly dataKeyId: string
  /** The messages as a JSON list, sealed for the chunk's key. */
  readonly sealed: string
}

export const GROUP_KIND = 'logs.group'

export const groupKey = (account: string, region: string, name: string): Key =>
  key(GROUP_KIND, account, region, name)

export const streamKey = (groupId: string, name: string): Key => key('logs.stream', groupId, name)

export const chunkKey = (groupId: string, streamId: string, bucket: number, seq: string): Key =>
  key('logs.events', groupId, streamId, digits(bucket, 14), seq)

/** All keys of a stream's events, or of one bucket of them. */
export const chunksOf = (groupId: string, streamId: string, ...bucket: readonly number[]) =>
  within('logs.events', groupId, streamId, ...bucket.map(start => digits(start, 14)))

/** The part of a chunk's key that names its bucket; keys are folded up to it with `groupBy`. */
export const BUCKET_PART = 3

/** Bytes stored in a group: a counter, so that parallel puts never conflict. */
export const bytesKey = (groupId: string): Key => key('logs.bytes', groupId)

export const dataKeyKey = (groupId: string, dataKeyId: string): Key =>
  key('logs.data-key', groupId, dataKeyId)

export const groupCountKey = (account: string, region: string): Key =>
  key('logs.group-count', account, region)

/** Bounds of all keys whose last part begins with `prefix`. */
export function beginningWith(
  prefix: string,
  kind: string,
  ...parts: readonly string[]
): [from: Key, to: Key] {
  const from = key(kind, ...parts, prefix).slice(0, -1)
  return [from as Key, `${from}\u{10ffff}` as Key]
}

/** The store's border: these documents are written by this service alone. */
export function groupWrite(group: LogGroup): Write {
  const { account, region, name, tags, encryption, subscriptions, ...plain } = group
  const value = {
    ...plain,
    ...{ account, region, name, tags: tags.map(tag => ({ ...tag })) },
    ...(encryption && { encryption: { ...encryption } }),
    ...(subscriptions && { subscriptions: subscriptions.map(one => ({ ...one })) }),
  }
  return { type: 'put', key: groupKey(account, region, name), value }
}
export const groupOf = (document: Document): LogGroup => document.value as unknown as LogGroup
export const streamOf = (document: Document): LogStream => document.value as unknown as LogStream
export const chunkOf = (document: Document): EventChunk => document.value as unknown as EventChunk
export const dataKeyOf = (document: Document): DataKey => document.value as unknown as DataKey

export const digits = (value: number, width: number): string => String(value).padStart(width, '0')

export const bucketOf = (time: number, bucketMs: number): number => time - (time % bucketMs)

import type { Json } from '../kernel/json.ts'
import { key, within } from '../store/key.ts'
import type { Document, Key, Write } from '../store/store.ts'
import type { Selectors } from './selectors.ts'

/** A trail: which events of an account are kept, and where they go (spec/surroundings.md §11). */
export interface Trail {
  /** Never reused: a trail created again under its old name shares nothing with the first. */
  readonly id: string
  readonly name: string
  readonly account: string
  readonly homeRegion: string
  readonly createdAt: number
  readonly bucket: string
  readonly prefix?: string
  readonly includesGlobalServices: boolean
  readonly isMultiRegion: boolean
  /** Whether digest files are delivered. */
  readonly validatesFiles: boolean
  readonly kmsKeyArn?: string
  readonly logs?: TrailLogs
  readonly selectors: Selectors
  readonly hasOwnSelectors: boolean
  readonly tags: readonly TrailTag[]
  readonly isLogging: boolean
  /** Epoch ms. */
  readonly startedAt?: number
  readonly stoppedAt?: number
}

/** The log group that a trail's events go to as well, and the role that writes there. */
export interface TrailLogs {
  readonly groupArn: string
  readonly roleArn: string
}

export interface TrailTag {
  readonly key: string
  readonly value: string
}

const KIND = 'cloudtrail.trail'

export const trailKey = (account: string, region: string, name: string): Key =>
  key(KIND, account, region, name)

/** Bounds of all trails of an account, of one region if it is named. */
export const trailsOf = (account: string, ...region: readonly string[]) =>
  within(KIND, account, ...region)

export const isTrailKey = (where: Key): boolean => where.startsWith(`${KIND}\u0000`)

export const trailWrite = (trail: Trail): Write => ({
  type: 'put',
  key: trailKey(trail.account, trail.homeRegion, trail.name),
  value: trail as unknown as Json,
})

/** The store's border: written by `trailWrite` alone. */
export const trailOf = (document: Document): Trail => document.value as unknown as Trail

export const trailArn = ({ account, homeRegion, name }: TrailName): string =>
  `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${name}`

export type TrailName = Pick<Trail, 'account' | 'homeRegion' | 'name'>

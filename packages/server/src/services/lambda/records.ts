import type { Tag } from '../../access/identity.ts'
import type { PinnedDocument } from '../../access/records.ts'
import type { BlobId } from '../../blobs/blobs.ts'
import type { Json } from '../../kernel/json.ts'
import { key, within } from '../../store/key.ts'
import type { Document, Key, Write } from '../../store/store.ts'
import { LATEST } from './names.ts'

/** A function with its `$LATEST` version; published versions, aliases and policies are documents beside it. */
export interface LambdaFunction {
  /** New with every creation: a recreated function shares nothing with its predecessor. */
  readonly id: string
  readonly account: string
  readonly region: string
  readonly name: string
  readonly tags: readonly Tag[]
  /** Executions that are kept for it, and that it may not exceed. */
  readonly reserved?: number
  /** The number of its next version; never reused. */
  readonly nextVersion: number
  /** The newest published version, and what `$LATEST` was when it was made. */
  readonly published?: { readonly version: string; readonly contentId: string }
  readonly latest: FunctionVersion
}

/** Code and configuration of a version. Times are epoch ms. */
export interface FunctionVersion {
  readonly version: string
  readonly description: string
  /** Undefined for an endpoint. */
  readonly runtime?: string
  readonly handler?: string
  readonly role: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly ephemeralMb: number
  readonly architecture: 'x86_64' | 'arm64'
  readonly logGroup: string
  readonly code: Code
  /** JSON of the variables under the seal; absent when they were never set. */
  readonly environment?: string
  readonly modifiedAt: number
  readonly revisionId: string
  /** New with every change of code or configuration: what decides whether a version has to be made. */
  readonly contentId: string
  readonly progress: Progress
}

/** Code and configuration are taken into use after the answer (spec/surroundings.md §4.3, states). */
export type Progress = 'creating' | 'updating' | 'settled'

export type Code =
  | {
      readonly kind: 'package'
      readonly blob: BlobId
      readonly sha256: string
      readonly bytes: number
    }
  /** A function that runs elsewhere and is reached over HTTP. */
  | { readonly kind: 'endpoint'; readonly url: string }

export interface Alias {
  readonly name: string
  readonly version: string
  readonly description: string
  /** A second version and its share of the invocations. */
  readonly routing?: { readonly version: string; readonly weight: number }
  readonly revisionId: string
}

/** The resource policy of a function, a version or an alias. */
export interface FunctionPolicy extends PinnedDocument {
  readonly revisionId: string
}

interface Place {
  readonly account: string
  readonly region: string
  readonly name: string
}

export const functionKey = ({ account, region, name }: Place): Key =>
  key('lambda.function', account, region, name)
/** Written again as it is, for whoever deletes it meanwhile and expects it unchanged. */
export const keptWrite = (fn: LambdaFunction): Write => putRecord(functionKey(fn), fn)
export const functionsOf = (account: string, region: string) =>
  within('lambda.function', account, region)

/** Padded, so that versions sort by number. */
export const versionKey = ({ account, region, name }: Place, version: string): Key =>
  key('lambda.version', account, region, name, version.padStart(20, '0'))
export const versionsOf = ({ account, region, name }: Place) =>
  within('lambda.version', account, region, name)

export const aliasKey = ({ account, region, name }: Place, alias: string): Key =>
  key('lambda.alias', account, region, name, alias)
export const aliasesOf = ({ account, region, name }: Place) =>
  within('lambda.alias', account, region, name)

/** `$LATEST` and no qualifier share one policy. */
export const policyKey = ({ account, region, name }: Place, qualifier: string | undefined): Key =>
  key('lambda.policy', account, region, name, qualifier === LATEST ? '' : (qualifier ?? ''))
export const policiesOf = ({ account, region, name }: Place) =>
  within('lambda.policy', account, region, name)

/** Counters of an account in a region. */
export const countKey = (
  { account, region }: Omit<Place, 'name'>,
  what: 'functions' | 'code-bytes' | 'reserved',
): Key => key('lambda.count', account, region, what)

/** The store's border: these documents are written by this service alone. */
export const recordOf = <T>(document: Document | undefined): T | undefined =>
  document && (document.value as unknown as T)

export const putRecord = <T extends object>(where: Key, record: T): Write => ({
  type: 'put',
  key: where,
  value: record as unknown as Json,
})

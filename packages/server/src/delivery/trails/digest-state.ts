import type { Json } from '../../kernel/json.ts'
import { key } from '../../store/key.ts'
import type { Key, Store, Write } from '../../store/store.ts'

/** How far the chain of digests of a trail in a region goes. */
export interface DigestState {
  /** The next digest begins here, epoch ms. */
  readonly start: number
  /** The digest before it. */
  readonly previous?: PreviousDigest
  /** The delivered files before this position of their log stand in a digest already. */
  readonly told?: number
}

export interface PreviousDigest {
  readonly bucket: string
  readonly key: string
  /** SHA-256 of its content before compression, hex. */
  readonly hash: string
  /** Hex. */
  readonly signature: string
}

export interface ReadDigestState {
  readonly state: DigestState | undefined
  readonly replace: (next: DigestState) => readonly Write[]
}

export const digestStateKey = (trailId: string, region: string): Key =>
  key('cloudtrail.digest', trailId, region)

export async function readDigestState(
  trailId: string,
  region: string,
  store: Pick<Store, 'get'>,
): Promise<ReadDigestState> {
  const where = digestStateKey(trailId, region)
  const document = await store.get(where)
  return {
    state: document?.value as unknown as DigestState | undefined,
    replace: next => [
      { type: 'expect', key: where, revision: document?.revision ?? 'absent' },
      { type: 'put', key: where, value: next as unknown as Json },
    ],
  }
}

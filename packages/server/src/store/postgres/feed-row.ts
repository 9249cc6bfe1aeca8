import type { Change, Key } from '../store.ts'

/** What one commit did to documents, as the feed keeps it: keys in base64, 1 for put and 0 for delete. */
export type FeedRow = readonly [revision: number, changes: readonly (readonly [string, 0 | 1])[]]

export function feedText(changes: readonly Change[]): string {
  return JSON.stringify(
    changes.map(({ key, type }) => [
      Buffer.from(key, 'utf8').toString('base64'),
      type === 'put' ? 1 : 0,
    ]),
  )
}

export function changesOfRow([revision, changes]: FeedRow): Change[] {
  return changes.map(([key, put]) => ({
    revision,
    key: Buffer.from(key, 'base64').toString('utf8') as Key,
    type: put === 1 ? 'put' : 'delete',
  }))
}

import type { Cache } from '../cache.ts'
import type { Feed } from '../feed.ts'
import type { Change, Key } from '../store.ts'
import type { Heartbeat } from './heartbeat.ts'

/** How far this process has followed the commits of all. */
export interface Progress {
  position(): number
  /**
   * Applies what happened between `news.since` and `news.position`. Whatever of it is known already is skipped,
   * so that commits and the feed may tell of the same things in any order.
   */
  apply(news: News): void
}

export interface News {
  /** The position up to which this process had asked when it asked. */
  readonly since: number
  /** Every change between the two positions is among these, in commit order. */
  readonly changes: readonly Change[]
  readonly position: number
  /** Before this one the feed has forgotten. */
  readonly floor: number
  /** When it was asked, by the heartbeat's clock; undefined when more is waiting. */
  readonly askedAt: number | undefined
}

export interface ProgressParts {
  readonly feed: Feed
  readonly cache: Cache
  readonly heartbeat: Heartbeat
  readonly start: number
  /** A document that is being loaded must not be remembered as it was; undefined when it may be any. */
  readonly changed: (key: Key | undefined) => void
}

export function createProgress({
  feed,
  cache,
  heartbeat,
  start,
  changed,
}: ProgressParts): Progress {
  let position = start
  const forget = (change: Change) => {
    cache.forget(change.key)
    changed(change.key)
  }
  return {
    position: () => position,
    apply(news) {
      // The feed forgot, or the database was put back to an earlier state: nothing kept is certain any more.
      if (news.since < news.floor || news.position < news.since) {
        if (position > news.since && news.position >= position) return
        position = news.position
        cache.clear()
        changed(undefined)
        feed.skip()
        return
      }
      const fresh = news.changes.filter(({ revision }) => revision > position)
      for (const change of fresh) forget(change)
      for (const change of fresh) {
        position = change.revision
        feed.publish([change])
      }
      position = Math.max(position, news.position)
      if (news.askedAt !== undefined) heartbeat.beat(news.askedAt)
    },
  }
}

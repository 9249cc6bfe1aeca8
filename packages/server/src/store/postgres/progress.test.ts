import { describe, expect, it } from 'vitest'
import { createCache } from '../cache.ts'
import { createFeed } from '../feed.ts'
import { key } from '../key.ts'
import type { Change } from '../store.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createProgress } from './progress.ts'

const at = (revision: number): Change => ({
  revision,
  key: key('doc', String(revision)),
  type: 'put',
})

function stage(start = 10) {
  const feed = createFeed()
  const cache = createCache()
  const seen: (number | 'missed')[] = []
  const outdated: (string | undefined)[] = []
  feed.subscribe(
    ({ revision }) => seen.push(revision),
    () => seen.push('missed'),
  )
  let now = 0
  const heartbeat = createHeartbeat(
    () => now,
    () => now,
  )
  const progress = createProgress({
    feed,
    cache,
    heartbeat,
    start,
    changed: changed => outdated.push(changed),
  })
  const apply = (since: number, revisions: number[], position: number, floor = 0) =>
    progress.apply({ since, changes: revisions.map(at), position, floor, askedAt: now })
  return { progress, apply, seen, outdated, cache, heartbeat, pass: (ms: number) => (now += ms) }
}

describe('the progress of a process', () => {
  it('is told once of what it hears twice, in whatever order', () => {
    const { apply, progress, seen } = stage()
    apply(10, [11, 12], 12)
    apply(10, [11, 12, 13], 14)
    apply(12, [13], 13)
    apply(14, [15], 15)
    expect(seen).toEqual([11, 12, 13, 15])
    expect(progress.position()).toBe(15)
  })

  it('has forgotten a document before anybody is told that it changed', () => {
    const { apply, cache, progress, outdated } = stage()
    const document = { key: at(11).key, revision: 1, value: 'old' }
    cache.remember(document.key, { document, characters: 3 })
    apply(10, [11], 11)
    expect(cache.find(document.key)).toBeUndefined()
    expect(outdated).toEqual([document.key])
    expect(progress.position()).toBe(11)
  })

  it('begins anew when the feed does not reach back', () => {
    const { apply, cache, seen, outdated, progress } = stage()
    cache.remember(at(3).key, undefined)
    apply(10, [40], 41, 20)
    expect(seen).toEqual(['missed'])
    expect(outdated).toEqual([undefined])
    expect(cache.find(at(3).key)).toBeUndefined()
    expect(progress.position()).toBe(41)
    apply(41, [42], 42, 20)
    expect(seen).toEqual(['missed', 42])
  })

  it('begins anew when the database was put back to an earlier state', () => {
    const { apply, seen, progress } = stage(100)
    apply(100, [], 60)
    expect(seen).toEqual(['missed'])
    expect(progress.position()).toBe(60)
  })

  it('keeps what it knows when an answer that came late tells of a gap that was closed', () => {
    const { apply, seen, progress } = stage()
    apply(10, [11, 25], 30)
    apply(10, [25], 30, 20)
    expect(seen).toEqual([11, 25])
    expect(progress.position()).toBe(30)
  })

  it('beats from the moment of the question, not of the answer', () => {
    const { heartbeat, pass, progress } = stage()
    expect(heartbeat.isFresh()).toBe(false)
    const askedAt = heartbeat.moment()
    pass(700)
    progress.apply({ since: 10, changes: [], position: 10, floor: 0, askedAt })
    expect(heartbeat.ageMs()).toBe(700)
    expect(heartbeat.isFresh()).toBe(true)
    pass(300)
    expect(heartbeat.isFresh()).toBe(false)
  })
})

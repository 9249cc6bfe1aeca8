import { describe, expect, it } from 'vitest'
import { createFeed, recentChanges } from './feed.ts'
import { key } from './key.ts'
import { LIMITS } from './limits.ts'
import type { Change } from './store.ts'

const change = (revision: number): Change => ({ revision, key: key('doc'), type: 'put' })

describe('the latest changes', () => {
  it('reach back to where the process began', () => {
    const recent = recentChanges(10)
    expect(recent.after(9)).toBe('too far back')
    expect(recent.after(10)).toEqual([])
    recent.add([change(11), change(11)])
    recent.add([change(12)])
    expect(recent.after(10)).toEqual([change(11), change(11), change(12)])
    expect(recent.after(11)).toEqual([change(12)])
    expect(recent.after(50)).toEqual([])
  })

  it('are a bounded number, and of a commit all or none', () => {
    const recent = recentChanges(0)
    const count = LIMITS.rememberedChanges * 3
    for (let revision = 1; revision <= count; revision++) {
      recent.add([change(revision), change(revision)])
    }
    expect(recent.after(1)).toBe('too far back')
    let oldest = count
    for (let since = count; recent.after(since) !== 'too far back'; since -= 1_000) oldest = since
    const kept = recent.after(oldest)
    expect(kept.length).toBeLessThanOrEqual(LIMITS.rememberedChanges * 2)
    expect(kept.length).toBe((count - oldest) * 2)
  })
})

describe('a feed', () => {
  it('tells who missed changes that they did, and nobody who left', () => {
    const feed = createFeed()
    const heard: string[] = []
    feed.subscribe(() => heard.push('one'))
    const end = feed.subscribe(
      () => heard.push('two'),
      () => heard.push('two missed'),
    )
    feed.publish([change(1)])
    feed.skip()
    end()
    feed.skip()
    expect(heard).toEqual(['one', 'two', 'two missed'])
  })
})

import { describe, expect, it } from 'vitest'
import { key } from '../key.ts'
import { LIMITS } from '../limits.ts'
import { prepare } from '../prepare.ts'
import type { Key, Write } from '../store.ts'
import { add, append, put, remove } from '../store-helpers.testing.ts'
import { batchOf } from './batch.ts'
import { changesOfRow, type FeedRow } from './feed-row.ts'

const a = key('doc', 'a')
const b = key('doc', 'b')
const absent = (name: Key): Write => ({ type: 'expect', key: name, revision: 'absent' })

const batch = (...commits: Write[][]) => batchOf(commits.map(prepare), 7)
/** The last commit of each segment. */
const segments = (...commits: Write[][]) => batch(...commits).values[3]

describe('a batch of commits', () => {
  it.each([
    ['nothing depends', [[put(a, 1)], [put(a, 2)], [remove(b)]], [3]],
    ['one expects what an earlier one writes', [[put(a, 1)], [absent(a)], [put(b, 1)]], [1, 3]],
    ['one expects what it writes itself', [[absent(a), put(a, 1)], [absent(b)]], [2]],
    ['one expects what a later one writes', [[absent(a)], [put(a, 1)]], [2]],
    ['one expects what an earlier one deletes', [[remove(a)], [absent(a)]], [1, 2]],
    ['counters without a maximum', [[add('n', 1)], [add('n', 1)]], [2]],
    ['a maximum over what an earlier one adds', [[add('n', 1)], [add('n', 1, 5)]], [1, 2]],
    ['a maximum, then another counter', [[add('n', 1, 5)], [add('m', 1, 5)]], [2]],
    ['logs', [[append('x', 1)], [append('x', 2)]], [2]],
  ])('is cut where a condition speaks of earlier writes: %s', (_, commits, expected) => {
    expect(segments(...commits)).toEqual(expected)
  })

  it('says for each place which write it is, and for each commit where it ends', () => {
    const commits = [[put(a, 1), append('x', 1, 2)], [], [add('n', 2, 9), absent(b)]]
    const { writes, lastPlaces, values } = batch(...commits)
    expect(writes.map(({ type }) => type)).toEqual(['put', 'append', 'append', 'add', 'expect'])
    expect(lastPlaces).toEqual([3, 3, 5])
    expect(values[5]).toEqual([1, 1, 1, 3, 3])
    expect(values.slice(8)).toEqual([
      [null, null, null, 2, 0],
      [null, null, null, 9, null],
      ['1', '1', '2', null, null],
    ])
  })

  it('tells the feed of documents alone, once each', () => {
    const [changed, nothing] = batch([put(a, 1), remove(a), put(b, 1)], [add('n', 1)])
      .values[4] as (string | null)[]
    expect(nothing).toBeNull()
    expect(changesOfRow([9, JSON.parse(changed ?? '') as FeedRow[1]])).toEqual([
      { revision: 9, key: a, type: 'delete' },
      { revision: 9, key: b, type: 'put' },
    ])
  })

  it('holds a bounded number of commits and bytes, and at least one commit', () => {
    const many = Array.from({ length: LIMITS.commitsPerStatement + 5 }, () => [add('n', 1)])
    expect(batch(...many).size).toBe(LIMITS.commitsPerStatement)
    const giant = [put(a, 'x'.repeat(LIMITS.bytesPerStatement))]
    expect(batch(giant, giant).size).toBe(1)
    expect(batch([put(b, 1)], giant, giant).size).toBe(2)
  })

  it('never takes the bytes of a broken name for another', () => {
    const broken = key('doc', '\ud800')
    const { values } = batch([absent(broken)], [{ type: 'expect', key: broken, revision: 3 }])
    expect(values[5]).toEqual([2])
    expect(values[8]).toEqual([-1])
  })
})

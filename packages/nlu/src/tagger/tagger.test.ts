import { describe, expect, it } from 'vitest'
import { newTable, placeFor } from '../table/table.ts'
import { beginTag, insideTag, tagCount } from './decode.ts'
import { trainField } from './random-field.ts'
import type { TagFeatures } from './tag-features.ts'
import { newTagging, type Tagger, taggerKey } from './tagger.ts'

const [ROME, TO, FIVE, NEW, YORK] = [1, 2, 3, 4, 5] as const
const [CITY, TIME] = [0, 1] as const
const OUTSIDE = 0

/** Words of one feature each. */
const words = (...features: number[]): TagFeatures => ({
  starts: Int32Array.from({ length: features.length + 1 }, (_, at) => at),
  features: Int32Array.from(features),
})

describe('the tagger', () => {
  const tag = newTagging(
    taggerOf([
      [ROME, beginTag(CITY), 3],
      [FIVE, beginTag(CITY), 2],
      [FIVE, beginTag(TIME), 1],
      [NEW, beginTag(CITY), 4],
      [YORK, insideTag(CITY), 4],
    ]),
  )
  it.each([
    ['one place', words(TO, ROME), [OUTSIDE, beginTag(CITY)]],
    ['the stronger place', words(FIVE, TO, ROME), [beginTag(TIME), OUTSIDE, beginTag(CITY)]],
    ['no second place', words(ROME, TO, ROME), [beginTag(CITY), OUTSIDE, OUTSIDE]],
    [
      'the longer place',
      words(ROME, TO, NEW, YORK),
      [OUTSIDE, OUTSIDE, beginTag(CITY), insideTag(CITY)],
    ],
  ])('gives a slot %s', (_, text, expected) => {
    expect([...(tag(0, 2, text) ?? [])].slice(0, expected.length)).toEqual(expected)
  })

  it('looks at no more places of a slot than it must', () => {
    const tags = tag(0, 2, words(...Array.from({ length: 200 }, (_, at) => (at % 2 ? TO : ROME))))
    expect([...(tags ?? [])].slice(0, 200).filter(one => one === beginTag(CITY))).toHaveLength(1)
  })

  it('has nothing to say of an intent that was trained without slots', () => {
    expect(tag(1, 2, words(ROME))).toBeUndefined()
  })
})

describe('training', () => {
  const texts = [
    {
      views: [words(TO, NEW, YORK)],
      tags: Uint8Array.of(OUTSIDE, beginTag(CITY), insideTag(CITY)),
    },
    { views: [words(FIVE, TO), words(TO, TO)], tags: Uint8Array.of(beginTag(TIME), OUTSIDE) },
  ]
  const options = { slots: 2, features: 6, epochs: 8 }

  it('moves weight to the right tags, and none to features that it never sees', () => {
    const { emissions } = trainField(texts, options)
    const weight = (feature: number, tag: number) => emissions[feature * tagCount(2) + tag] ?? 0
    expect(weight(NEW, beginTag(CITY))).toBeGreaterThan(weight(NEW, OUTSIDE))
    expect(weight(YORK, insideTag(CITY))).toBeGreaterThan(weight(YORK, OUTSIDE))
    expect(weight(FIVE, beginTag(TIME))).toBeGreaterThan(0)
    expect(weight(ROME, beginTag(CITY))).toBe(0)
  })

  it('never moves to a forbidden step', () => {
    const { transitions } = trainField(texts, options)
    for (const from of [OUTSIDE, beginTag(TIME), insideTag(TIME)])
      expect(transitions[from * tagCount(2) + insideTag(CITY)]).toBe(0)
  })

  it('gives the same weights for the same texts', () => {
    expect(trainField(texts, options)).toEqual(trainField(structuredClone(texts), options))
  })
})

function taggerOf(weights: readonly (readonly [feature: number, tag: number, weight: number])[]) {
  const keys = newTable(8)
  const starts = new Int32Array(keys.length)
  const ends = new Int32Array(keys.length)
  for (const [at, [feature]] of weights.entries()) {
    const place = placeFor(keys, taggerKey(0, feature))
    if (weights.findIndex(([other]) => other === feature) === at) starts[place] = at
    ends[place] = at + 1
  }
  const steps = tagCount(2) ** 2
  return {
    keys,
    starts,
    ends,
    tags: Uint8Array.from(weights, ([, tag]) => tag),
    weights: Float32Array.from(weights, ([, , weight]) => weight),
    transitionStarts: Int32Array.of(0, steps, steps),
    transitions: new Float32Array(steps),
  } satisfies Tagger
}

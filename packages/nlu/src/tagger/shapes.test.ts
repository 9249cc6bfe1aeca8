import { describe, expect, it } from 'vitest'
import { buildGazetteer } from '../gazetteer/gazetteer.ts'
import { read } from '../reading.ts'
import { wordShapes } from './shapes.ts'

const context = { locale: 'en-US', types: [], gazetteer: buildGazetteer([], 'en-US') } as const
const shapes = (text: string, uncased = false) => [...wordShapes(read(context, text, 0), uncased)]

describe('shapes of words', () => {
  it('tell capitals where a text has both', () => {
    const [play, miles, tv] = shapes('play Miles TV')
    expect(new Set([play, miles, tv]).size).toBe(3)
  })

  it('tell nothing where a text has one kind of letters, or its capitals are hidden', () => {
    expect(shapes('PLAY MILES, 12')).toEqual(shapes('play miles, 12'))
    expect(shapes('play Miles, 12', true)).toEqual(shapes('play miles, 12'))
  })

  it('tell small letters that stand beside capitals from those that have none beside them', () => {
    expect(shapes('play Miles')[0]).not.toBe(shapes('play miles')[0])
  })
})

import { describe, expect, it } from 'vitest'
import { loadModel } from '../models/model.ts'
import { readJsonValue } from './json-values.ts'

const read = (StartTime: unknown) =>
  readJsonValue(loadModel('cloudtrail'), 'LookupEventsRequest', { StartTime })

describe('a timestamp in JSON', () => {
  it.each([
    [0, 0],
    [1_767_225_600.5, Date.UTC(2026, 0, 1) + 500],
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    [8.64e12, 8.64e15],
  ])('%s is a moment', (seconds, StartTime) => {
    expect(read(seconds)).toEqual({ StartTime })
  })

  // No date can hold them, and whoever writes them down later would fail.
  it.each([8.64e12 + 1, -1e13, 1e300, 'tomorrow', true])('%s is refused', value => {
    expect(() => read(value)).toThrow('expected a timestamp')
  })
})

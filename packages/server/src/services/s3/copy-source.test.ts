import { expect, it } from 'vitest'
import { sourceSpan } from './copy-source.ts'

const GIB = 1024 ** 3

it('no more is copied at once than may be put at once, and nothing is read of more', () => {
  expect(sourceSpan(undefined, { sizeBytes: 5 * GIB })).toEqual({ start: 0, end: 5 * GIB })
  expect(sourceSpan(`bytes=${GIB}-${6 * GIB - 1}`, { sizeBytes: 9 * GIB })).toEqual({
    start: GIB,
    end: 6 * GIB,
  })
  const message =
    'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120'
  for (const range of [undefined, `bytes=0-${5 * GIB}`]) {
    expect(() => sourceSpan(range, { sizeBytes: 5 * GIB + 1 })).toThrow(message)
  }
})

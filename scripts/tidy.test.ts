import { describe, expect, it } from 'vitest'
import { findings } from './tidy.ts'

describe('the repository', () => {
  it('keeps to the allowed imports, sizes and habits', () => {
    expect(findings().map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([])
  })
})

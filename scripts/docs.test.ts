import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pages } from './generate-docs.ts'

const DOCS = resolve(import.meta.dirname, '../docs')

describe('the generated pages', () => {
  it('are what `npm run docs` writes now', async () => {
    for (const [name, text] of await pages()) {
      expect(readFileSync(join(DOCS, name), 'utf8'), name).toBe(text)
    }
  })
})

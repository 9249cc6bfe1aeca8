/** `npm run docs`: writes the generated pages of `docs/`. A test sees that they are current. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compatibility } from './docs/compatibility.ts'
import { limits } from './docs/limits.ts'

const DOCS = resolve(import.meta.dirname, '../docs')

/** Each generated page with its text. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['compatibility.md', await compatibility()],
    ['limits.md', limits()],
  ])
}

if (import.meta.main) {
  for (const [name, text] of await pages()) writeFileSync(join(DOCS, name), text)
}

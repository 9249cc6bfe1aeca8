import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { openData } from './data.ts'
import { systemClock } from './kernel/clock.ts'
import { systemRandom } from './kernel/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-data-'))
afterAll(() => rmSync(folder, { recursive: true }))

function open(...flags: readonly string[]) {
  const config = readConfig(['--data', join(folder, 'data'), ...flags], {})
  if (!config.ok) throw new Error(config.error)
  return openData(config.value, { clock: systemClock, random: systemRandom })
}

describe('a data directory', () => {
  it('is refused with another root key, and opens again with its own', async () => {
    await (await open()).store.close()
    const other = join(folder, 'other-key')
    writeFileSync(other, 'ab'.repeat(32), { mode: 0o600 })
    await expect(open('--root-key-file', other)).rejects.toThrow(
      'the root key is not the one that this store was begun with',
    )
    const { store, isNew } = await open()
    expect(isNew).toBe(false)
    await store.close()
  })
})

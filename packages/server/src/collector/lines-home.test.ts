import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { seededRandom } from '../kernel/random.ts'
import { memoryStore } from '../store/memory.ts'
import { claimLinesHome } from './lines-home.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-home-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('servers that share a database', () => {
  it('keep collected lines in one directory, and in another one not, with a reason', async () => {
    const parts = { store: memoryStore({ clock: fakeClock(0) }), random: seededRandom('home') }
    const [first, second] = [join(root, 'first'), join(root, 'second')]
    const workers = await Promise.all([claimLinesHome(first, parts), claimLinesHome(first, parts)])
    expect(workers.map(({ ok }) => ok)).toEqual([true, true])
    const id = readFileSync(join(first, 'home'), 'utf8')
    const refused = await claimLinesHome(second, parts)
    expect(refused).toMatchObject({
      ok: false,
      error: expect.stringMatching(
        `in ${first}: ask the server there. To go on here without them, write ${id} into ${join(second, 'home')}`,
      ),
    })
    // What the sentence says helps.
    writeFileSync(join(second, 'home'), `${id}\n`)
    expect((await claimLinesHome(second, parts)).ok).toBe(true)
  })
})

/** kill -9 while an object's lines are stored. `CRASH_ROUNDS=200` makes a campaign of it. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openLineStore } from '../../src/collector/search/open-line-store.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { roundsOr, SEED, temporaryDirectory } from './crash-round.ts'

const ROUNDS = roundsOr(4)
const LONGEST_LIFE_MS = 150
const LINES = ROUNDS * 10_000
const DAY_MS = 86_400_000
const END = Date.UTC(2026, 10, 25)

describe(`an object whose ingestion is killed (CRASH_SEED=${SEED})`, () => {
  const directory = temporaryDirectory()
  const object = join(directory, 'object.gz')
  const store = join(directory, 'lines')

  it('has every line once', { timeout: 60_000 + ROUNDS * 5_000 }, async () => {
    // Days alternate, so that every batch is written to several partitions.
    const lines = Array.from({ length: LINES }, (_, n) =>
      JSON.stringify({ timestamp: END - (n % 3) * DAY_MS - n, n }),
    )
    writeFileSync(object, gzipSync(lines.join('\n')))
    const random = seededRandom(SEED)
    let acknowledged = 0
    for (let round = 0; round < ROUNDS; round++) {
      const life = await lifeOf(store, object, random.below(LONGEST_LIFE_MS))
      // What was acknowledged is where the next life begins, or later.
      expect(life.begun).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = life.acknowledged
    }
    await lifeOf(store, object, undefined)
    expect(await numbersIn(store)).toEqual(Array.from({ length: LINES }, (_, n) => n))
  })
})

/** Kills it so long after its first line, or lets it end. */
async function lifeOf(store: string, object: string, lifeMs: number | undefined) {
  const script = join(import.meta.dirname, 'lines-child.ts')
  const child = spawn(process.execPath, [script, store, object], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  child.stdout.setEncoding('utf8').on('data', text => {
    if (output === '' && lifeMs !== undefined) setTimeout(() => child.kill('SIGKILL'), lifeMs)
    output += text
  })
  await ended
  if (lifeMs === undefined) expect(output).toMatch(/done\n$/)
  // A number counts when its line is complete.
  const numbers = output
    .split('\n')
    .slice(0, -1)
    .filter(text => text !== 'done')
    .map(Number)
  return { begun: numbers[0] ?? 0, acknowledged: numbers.at(-1) ?? 0 }
}

async function numbersIn(directory: string): Promise<number[]> {
  const store = openLineStore({ directory, clock: systemClock })
  const numbers: number[] = []
  let next: string | undefined
  do {
    const page = await store.search('a', {
      from: 0,
      to: END + DAY_MS,
      query: { kind: 'all' },
      limit: 5_000,
      ...(next && { next }),
    })
    for (const { fields } of page.lines)
      numbers.push(Number(fields.find(([name]) => name === 'n')?.[1]))
    next = page.next
  } while (next !== undefined)
  await store.close()
  return numbers.sort((a, b) => a - b)
}

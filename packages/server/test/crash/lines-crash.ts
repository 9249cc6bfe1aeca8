import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { openLineStore } from '../../src/collector/search/open-line-store.ts'
import type { Place } from '../../src/collector/search/thread/calls.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { roundsOr, SEED } from './crash-round.ts'

const ROUNDS = roundsOr(4)
const LONGEST_LIFE_MS = 150
const LINES = ROUNDS * 10_000
const DAY_MS = 86_400_000
const END = Date.UTC(2026, 10, 25)

/** `kill -9` while an object's lines are stored; in the end each of them is there, once. */
export async function playLines(place: Place, directory: string): Promise<void> {
  const object = join(directory, 'object.gz')
  // Days alternate, so that every batch is written to several partitions.
  const lines = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify({ timestamp: END - (n % 3) * DAY_MS - n, n }),
  )
  writeFileSync(object, gzipSync(lines.join('\n')))
  const random = seededRandom(SEED)
  let acknowledged = 0
  for (let round = 0; round < ROUNDS; round++) {
    const life = await lifeOf(place, object, random.below(LONGEST_LIFE_MS))
    // What was acknowledged is where the next life begins, or later.
    expect(life.begun).toBeGreaterThanOrEqual(acknowledged)
    acknowledged = life.acknowledged
  }
  await lifeOf(place, object, undefined)
  expect(await numbersIn(place)).toEqual(Array.from({ length: LINES }, (_, n) => n))
}

export const LINES_TIMEOUT_MS = 60_000 + ROUNDS * 5_000

/** Kills it so long after its first line, or lets it end. */
async function lifeOf(place: Place, object: string, lifeMs: number | undefined) {
  const script = join(import.meta.dirname, 'lines-child.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(place), object], {
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

async function numbersIn(place: Place): Promise<number[]> {
  const store = openLineStore({ place, clock: systemClock })
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

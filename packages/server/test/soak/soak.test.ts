/**
 * A long life of a whole server in a process of its own: calls of every kind, six hours, calls again. What is made
 * is deleted again or ends by itself, so in the end there must be as much as in the beginning: in the store, on
 * the disk, in memory and among open files. Two days here; `npm run soak` lives four hundred.
 */
import { expect, it } from 'vitest'
import { temporaryDirectory } from '../crash/crash-round.ts'
import { type AgedServer, type Figures, startAged } from './aged-server.ts'
import { furnish, lifeOn } from './life.ts'

const DAYS = Number(process.env['SOAK_DAYS'] ?? 2)
const HOUR_MS = 3_600_000
const ROUND_HOURS = 6
const ROUNDS = (DAYS * 24) / ROUND_HOURS
/** Units of a round, a few at a time. */
const UNITS = 20
const AT_ONCE = 4
/** After so many days nothing is left of what was done: the history of calls goes last. */
const REST_DAYS = 100
const REST_STEP_DAYS = 4
/** What jobs may have in hand at any moment. */
const FEW_ROWS = 20
/** The history of calls is full then. */
const FULL_AFTER_DAYS = 100
/** What the server itself and all its rings and caches, each of which is bounded, may have of the heap. */
const HEAP_MB = 192

const data = temporaryDirectory()

it(
  `keeps nothing of ${DAYS} days that it should not`,
  async () => {
    const server = await startAged(data)
    try {
      await furnish(server)
      const time = timeOf(server)
      const fresh = await server.figures()
      show('fresh', fresh)
      let midway: Figures | undefined
      for (let round = 0; round < ROUNDS; round++) {
        await live(server, time.offset, round)
        await time.pass(ROUND_HOURS)
        const day = ((round + 1) * ROUND_HOURS) / 24
        if (day % 20 === 0) show(`day ${day}`, await server.figures())
        if (day === DAYS / 2 && day >= FULL_AFTER_DAYS) midway = await server.figures()
      }
      const busy = await server.figures()
      for (let day = 0; day < REST_DAYS; day += REST_STEP_DAYS) {
        await time.pass(REST_STEP_DAYS * 24)
      }
      const rested = await server.figures()
      show('rested', rested)
      expect(server.complaints()).toBe('')
      expect(rowsOf(rested), JSON.stringify(rested.stored)).toBeLessThan(rowsOf(fresh) + FEW_ROWS)
      expect(rested.handles).toBeLessThanOrEqual(fresh.handles)
      expect(rested.files).toBeLessThanOrEqual(fresh.files + 2)
      expect(busy.heapMb).toBeLessThan(HEAP_MB)
      // Pages that were left are used again.
      if (midway) expect(busy.disk).toBeLessThan(midway.disk * 2)
    } finally {
      await server.stop()
    }
  },
  120_000 + ROUNDS * 10_000,
)

function timeOf(server: AgedServer) {
  const time = {
    offset: 0,
    async pass(hours: number) {
      time.offset += hours * HOUR_MS
      await server.shift(hours * HOUR_MS)
      // Jobs have their turn.
      await new Promise(resolve => setTimeout(resolve, 150))
    },
  }
  return time
}

async function live(server: AgedServer, offset: number, round: number): Promise<void> {
  const life = lifeOn(server, offset)
  let next = 0
  const lane = async () => {
    while (next < UNITS) await life.live(round * UNITS + next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane)).finally(life.close)
}

/** Without streams of logs, one a day: they stay, empty, as those of AWS do. */
const rowsOf = ({ stored }: Figures) =>
  Object.entries(stored)
    .filter(([kind]) => kind !== 'document logs.stream')
    .reduce((sum, [, count]) => sum + count, 0)

function show(when: string, figures: Figures): void {
  const { rssMb, heapMb, handles, files, disk } = figures
  const megabytes = [rssMb, heapMb, disk / 2 ** 20].map(Math.round)
  const [rss, heap, onDisk] = megabytes
  console.log(
    `${when}: ${rss} MB resident, heap ${heap} MB, ${handles} handles, ${files} files, ${rowsOf(figures)} rows, ${onDisk} MB on disk`,
  )
}

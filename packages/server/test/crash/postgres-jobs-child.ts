/** One of several processes that take jobs from the database at `argv[2]`; prints each that it begins. */
import { writeSync } from 'node:fs'
import { createJobRunner } from '../../src/jobs/runner.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { silentLogger } from '../../src/kernel/log.ts'
import { systemRandom } from '../../src/kernel/random.ts'
import { openPostgresStore } from '../../src/store/postgres/postgres.ts'

const store = await openPostgresStore({ url: process.argv[2] ?? '' })
const runner = createJobRunner({
  store,
  clock: systemClock,
  random: systemRandom,
  log: silentLogger,
  handlers: new Map([
    [
      'work',
      async ({ id }, { fencing, signal }) => {
        writeSync(1, `${id} ${fencing}\n`)
        if (id === 'endless') await systemClock.sleep(600_000, signal)
        return { kind: 'done' }
      },
    ],
  ]),
})
runner.start()
writeSync(1, 'ready 0\n')

/** `CRASH_ROUNDS=200` makes a campaign of it. */
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { SEED, temporaryDirectory } from './crash-round.ts'
import { LINES_TIMEOUT_MS, playLines } from './lines-crash.ts'

describe(`an object whose ingestion is killed (CRASH_SEED=${SEED})`, () => {
  const directory = temporaryDirectory()

  it('has every line once', { timeout: LINES_TIMEOUT_MS }, () =>
    playLines({ kind: 'files', directory: join(directory, 'lines') }, directory),
  )
})

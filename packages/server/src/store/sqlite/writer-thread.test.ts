import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { NOTHING_SEALED } from '../sealing.ts'
import { StoreUnavailable } from '../store.ts'
import { rejection } from '../store-helpers.testing.ts'
import { connect } from './connection.ts'
import { ownFile } from './owner.ts'
import { closeRawFiles, openRawFiles, type RawFiles } from './raw-files.ts'
import { upgradeSchema } from './schema.ts'
import { temporaryDirectory } from './sqlite-home.testing.ts'
import type { Task } from './task.ts'
import { startWriter } from './writer-thread.ts'

const directory = temporaryDirectory()
afterAll(() => directory.remove())

const NONE: RawFiles = { database: -1, log: -1, index: -1, sums: -1 }
const reserve: Task = { type: 'reserve', count: 5 }

describe('a writer whose thread dies', () => {
  it('leaves nobody waiting, says that nothing is certain, and goes on once it can', async () => {
    const folder = join(directory.path, 'missing')
    const data = {
      file: join(folder, 'parley.db'),
      files: NONE,
      checkedPages: 0,
      sealed: NOTHING_SEALED,
    }
    const lost: number[] = []
    const writer = startWriter(data, {
      applied: () => undefined,
      lost: tasks => lost.push(tasks.length),
      damaged: () => undefined,
    })
    for (let round = 0; round < 2; round++) {
      const failures = await Promise.all(
        [reserve, reserve, reserve].map(task => rejection(writer.run(task))),
      )
      for (const failure of failures) {
        expect(failure).toBeInstanceOf(StoreUnavailable)
        expect(String(failure)).toContain('the outcome is unknown')
      }
    }
    expect(lost).toEqual([3, 3])
    expect(writer.isIdle()).toBe(true)

    mkdirSync(folder)
    const disown = await ownFile(data.file, 1_000)
    const db = connect(data.file)
    upgradeSchema(db)
    data.files = openRawFiles(data.file)
    expect(await writer.run(reserve)).toEqual({ type: 'reserved', block: { first: 1, end: 6 } })
    await writer.close()
    db.close()
    closeRawFiles(data.files)
    disown()
  })
})

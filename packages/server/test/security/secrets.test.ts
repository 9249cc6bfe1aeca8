import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/kernel/log.ts'
import { filesOf } from '../files-of.ts'
import { type House, openHouse } from '../house.ts'
import { createUser } from '../people.ts'

/** Secrets leave no trace on the disk or in the log; files that hold keys are their owner's alone. */

let data: string
let house: House
const logged: string[] = []
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'parley-secrets-'))
  const log = createLogger('info', line => logged.push(line))
  house = await openHouse({ args: ['--data', data, '--port', '0'], log })
})
afterAll(async () => {
  await house.close()
  rmSync(data, { recursive: true, force: true })
})

describe('a secret access key', () => {
  it('is nowhere in what the server wrote, but for the credentials file of the root', async () => {
    const { secretAccessKey } = await createUser(house, 'alice')
    const holding = (secret: string) =>
      filesOf(data).filter(file => readFileSync(file, 'latin1').includes(secret))
    expect(holding(secretAccessKey)).toEqual([])
    expect(holding(house.root.secretAccessKey)).toEqual([join(data, 'root-credentials')])
    expect(logged.join('')).not.toContain(secretAccessKey)
  })

  it('is kept with the root key in files that only their owner may read', () => {
    for (const name of ['root-credentials', 'root-key']) {
      expect(statSync(join(data, name)).mode & 0o777, name).toBe(0o600)
    }
    expect(statSync(data).mode & 0o777).toBe(0o700)
  })
})

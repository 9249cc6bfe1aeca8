import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'

/** The AWS CLI's own file commands against the server: it knows nothing of us. */

const run = promisify(execFile)
const BINARY = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws'
let house: House
let folder: string

beforeAll(async () => {
  house = await openHouse()
  folder = mkdtempSync(join(tmpdir(), 'parley-s3-'))
  // Old versions would sign links in a way that is given up everywhere.
  writeFileSync(join(folder, 'config'), '[default]\ns3 =\n  signature_version = s3v4\n')
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await house.close()
})

async function aws(...args: readonly string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_ACCESS_KEY_ID: house.root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: house.root.secretAccessKey,
    AWS_DEFAULT_REGION: house.region,
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const all = ['--endpoint-url', house.url, ...args]
  return (await run(BINARY, all, { env, encoding: 'utf8' })).stdout
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('aws s3', () => {
  it('copies files up and down, in one part and in many', async () => {
    await aws('s3', 'mb', 's3://files')
    for (const size of [0, 1_000, 20 * 1024 ** 2]) {
      const bytes = randomBytes(size)
      writeFileSync(join(folder, 'up'), bytes)
      await aws('s3', 'cp', join(folder, 'up'), `s3://files/of ${size}`, '--no-progress')
      await aws('s3', 'cp', `s3://files/of ${size}`, join(folder, 'down'), '--no-progress')
      expect([size, hash(readFileSync(join(folder, 'down')))]).toEqual([size, hash(bytes)])
    }
    const listed = await aws('s3', 'ls', 's3://files/')
    expect(listed.trim().split('\n')).toHaveLength(3)
  })

  it('syncs a folder up, down, and what was deleted away', async () => {
    await aws('s3', 'mb', 's3://synced')
    const tree = join(folder, 'tree')
    mkdirSync(join(tree, 'a b'), { recursive: true })
    writeFileSync(join(tree, 'one.txt'), 'one')
    writeFileSync(join(tree, 'a b', 'zwei ä+&.txt'), 'two')
    await aws('s3', 'sync', tree, 's3://synced/here', '--no-progress')
    expect(await aws('s3', 'sync', tree, 's3://synced/here', '--no-progress')).toBe('')
    const back = join(folder, 'back')
    await aws('s3', 'sync', 's3://synced/here', back, '--no-progress')
    expect(readdirSync(join(back, 'a b'))).toEqual(['zwei ä+&.txt'])
    expect(readFileSync(join(back, 'a b', 'zwei ä+&.txt'), 'utf8')).toBe('two')
    rmSync(join(tree, 'one.txt'))
    await aws('s3', 'sync', tree, 's3://synced/here', '--delete', '--no-progress')
    expect(await aws('s3', 'ls', 's3://synced/here/', '--recursive')).not.toContain('one.txt')
    await aws('s3', 'rb', 's3://synced', '--force')
    expect(await aws('s3', 'ls')).not.toContain('synced')
  })

  it('signs links that anybody may follow', async () => {
    await aws('s3', 'mb', 's3://linked')
    writeFileSync(join(folder, 'link'), 'linked')
    await aws('s3', 'cp', join(folder, 'link'), 's3://linked/k', '--no-progress')
    const url = (await aws('s3', 'presign', 's3://linked/k', '--expires-in', '60')).trim()
    expect(await (await fetch(url)).text()).toBe('linked')
  })
})

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'

/** Debian's rclone against the server: a client that no AWS SDK of ours knows. */

const run = promisify(execFile)
let house: House
let folder: string

beforeAll(async () => {
  house = await openHouse()
  folder = mkdtempSync(join(tmpdir(), 'parley-rclone-'))
  // Without one it says so each time.
  writeFileSync(path('rclone.conf'), '')
  await rclone('mkdir', 'here:bucket')
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await house.close()
})

/** What it printed on both streams. @throws Error when it did not succeed */
async function rclone(...args: readonly string[]): Promise<string> {
  const remote = 'RCLONE_CONFIG_HERE'
  const env = {
    PATH: process.env['PATH'],
    RCLONE_CONFIG: path('rclone.conf'),
    [`${remote}_TYPE`]: 's3',
    // Of the providers that it knows, one whose buckets stand in the path.
    [`${remote}_PROVIDER`]: 'Minio',
    // It always sends one. New buckets are created with the one, and take no other than the other.
    [`${remote}_BUCKET_ACL`]: 'private',
    [`${remote}_ACL`]: 'bucket-owner-full-control',
    [`${remote}_ENDPOINT`]: house.url,
    [`${remote}_REGION`]: house.region,
    [`${remote}_ACCESS_KEY_ID`]: house.root.accessKeyId,
    [`${remote}_SECRET_ACCESS_KEY`]: house.root.secretAccessKey,
  }
  const { stdout, stderr } = await run('rclone', ['--retries', '1', ...args], { env })
  return stdout + stderr
}

const path = (...parts: readonly string[]) => join(folder, ...parts)

describe('rclone', () => {
  it('copies files up and down, whatever their names, and finds them equal', async () => {
    mkdirSync(path('tree', 'a b'), { recursive: true })
    writeFileSync(path('tree', 'empty'), '')
    writeFileSync(path('tree', 'one.txt'), 'one')
    writeFileSync(path('tree', 'a b', 'zwei ä+&%?#.txt'), 'two')
    await rclone('copy', path('tree'), 'here:bucket/tree')
    expect(await rclone('check', path('tree'), 'here:bucket/tree')).toContain('3 matching files')
    await rclone('copy', 'here:bucket/tree', path('back'))
    expect(readdirSync(path('back')).sort()).toEqual(['a b', 'empty', 'one.txt'])
    expect(readFileSync(path('back', 'a b', 'zwei ä+&%?#.txt'), 'utf8')).toBe('two')
  })

  it('syncs: what changed comes, what is gone goes, the rest stays', async () => {
    mkdirSync(path('synced'))
    writeFileSync(path('synced', 'kept'), 'kept')
    writeFileSync(path('synced', 'gone'), 'gone')
    await rclone('sync', path('synced'), 'here:bucket/synced')
    rmSync(path('synced', 'gone'))
    writeFileSync(path('synced', 'new'), 'new')
    await rclone('sync', path('synced'), 'here:bucket/synced')
    const listed = await rclone('lsf', 'here:bucket/synced')
    expect(listed.trim().split('\n').sort()).toEqual(['kept', 'new'])
    expect(await rclone('sync', path('synced'), 'here:bucket/synced', '-v')).toContain(
      'There was nothing to transfer',
    )
  })

  it('cuts large files in parts', async () => {
    mkdirSync(path('large'))
    const bytes = randomBytes(17 * 1024 ** 2 + 3)
    writeFileSync(path('large', 'file'), bytes)
    const small = ['--s3-chunk-size', '5M', '--s3-upload-cutoff', '5M']
    await rclone('copy', path('large'), 'here:bucket/large', ...small)
    const head = new HeadObjectCommand({ Bucket: 'bucket', Key: 'large/file' })
    expect((await new S3Client(house.as()).send(head)).ETag).toMatch(/^"[0-9a-f]{32}-4"$/)
    await rclone('copy', 'here:bucket/large', path('large-back'), '--multi-thread-cutoff', '5M')
    expect(readFileSync(path('large-back', 'file')).equals(bytes)).toBe(true)
    await rclone('copyto', 'here:bucket/large/file', 'here:bucket/large/copy')
    expect(await rclone('check', 'here:bucket/large', 'here:bucket/large')).toContain(
      '0 differences',
    )
  })

  it('signs links that anybody may follow, and deletes', async () => {
    const url = (await rclone('link', 'here:bucket/tree/one.txt', '--expire', '1m')).trim()
    expect(await (await fetch(url)).text()).toBe('one')
    await rclone('deletefile', 'here:bucket/tree/one.txt')
    expect((await fetch(url)).status).toBe(404)
    await rclone('purge', 'here:bucket/tree')
    expect(await rclone('lsf', 'here:bucket')).not.toContain('tree/')
  })
})

/** A real disk that is full: a file system of a few megabytes, which takes root to mount. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'

const disk = mkdtempSync(join(tmpdir(), 'parley-disk-'))
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', disk]).status === 0

describe.skipIf(!mounted)('a disk without room', () => {
  let server: ServerProcess
  let s3: S3Client
  let iam: IAMClient
  beforeAll(async () => {
    mkdirSync(join(disk, 'data'))
    server = await startProcess(join(disk, 'data'))
    const { url: endpoint, credentials } = server
    const options = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
    s3 = new S3Client({ ...options, forcePathStyle: true })
    iam = new IAMClient(options)
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
    await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'first', Body: 'first' }))
  }, 30_000)
  afterAll(async () => {
    await server.stop()
    spawnSync('umount', [disk])
    rmSync(disk, { recursive: true, force: true })
  })

  const health = async () => (await fetch(`${server.url}/_parley/health`)).status
  const fill = () => {
    for (const size of [1 << 20, 1 << 12]) {
      for (let n = 0; ; n++) {
        try {
          writeFileSync(join(disk, `filler-${size}-${n}`), Buffer.alloc(size))
        } catch {
          break
        }
      }
    }
  }
  const empty = () => spawnSync('sh', ['-c', `rm -f ${disk}/filler-*`])

  it('refuses writes so that they can be tried again, serves reads, says so, and recovers', async () => {
    fill()
    const large = { Bucket: 'kept', Key: 'large', Body: Buffer.alloc(3_000_000, 'x') }
    const refused = { $metadata: { httpStatusCode: 503 } }
    await expect(s3.send(new PutObjectCommand(large))).rejects.toMatchObject(refused)
    // What is left of the last block takes a few commits more.
    const created: string[] = []
    const failure = await eventually(async () => {
      const UserName = `user-${created.length}`
      try {
        await iam.send(new CreateUserCommand({ UserName, Path: `/${'x'.repeat(500)}/` }))
        created.push(UserName)
        return undefined
      } catch (error) {
        return error
      }
    })
    expect(failure).toMatchObject(refused)
    expect(await health()).toBe(503)
    const kept = await s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'first' }))
    expect(await kept.Body?.transformToString()).toBe('first')
    const { Users = [] } = await iam.send(new ListUsersCommand({ MaxItems: 1000 }))
    expect(Users.map(({ UserName }) => UserName).sort()).toEqual(created.toSorted())
    await expect(
      s3.send(new HeadObjectCommand({ Bucket: 'kept', Key: 'large' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } })
    empty()
    await eventually(async () => ((await health()) === 200 ? true : undefined))
    await s3.send(new PutObjectCommand(large))
    await iam.send(new CreateUserCommand({ UserName: `user-${created.length}` }))
  }, 60_000)

  it('has everything acknowledged after a kill in the middle of it', async () => {
    fill()
    const { Users = [] } = await iam.send(new ListUsersCommand({ MaxItems: 1000 }))
    await server.kill()
    empty()
    server = await startProcess(join(disk, 'data'))
    const { url: endpoint, credentials } = server
    const again = new IAMClient({ endpoint, region: 'us-east-1', credentials })
    const after = await again.send(new ListUsersCommand({ MaxItems: 1000 }))
    expect(after.Users).toEqual(Users)
  }, 60_000)
})

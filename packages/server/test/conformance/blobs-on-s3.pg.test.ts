/** `--workers` over one database, without a directory that they share: their blobs lie in a bucket. */
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BlobsHouse, blobsEnvironment, openBlobsHouse } from '../blobs-place.ts'
import { type Cluster, openCluster } from '../postgres.ts'
import { type SharedHome, sharedHome } from '../postgres-flags.ts'
import { type ServerProcess, startProcess } from '../server-process.ts'

const Bucket = 'shared'
let keeper: BlobsHouse
let cluster: Cluster
let home: SharedHome
let elsewhere: string
const servers: ServerProcess[] = []
beforeAll(async () => {
  keeper = await openBlobsHouse()
  cluster = await openCluster()
  home = await sharedHome(cluster)
  elsewhere = mkdtempSync(join(tmpdir(), 'parley-elsewhere-'))
  const environment = blobsEnvironment(keeper.place('shared'))
  servers.push(await startProcess(home.data, [...home.flags, '--workers', '2'], environment))
  // As on another machine: the root's credentials were brought there, nothing else.
  cpSync(join(home.data, 'root-credentials'), join(elsewhere, 'root-credentials'))
  servers.push(await startProcess(elsewhere, home.flags, environment))
})
afterAll(async () => {
  for (const server of servers) await server.kill()
  await home?.remove()
  await cluster?.close()
  await keeper?.close()
  rmSync(elsewhere, { recursive: true, force: true })
})

/** A connection for each request, so that any worker may answer. */
const s3Of = ({ url, credentials }: ServerProcess) =>
  new S3Client({
    endpoint: url,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
    requestHandler: { httpAgent: { keepAlive: false } },
  })

it('what one process stores every other gives, on this machine and another', async () => {
  const [first, second] = servers.map(s3Of)
  if (!first || !second) throw new Error('two servers were started')
  await first.send(new CreateBucketCommand({ Bucket }))
  const bodies = Array.from({ length: 8 }, () => randomBytes(400_000))
  await Promise.all(
    bodies.map((Body, n) => first.send(new PutObjectCommand({ Bucket, Key: `${n}`, Body }))),
  )
  for (const s3 of [first, first, second]) {
    for (const [n, body] of bodies.entries()) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${n}` }))
      expect(body.equals((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true)
    }
  }
  expect(existsSync(join(home.data, 'blobs'))).toBe(false)
})

it('a process of the same database that was not told of the bucket does not start', async () => {
  const started = startProcess(elsewhere, home.flags)
  await expect(started).rejects.toThrow('start with --blobs')
})

import type { lookup } from 'node:dns'
import { Agent, request as httpRequest } from 'node:http'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { openHouse } from '../house.ts'

/** Buckets in the host, below the domain that the server was given (spec/surroundings.md §1.2). */

it('a bucket may stand in the host', async () => {
  await using house = await openHouse({
    args: ['--ephemeral', '--port', '0', '--domain', 's3.parley.test'],
  })
  const { port } = new URL(house.url)
  // The name leads to this machine, whatever the resolver says.
  const here: typeof lookup = ((
    _: string,
    options: { all?: boolean },
    found: (...all: unknown[]) => void,
  ) =>
    options.all
      ? found(null, [{ address: '127.0.0.1', family: 4 }])
      : found(null, '127.0.0.1', 4)) as never
  const httpAgent = new Agent({ lookup: here } as object)
  const endpoint = `http://s3.parley.test:${port}`
  const s3 = new S3Client({ ...house.as(), endpoint, requestHandler: { httpAgent } })
  const Bucket = 'dotted.name'
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'in the host' }))
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }))
  expect(Contents?.map(({ Key }) => Key)).toEqual(['a/b'])
  const byPath = new S3Client({ ...house.as(), forcePathStyle: true })
  const { Body } = await byPath.send(new GetObjectCommand({ Bucket, Key: 'a/b' }))
  expect(await Body?.transformToString()).toBe('in the host')
  const status = await new Promise(resolve => {
    const headers = { host: `${Bucket}.s3.parley.test:${port}` }
    httpRequest(`${house.url}/a/b`, { headers }, response => {
      response.resume()
      resolve(response.statusCode)
    }).end()
  })
  expect(status).toBe(403)
})

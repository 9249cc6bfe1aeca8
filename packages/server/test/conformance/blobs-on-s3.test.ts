/** A server whose blobs lie on another server's S3. */
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LexRuntimeServiceClient, PostTextCommand } from '@aws-sdk/client-lex-runtime-service'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BLOBS_PLACE } from '../../src/backup/left-out.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { blobsContract } from '../../src/blobs/blobs-contract.testing.ts'
import { s3Blobs } from '../../src/blobs/s3/s3.ts'
import { openBlobs } from '../../src/blobs-place.ts'
import { fakeClock, systemClock } from '../../src/kernel/clock.ts'
import { seededRandom, systemRandom } from '../../src/kernel/random.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type BlobsHouse, BUCKET, blobsEnvironment, openBlobsHouse } from '../blobs-place.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'

const MIB = 1024 ** 2
const DAY_MS = 86_400_000
const Bucket = 'objects'
let keeper: BlobsHouse
let prefixes = 0
let base: string
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'parley-blobs-on-s3-'))
  keeper = await openBlobsHouse()
})
afterAll(async () => {
  await keeper.close()
  rmSync(base, { recursive: true, force: true })
})

blobsContract('a bucket', clock => ({
  blobs: s3Blobs(keeper.place(`contract/${prefixes++}`), { clock, random: seededRandom('blobs') }),
  remove: () => {},
}))

/** A server with its documents in a directory; its blobs in the bucket below `prefix`, or with them. */
const open = (name: string, prefix?: string, more: Record<string, string> = {}) => {
  const environment = { ...(prefix && blobsEnvironment(keeper.place(prefix))), ...more }
  return openHouse({ args: ['--port', '0', '--data', join(base, name)], environment })
}
const s3Of = (house: House) => new S3Client({ ...house.as(), forcePathStyle: true })
const get = async (s3: S3Client, Key: string, more = {}) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}
const keysBelow = async (prefix: string) => {
  const asked = { Bucket: BUCKET, Prefix: `${prefix}/` }
  const { Contents = [] } = await keeper.s3.send(new ListObjectsV2Command(asked))
  return Contents.map(({ Key = '' }) => Key.slice(prefix.length + 1))
}

describe('a server with its blobs in a bucket', () => {
  let house: House
  let s3: S3Client
  beforeAll(async () => {
    house = await open('story', 'story')
    s3 = s3Of(house)
    await s3.send(new CreateBucketCommand({ Bucket }))
  })
  afterAll(() => house.close())

  it('puts, gives, copies and deletes objects, whole and in ranges', async () => {
    const Body = randomBytes(7 * MIB + 1)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body }))
    expect(Body.equals(await get(s3, 'large'))).toBe(true)
    for (const [first, last] of [
      [0, 0],
      [65_000, 66_000],
      [5 * MIB - 1, 5 * MIB + 1],
      [7 * MIB, 7 * MIB],
    ] as const) {
      const range = await get(s3, 'large', { Range: `bytes=${first}-${last}` })
      expect(range.equals(Body.subarray(first, last + 1))).toBe(true)
    }
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/large` }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'large' }))
    expect(Body.equals(await get(s3, 'copy'))).toBe(true)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }))
    expect(await get(s3, 'empty')).toHaveLength(0)
  })

  it('takes an upload in parts', async () => {
    const Key = 'parts'
    const Body = randomBytes(6 * MIB)
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const Parts = await Promise.all(
      [Body.subarray(0, 5 * MIB), Body.subarray(5 * MIB)].map(async (part, index) => {
        const own = { PartNumber: index + 1, UploadId, Body: part }
        const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, ...own }))
        return { PartNumber: index + 1, ETag }
      }),
    )
    const MultipartUpload = { Parts }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }))
    expect(Body.equals(await get(s3, Key))).toBe(true)
  })

  it('keeps in the bucket nothing but what it encrypted, and no blob in its directory', async () => {
    const canary = 'a canary that nobody may read '.repeat(10_000)
    const before = new Set(await keysBelow('story'))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'canary', Body: canary }))
    const [added = '', ...more] = (await keysBelow('story')).filter(key => !before.has(key))
    expect(more).toEqual([])
    expect(added).toMatch(/^([0-9a-f]{2})\/\1[0-9a-f]{30}$/)
    const kept = await keeper.s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: `story/${added}` }),
    )
    const bytes = Buffer.from((await kept.Body?.transformToByteArray()) ?? [])
    expect(bytes.length).toBeGreaterThan(canary.length)
    expect(bytes.includes('canary')).toBe(false)
    expect(existsSync(join(base, 'story', 'blobs'))).toBe(false)
  })

  it('finds everything again after a restart', async () => {
    const Body = randomBytes(100_000)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body }))
    await house.close()
    house = await open('story', 'story')
    s3 = s3Of(house)
    expect(Body.equals(await get(s3, 'kept'))).toBe(true)
  })

  it('trains its bots into the bucket, and talks from there', async () => {
    const environment = blobsEnvironment(keeper.place('bots'))
    const args = ['--port', '0', '--data', join(base, 'bots')]
    await using own = await openHouse({ args, environment, sample: true })
    const lex = new LexRuntimeServiceClient(own.as())
    const to = { botName: 'OrderFlowers', botAlias: 'prod', userId: 'me' }
    const said = { ...to, inputText: 'I would like to order flowers' }
    expect((await lex.send(new PostTextCommand(said))).intentName).toBe('OrderFlowers')
    expect((await keysBelow('bots')).length).toBeGreaterThan(1)
  })
})

describe('a start', () => {
  const failure = (starting: Promise<House>) =>
    starting.then(
      async house => {
        await house.close()
        return 'it started'
      },
      (error: Error) => error.message,
    )

  it('says which bucket is missing, or what of the credentials is wrong', async () => {
    const where = `s3://${BUCKET}/a at ${keeper.house.url}`
    const bucket = { PARLEY_BLOBS: 's3://not-there/a' }
    expect(await failure(open('a', 'a', bucket))).toContain('there is no such bucket')
    const unknown = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }
    const refused = `blobs cannot be kept in ${where}, the credentials of AWS_ACCESS_KEY_ID are refused`
    expect(await failure(open('a', 'a', unknown))).toContain(refused)
    const wrong = { AWS_SECRET_ACCESS_KEY: 'hunter2' }
    const said = await failure(open('a', 'a', wrong))
    expect(said).toContain(refused)
    expect(said).not.toContain('hunter2')
    expect(await keysBelow('a')).toEqual([])
  })

  it('lets servers that share a new store start at the same moment', async () => {
    const parts = { clock: systemClock, random: systemRandom }
    const store = memoryStore({ clock: systemClock })
    const start = async () => {
      const { claim } = await openBlobs(join(base, 'at-once'), keeper.place('at-once'), parts)
      return claim
    }
    const claims = await Promise.all([start(), start(), start()])
    await Promise.all(claims.map(claim => claim(store)))
    const asked = { Bucket: BUCKET, Key: 'at-once/owner' }
    const { Body } = await keeper.s3.send(new GetObjectCommand(asked))
    const place = await store.get(BLOBS_PLACE)
    expect(place?.value).toMatchObject({ id: await Body?.transformToString() })
  })

  it('refuses a prefix that has the blobs of another store', async () => {
    await (await open('first', 'shared')).close()
    expect(await failure(open('second', 'shared'))).toMatch(
      /has the blobs of another store: choose another prefix/,
    )
    await (await open('first', 'shared')).close()
  })

  it('refuses a store whose blobs are elsewhere, and takes a copy of them', async () => {
    await (await open('moved', 'before')).close()
    expect(await failure(open('moved'))).toContain(`are in s3://${BUCKET}/before`)
    expect(await failure(open('moved', 'after'))).toContain('copy all of them')
    const Key = 'after/owner'
    const CopySource = `${BUCKET}/before/owner`
    await keeper.s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource }))
    await (await open('moved', 'after')).close()
  })

  it('refuses to forget the blobs of a data directory, and takes a copy of them', async () => {
    const files = await open('files')
    const Body = randomBytes(200_000)
    await s3Of(files).send(new CreateBucketCommand({ Bucket }))
    await s3Of(files).send(new PutObjectCommand({ Bucket, Key: 'kept', Body }))
    await files.close()
    expect(await failure(open('files', 'from-files'))).toContain('copy them all')
    const directory = join(base, 'files', 'blobs')
    await copyToBucket(directory, 'from-files')
    rmSync(directory, { recursive: true })
    await using house = await open('files', 'from-files')
    expect(Body.equals(await get(s3Of(house), 'kept'))).toBe(true)
  })
})

describe('a backup', () => {
  it('has the blobs of the bucket, and is restored into a directory or another prefix', async () => {
    const Body = randomBytes(6 * MIB)
    const house = await open('backed-up', 'backed-up')
    await s3Of(house).send(new CreateBucketCommand({ Bucket }))
    await s3Of(house).send(new PutObjectCommand({ Bucket, Key: 'kept', Body }))
    const asked = { service: 'parley', method: 'POST', target: '/_parley/backup', body: '{}' }
    const file = join(base, 'whole.backup')
    writeFileSync(file, Buffer.from(await (await house.send(asked)).arrayBuffer()))
    await house.close()
    const restore = (name: string, prefix?: string) =>
      restoreBackup({
        ...{ file, directory: join(base, name), copiesRootKey: true, random: systemRandom },
        rootKeyFile: join(base, 'backed-up', 'root-key'),
        blobs: prefix === undefined ? undefined : keeper.place(prefix),
      })
    await restore('to-files')
    await restore('to-bucket', 'restored')
    expect(existsSync(join(base, 'to-bucket', 'blobs'))).toBe(false)
    for (const [name, prefix] of [
      ['to-files', undefined],
      ['to-bucket', 'restored'],
    ] as const) {
      await using restored = await open(name, prefix)
      expect(Body.equals(await get(s3Of(restored), 'kept'))).toBe(true)
    }
    await expect(restore('again', 'restored')).rejects.toThrow('choose another prefix')
    expect(existsSync(join(base, 'again'))).toBe(false)
  })
})

describe('the rights on the bucket', () => {
  const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`
  const ON_BUCKET = ['s3:ListBucket', 's3:ListBucketMultipartUploads']
  const ON_KEYS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload']
  let users = 0
  const userOf = (prefix: string, without?: string) => {
    const others = (actions: readonly string[]) => actions.filter(action => action !== without)
    const statements = [
      allow(others(ON_BUCKET), BUCKET_ARN),
      allow(others(ON_KEYS), `${BUCKET_ARN}/${prefix}/*`),
    ]
    return createUser(keeper.house, `keeper-${users++}`, ...statements)
  }
  const as = (prefix: string, credentials: SigningCredentials) => {
    const parts = { clock: systemClock, random: systemRandom }
    return s3Blobs({ ...keeper.place(prefix), credentials }, parts)
  }

  it('that are documented are enough for all that blobs do', async () => {
    const blobs = as('rights', await userOf('rights'))
    await blobs.check()
    await blobs.own('me')
    expect(await blobs.owner()).toBe('me')
    const Body = randomBytes(6 * MIB)
    const id = await blobs.write(Body)
    expect(Body.equals(await blobs.readAll(id))).toBe(true)
    await blobs.delete(id)
    await blobs.write(Buffer.from('lost'))
    expect(await blobs.sweep(() => false, -60_000)).toBe(1)
    expect(await keysBelow('rights')).toEqual(['owner'])
  })

  it('may be those of temporary credentials', async () => {
    const sts = new STSClient(keeper.house.as(await userOf('temporary')))
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }
    await as('temporary', { ...keys, sessionToken: SessionToken }).check()
    await expect(as('temporary', keys).check()).rejects.toThrow('are refused')
  })

  it.each([...ON_BUCKET, ...ON_KEYS])(
    'are all needed, and missed at the start: %s',
    async right => {
      const prefix = `without/${users}`
      const blobs = as(prefix, await userOf(prefix, right))
      await expect(blobs.check()).rejects.toThrow(
        /may not do what blobs need: \w+ of the blobs' endpoint: AccessDenied/,
      )
    },
  )
})

it('nothing is swept below a prefix that another store claimed at the same moment', async () => {
  const place = keeper.place('contested')
  const blobs = s3Blobs(place, { clock: systemClock, random: systemRandom })
  const sweep = () => blobs.sweep(() => false, -60_000)
  await blobs.own('ours')
  const id = await blobs.write(Buffer.from('x'))
  await keeper.s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: 'contested/owner', Body: 'theirs' }),
  )
  await expect(sweep()).rejects.toThrow('of another store')
  expect((await blobs.readAll(id)).length).toBe(1)
  await keeper.s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: 'contested/owner', Body: 'ours' }),
  )
  expect(await sweep()).toBe(1)
})

it('uploads that nobody ends are given up by the sweep, a week later than blobs', async () => {
  const clock = fakeClock(Date.now())
  await using own = await openHouse({ args: ['--ephemeral', '--port', '0'], clock })
  const s3 = s3Of(own)
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const id = createHash('md5').update('an upload').digest('hex')
  for (const Key of [`p/${id.slice(0, 2)}/${id}`, 'p/of-somebody-else']) {
    await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))
  }
  const place = { ...keeper.place('p'), endpoint: own.url, credentials: own.root }
  const blobs = s3Blobs(place, { clock, random: systemRandom })
  const foreign = { Bucket: BUCKET, Key: 'p/ab/of-somebody-else', Body: 'x' }
  await s3.send(new PutObjectCommand(foreign))
  clock.set(clock.now() + 8 * DAY_MS - 60_000)
  expect(await blobs.sweep(() => false, DAY_MS)).toBe(0)
  clock.set(clock.now() + 120_000)
  expect(await blobs.sweep(() => false, DAY_MS)).toBe(1)
  clock.set(clock.now() - 8 * DAY_MS)
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
  expect(Uploads.map(({ Key }) => Key)).toEqual(['p/of-somebody-else'])
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))
  expect(Contents.map(({ Key }) => Key)).toEqual([foreign.Key])
})

/** What `aws s3 sync` does. */
async function copyToBucket(directory: string, prefix: string): Promise<void> {
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const file = join(directory, name)
    if (!statSync(file).isFile()) continue
    const own = { Bucket: BUCKET, Key: `${prefix}/${name}`, Body: readFileSync(file) }
    await keeper.s3.send(new PutObjectCommand(own))
  }
}

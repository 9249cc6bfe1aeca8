import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreBackup, verifyBackup } from '../../src/backup/restore.ts'
import { seededRandom } from '../../src/kernel/random.ts'
import { type House, openHouse } from '../house.ts'

const random = seededRandom('backup')
const LARGE = Buffer.alloc(300_000, 'large ')
let base: string
let house: House
let file: string
let bytes: Buffer

const at = (name: string) => join(base, name)
const flags = (data: string) => ['--port', '0', '--data', data]
const s3Of = (one: House) => new S3Client({ ...one.as(), forcePathStyle: true })
const askFor = (one: House) =>
  one.send({ service: 'parley', method: 'POST', target: '/_parley/backup', body: '{}' })

async function object(one: House, Key: string): Promise<string | undefined> {
  const answer = await s3Of(one).send(new GetObjectCommand({ Bucket: 'kept', Key }))
  return answer.Body?.transformToString()
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'parley-backup-'))
  house = await openHouse({ args: flags(at('data')), sample: true })
  const s3 = s3Of(house)
  await s3.send(new CreateBucketCommand({ Bucket: 'kept' }))
  for (const [Key, Body] of [
    ['large', LARGE],
    ['doomed', LARGE],
    ['small', Buffer.from('small')],
  ] as const) {
    await s3.send(new PutObjectCommand({ Bucket: 'kept', Key, Body }))
  }
  await new IAMClient(house.as()).send(new CreateUserCommand({ UserName: 'before' }))
  file = at('whole.backup')
  const answer = await askFor(house)
  expect(answer.status).toBe(200)
  bytes = Buffer.from(await answer.arrayBuffer())
  writeFileSync(file, bytes)
})
afterAll(async () => {
  await house.close()
  rmSync(base, { recursive: true, force: true })
})

const restoring = (name: string, own: { file?: string; rootKeyFile?: string } = {}) =>
  restoreBackup({
    ...{ file, directory: at(name), rootKeyFile: at('data/root-key'), copiesRootKey: true },
    ...{ random, ...own },
  })

describe('a backup', () => {
  it('holds everything as of one moment, and a server goes on from it', async () => {
    await new IAMClient(house.as()).send(new CreateUserCommand({ UserName: 'after' }))
    await s3Of(house).send(new DeleteObjectCommand({ Bucket: 'kept', Key: 'doomed' }))
    await restoring('again')
    await using again = await openHouse({ args: flags(at('again')) })
    const { Users = [] } = await new IAMClient(again.as()).send(new ListUsersCommand())
    expect(Users.map(({ UserName }) => UserName)).toEqual(['before'])
    expect(await object(again, 'large')).toBe(LARGE.toString())
    expect(await object(again, 'doomed')).toBe(LARGE.toString())
    expect(await object(again, 'small')).toBe('small')
    await new IAMClient(again.as()).send(new CreateUserCommand({ UserName: 'later' }))
    const turn = await again.send({
      service: 'lex',
      method: 'POST',
      target: '/bot/OrderFlowers/alias/prod/user/me/text',
      headers: [['content-type', 'application/json']],
      body: JSON.stringify({ inputText: 'I would like to order flowers' }),
    })
    expect(await turn.json()).toMatchObject({ dialogState: 'ElicitSlot' })
    if (process.platform !== 'win32') {
      expect(statSync(at('again/parley.db')).mode & 0o777).toBe(0o600)
    }
  })

  it('holds neither the root key nor a secret in clear', () => {
    const key = readFileSync(at('data/root-key'), 'utf8').trim()
    const text = bytes.toString('latin1')
    expect(text).not.toContain(key)
    expect(text).not.toContain(Buffer.from(key, 'hex').toString('latin1'))
    expect(text).not.toContain(house.root.secretAccessKey)
  })

  it('is refused when a byte of it changed or its end is missing, and makes nothing', async () => {
    const places = Array.from({ length: 40 }, () => random.below(bytes.length))
    for (const place of places) {
      const changed = Buffer.from(bytes)
      changed[place]! ^= 1 << random.below(8)
      writeFileSync(at('changed.backup'), changed)
      await expect(verifyBackup(at('changed.backup'))).rejects.toThrow('the backup is damaged')
      writeFileSync(at('cut.backup'), bytes.subarray(0, place))
      await expect(restoring('cut', { file: at('cut.backup') })).rejects.toThrow('damaged')
    }
    expect(() => statSync(at('cut'))).toThrow('ENOENT')
    writeFileSync(at('long.backup'), Buffer.concat([bytes, bytes]))
    await expect(verifyBackup(at('long.backup'))).rejects.toThrow('something follows its end')
  })

  it('is restored into a new directory alone, and with the root key it was made under', async () => {
    await expect(restoring('data')).rejects.toThrow('is not empty')
    writeFileSync(at('other-key'), `${'ab'.repeat(32)}\n`)
    await expect(restoring('keyless', { rootKeyFile: at('other-key') })).rejects.toThrow(
      'is not the root key of the server that was backed up',
    )
    expect(() => statSync(at('keyless'))).toThrow('ENOENT')
  })

  it('is written whole while commits go on', async () => {
    const iam = new IAMClient(house.as())
    let asked = true
    const busy = async (name: string) => {
      for (let n = 0; asked; n++) {
        await iam.send(new CreateUserCommand({ UserName: `${name}-${n}` }))
        await s3Of(house).send(
          new PutObjectCommand({ Bucket: 'kept', Key: name, Body: `${n} `.repeat(30_000) }),
        )
      }
    }
    const load = Promise.all(['a', 'b', 'c'].map(busy))
    const answer = Buffer.from(await (await askFor(house)).arrayBuffer())
    asked = false
    await load
    writeFileSync(at('busy.backup'), answer)
    await restoring('busy', { file: at('busy.backup') })
    await using again = await openHouse({ args: flags(at('busy')) })
    for (const name of ['a', 'b', 'c']) {
      // Either not there yet, or whole.
      const body = await object(again, name).catch((error: unknown) => String(error))
      expect(body).toMatch(/^(?:(\d+ )\1{29999}|NoSuchKey.*)$/)
    }
  })

  it('is not given to whoever may not have it, and not by a server that keeps nothing', async () => {
    const keyless = await fetch(`${house.url}/_parley/backup`, { method: 'POST', body: '{}' })
    expect(keyless.status).toBe(403)
    await using ephemeral = await openHouse()
    const answer = await askFor(ephemeral)
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { message: expect.stringContaining('takes no backups over the wire') },
    ])
  })
})

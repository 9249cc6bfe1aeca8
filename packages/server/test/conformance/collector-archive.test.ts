import { gunzipSync } from 'node:zlib'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeClock, fakeClock } from '../../src/kernel/clock.ts'
import { type House, openHouse } from '../house.ts'
import { allow } from '../people.ts'
import {
  allowRole,
  ask,
  bucketClient,
  CONNECTORS,
  createBucket,
  createRole,
  hitsOf,
  openStage,
  put,
  readingOf,
  type Stage,
} from './collector-stage.ts'

const LOGS = 'archived-logs'
const ARCHIVE = 'the-archive'
const DAY = Date.UTC(2026, 10, 20)
const MINUTE = 60_000

/** The server's time is the test's: it stands still but for `until`. */
let clock: FakeClock
let house: House
let stage: Stage
let reader: string
let writer: string

beforeAll(async () => {
  clock = fakeClock(Date.now())
  house = await openHouse({ clock })
  stage = { ...(await openStage(house)), ahead: () => clock.now() - Date.now() }
  await createBucket(stage, LOGS)
  await createBucket(stage, ARCHIVE)
  reader = await createRole(stage, 'reader', { statements: readingOf(LOGS) })
  writer = await createRole(stage, 'writer', { statements: archiving() })
})
afterAll(() => house.close())

const archiving = () => [...readingOf(ARCHIVE), allow('s3:PutObject', `arn:aws:s3:::${ARCHIVE}/*`)]

const archiveSettings = (more: object = {}) => ({
  storageType: 'S3',
  amazonS3StorageSettings: {
    credentialsType: 'IAM',
    path: `${ARCHIVE}/kept`,
    region: 'us-east-1',
    s3IamCredentials: { arn: writer },
  },
  ...more,
})

/** Lets time pass, minute by minute, until there is something to see. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let minute = 0; minute < 60; minute++) {
    for (let turn = 0; turn < 5; turn++) {
      const found = await look()
      if (found !== undefined) return found
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    await clock.advance(MINUTE)
  }
  throw new Error('nothing to see after an hour')
}

const call = (method: string, target: string, input?: object) =>
  ask(house, method, target, input, { time: clock.now() })

interface Archive {
  readonly id: number
  readonly archivedLines: number
  readonly waitingBytes: number
  readonly health: { readonly state: string; readonly code?: string }
}

const archive = async () => {
  const [found] = (await call('GET', '/v2/archive/settings')).body as unknown as Archive[]
  return found
}

const keys = async () => {
  const listed = await bucketClient(stage).send(new ListObjectsV2Command({ Bucket: ARCHIVE }))
  return (listed.Contents ?? []).map(({ Key = '' }) => Key)
}

async function archivedLines(): Promise<Record<string, unknown>[]> {
  const files = (await keys()).filter(key => key.endsWith('.json.gz'))
  const lines: Record<string, unknown>[] = []
  for (const Key of files) {
    const { Body } = await bucketClient(stage).send(new GetObjectCommand({ Bucket: ARCHIVE, Key }))
    const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString()
    for (const line of text.split('\n').filter(one => one !== '')) lines.push(JSON.parse(line))
  }
  return lines
}

const event = (hour: number, more: object) =>
  JSON.stringify({ timestamp: new Date(DAY + hour * 3_600_000).toISOString(), ...more })

describe('an archive', () => {
  it('is refused where it cannot be written, and marks where it can', async () => {
    await allowRole(stage, 'writer', readingOf(ARCHIVE))
    const refused = await call('POST', '/v2/archive/settings', archiveSettings())
    expect([refused.status, refused.body['errorCode']]).toEqual([400, 'PUT_DENIED'])
    await allowRole(stage, 'writer', archiving())
    const made = await call('POST', '/v2/archive/settings', archiveSettings())
    expect([made.status, made.body['message']]).toEqual([200, undefined])
    expect(await keys()).toEqual(['kept/.collector-verified'])
    const other = await call('POST', '/v1/collector/accounts', { accountName: 'second' })
    const target = `/v2/archive/settings?accountId=${String(other.body['accountId'])}`
    const shared = await call('POST', target, archiveSettings())
    expect(shared.status).toBe(409)
    await call('DELETE', `/v1/collector/accounts/${String(other.body['accountId'])}`)
  })

  it('keeps every raw line by its own hour, also while the bucket refuses for a while', async () => {
    await allowRole(stage, 'writer', readingOf(ARCHIVE))
    await put(
      stage,
      LOGS,
      'a.json',
      [
        event(9, { level: 'info', message: 'Morning has broken' }),
        event(9.5, { level: 'error', message: 'Coffee is out' }),
        event(17, { level: 'info', message: 'Evening falls' }),
      ].join('\n'),
    )
    const input = {
      arn: reader,
      bucket: LOGS,
      region: 'us-east-1',
      logsType: 'json',
      startMode: 'everything',
      pollSeconds: 60,
    }
    const connector = await call('POST', CONNECTORS, input)
    expect(connector.status).toBe(200)
    await until(async () => ((await archive())?.health.state === 'degraded' ? true : undefined))
    expect(await archive()).toMatchObject({ archivedLines: 0, health: { code: 'AccessDenied' } })
    expect((await archive())?.waitingBytes).toBeGreaterThan(0)
    await put(
      stage,
      LOGS,
      'b.json',
      `${event(9.75, { level: 'info', message: 'Late but true' })}\n`,
    )
    await clock.advance(10 * MINUTE)
    await allowRole(stage, 'writer', archiving())
    await until(async () => ((await archive())?.archivedLines === 4 ? true : undefined))
    expect(await archive()).toMatchObject({ waitingBytes: 0, health: { state: 'ok' } })
    const lines = await archivedLines()
    expect(lines.map(({ raw }) => JSON.parse(String(raw)).message).sort()).toEqual([
      'Coffee is out',
      'Evening falls',
      'Late but true',
      'Morning has broken',
    ])
    expect(lines[0]).toMatchObject({ type: 'json', accountId: stage.accountId })
    const files = (await keys()).filter(key => key.includes('dt=2026-11-20/'))
    expect(
      files.every(key => key.startsWith(`kept/account=${stage.accountId}/dt=2026-11-20/hr=`)),
    ).toBe(true)
    expect(new Set(files.map(key => /hr=(\d\d)/.exec(key)?.[1]))).toEqual(new Set(['09', '17']))
    await call('DELETE', `${CONNECTORS}/${String(connector.body['id'])}`)
  })
})

describe('a restore', () => {
  const window = { startTime: DAY, endTime: DAY + 86_400_000 }
  const start = (more: object) =>
    call('POST', '/archive/restore', { accountName: 'back', ...window, ...more })
  const ended = (id: unknown) =>
    until(async () => {
      const { body } = await call('GET', `/archive/restore/${String(id)}`)
      return body['status'] === 'IN_PROGRESS' ? undefined : body
    })
  const restored = async (accountId: unknown) => {
    const asking = { accountId: String(accountId), time: clock.now() }
    return (await hitsOf(house, {}, asking)).map(({ _source }) => _source)
  }

  it('is estimated by the manifests before anything is read', async () => {
    const all = await call('POST', '/archive/restore/estimate', window)
    expect(all.body).toMatchObject({ lines: 4, withinLimit: true, skippedFiles: 0 })
    const none = await call('POST', '/archive/restore/estimate', {
      ...window,
      powerSearch: 'Unicorn',
    })
    expect(none.body).toMatchObject({ files: 0, lines: 0 })
    expect(none.body['skippedFiles']).toBe(all.body['files'])
  })

  it('brings back what a power search and filters mean, with its time and fields, and expires', async () => {
    const { body } = await start({
      powerSearch: '"has broken" OR Coffee OR Late',
      filters: [{ field: 'level', operator: 'is', values: ['info'] }],
    })
    expect(body).toMatchObject({ status: 'IN_PROGRESS', accountName: 'back' })
    const done = await ended(body['id'])
    expect(done).toMatchObject({ status: 'ACTIVE', restoredLines: 2, filesSkipped: 1 })
    const lines = await restored(done['accountId'])
    expect(lines.map(({ message, level }) => [message, level])).toEqual([
      ['Late but true', 'info'],
      ['Morning has broken', 'info'],
    ])
    expect(lines[1]?.['@timestamp']).toBe('2026-11-20T09:00:00.000Z')
    const readOnly = await call('POST', `${CONNECTORS}?accountId=${String(done['accountId'])}`, {
      arn: reader,
      bucket: LOGS,
      region: 'us-east-1',
      logsType: 'json',
    })
    expect(readOnly.body['message']).toContain('is read only')
    clock.set(Number(done['expiresAt']))
    await until(async () => {
      const now = await call('GET', `/archive/restore/${String(body['id'])}`)
      return now.body['status'] === 'EXPIRED' ? true : undefined
    })
    const gone = await call('POST', `/v1/search?accountId=${String(done['accountId'])}`, {})
    expect(gone.status).toBe(404)
  })

  it('is deleted with what it brought back', async () => {
    const { body } = await start({})
    const done = await ended(body['id'])
    expect(await restored(done['accountId'])).toHaveLength(4)
    const deleted = await call('DELETE', `/archive/restore/${String(body['id'])}`)
    expect(deleted.body['status']).toBe('DELETED')
    expect((await call('GET', `/v1/collector/accounts/${String(done['accountId'])}`)).status).toBe(
      404,
    )
  })

  it('fails, and says why, when the archive may not be read', async () => {
    await allowRole(stage, 'writer', [allow('s3:PutObject', `arn:aws:s3:::${ARCHIVE}/*`)])
    const estimate = await call('POST', '/archive/restore/estimate', window)
    expect(estimate.body['message']).toContain('the archive cannot be read (AccessDenied')
    const { body } = await start({})
    const failed = await ended(body['id'])
    expect(failed).toMatchObject({ status: 'FAILED', restoredLines: 0 })
    expect(failed['reason']).toContain('s3:ListBucket')
    await allowRole(stage, 'writer', archiving())
  })

  it('stops before more comes than the account has reserved', async () => {
    const input = { accountName: 'small', reservedBytes: 100 }
    const small = await call('POST', '/v1/collector/accounts', input)
    const id = String(small.body['accountId'])
    const own = { ...stage, externalId: String(small.body['externalId']) }
    const role = await createRole(own, 'small', {
      statements: [...readingOf(LOGS), ...archiving()],
    })
    const settings = {
      storageType: 'S3',
      amazonS3StorageSettings: {
        ...archiveSettings().amazonS3StorageSettings,
        path: `s3://${ARCHIVE}/small`,
        s3IamCredentials: { arn: role },
      },
    }
    const target = `/v2/archive/settings?accountId=${id}`
    const made = await call('POST', target, settings)
    expect([made.status, made.body['message']]).toEqual([200, undefined])
    const connector = { arn: role, bucket: LOGS, region: 'us-east-1', startMode: 'everything' }
    await call('POST', `${CONNECTORS}?accountId=${id}`, { ...connector, logsType: 'json' })
    await until(async () => {
      const [found] = (await call('GET', target)).body as unknown as Archive[]
      return found?.archivedLines === 4 ? true : undefined
    })
    const bring = async () => {
      const asked = { accountName: 'much', ...window }
      const started = await call('POST', `/archive/restore?accountId=${id}`, asked)
      return until(async () => {
        const place = `/archive/restore/${String(started.body['id'])}?accountId=${id}`
        const { body } = await call('GET', place)
        return body['status'] === 'IN_PROGRESS' ? undefined : body
      })
    }
    const done = await bring()
    expect(done).toMatchObject({ status: 'LIMIT_EXCEEDED', restoredLines: 0 })
    expect(done['reason']).toMatch(/bytes would be brought back, of 100$/)
    // The bucket is the customer's: manifests may say whatever they like.
    for (const Key of (await keys()).filter(key => /^small\/.*\/_manifest\//.test(key))) {
      const { Body } = await bucketClient(stage).send(
        new GetObjectCommand({ Bucket: ARCHIVE, Key }),
      )
      const told = (await Body?.transformToString()) ?? ''
      await put(stage, ARCHIVE, Key, told.replace(/"rawBytes":\d+/g, '"rawBytes":0'))
    }
    const lied = await bring()
    expect(lied['status']).toBe('LIMIT_EXCEEDED')
    expect(lied['reason']).toBe('more than 100 bytes were brought back: the manifests tell of less')
    expect(await restored(lied['accountId'])).toEqual([])
  })

  it.each([
    [{ endTime: DAY }, 'endTime comes after startTime'],
    [{ endTime: DAY + 2 * 86_400_000 }, 'at most 24 hours'],
    [{ powerSearch: '(a' }, 'is not closed'],
    [{ filters: [{ field: 'a', operator: 'is' }] }, 'takes 1 values'],
  ])('of %o is refused', async (more, words) => {
    const target = `/archive/restore?accountId=${stage.accountId}`
    const refused = await call('POST', target, { accountName: 'back', ...window, ...more })
    expect(refused.status).toBe(400)
    expect(refused.body['message']).toContain(words)
  })
})

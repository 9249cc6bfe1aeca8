import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { allow } from '../people.ts'
import {
  allowRole,
  ask,
  CONNECTORS,
  createBucket,
  createRole,
  hitsOf,
  openStage,
  put,
  readingOf,
  retrust,
  type Stage,
  trusting,
} from './collector-stage.ts'

const BUCKET = 'migrated-logs'
const OWN_ID = 'my-company-logs'
const MIGRATIONS = '/v1/log-shipping/external-id-migrations'

let house: House
let stage: Stage
let arn: string
let id: string

beforeAll(async () => {
  house = await openHouse()
  stage = await openStage(house)
  await createBucket(stage, BUCKET)
  await put(stage, BUCKET, '1.log', 'one\n')
  const trust = trusting(stage.collectorAccountId, OWN_ID)
  arn = await createRole(stage, 'old', { trust, statements: readingOf(BUCKET) })
  const made = await ask(house, 'POST', CONNECTORS, settings({ legacyExternalId: OWN_ID }))
  id = String(made.body['id'])
})
afterAll(() => house.close())

const settings = (more: object = {}) => ({
  arn,
  bucket: BUCKET,
  region: 'us-east-1',
  logsType: 'text',
  startMode: 'everything',
  discovery: 'events',
  ...more,
})

const connector = async () => (await ask(house, 'GET', `${CONNECTORS}/${id}`)).body
const linesOf = async () => ((await connector())['progress'] as { lines: number }).lines
const untilLines = (lines: number) =>
  eventually(async () => ((await linesOf()) >= lines ? true : undefined))

const found = async () => (await hitsOf(house, {})).map(({ raw }) => raw).toSorted()

interface Use {
  readonly kind: string
  readonly connected?: boolean
  readonly code?: string
  readonly externalIdKind: string
}

const migrate = async () => {
  const { body } = await ask(house, 'POST', MIGRATIONS, { arn })
  return body as unknown as { migrated: number; uses: Use[] }
}

describe('an external id that a customer chose', () => {
  it('goes on, and is flagged', async () => {
    expect(await connector()).toMatchObject({ externalId: OWN_ID, externalIdKind: 'legacy' })
    await untilLines(1)
  })

  it('is vouched for by the operator alone', async () => {
    const as = stage.customer
    const made = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'own' }, { as })
    const accountId = String(made.body['accountId'])
    const target = `${CONNECTORS}?accountId=${accountId}`
    const chosen = settings({ legacyExternalId: OWN_ID })
    const refused = await ask(house, 'POST', target, chosen, { as })
    expect([refused.status, refused.code]).toEqual([403, 'AccessDeniedException'])
  })
})

describe('an archive in the same role', () => {
  it('is migrated with the others', async () => {
    await allowRole(stage, 'old', [
      ...readingOf(BUCKET),
      allow('s3:PutObject', `arn:aws:s3:::${BUCKET}/kept/*`),
    ])
    const made = await ask(house, 'POST', '/v2/archive/settings', {
      storageType: 'S3',
      amazonS3StorageSettings: {
        credentialsType: 'IAM',
        path: `${BUCKET}/kept`,
        s3IamCredentials: { arn, legacyExternalId: OWN_ID },
      },
    })
    expect([made.status, made.body['message']]).toEqual([200, undefined])
    const { body } = await ask(house, 'POST', `${MIGRATIONS}/plan`, { arn })
    expect((body['uses'] as Use[]).map(({ kind }) => kind)).toEqual(['connector', 'archive'])
  })
})

describe('a migration in the same role', () => {
  it('is planned: who uses the role, and what its trust policy is to become', async () => {
    const { body } = await ask(house, 'POST', `${MIGRATIONS}/plan`, { arn })
    expect(body).toMatchObject({ flow: 'same-role', assignedExternalId: stage.externalId })
    expect(String(body['currentTrustPolicy'])).toContain(OWN_ID)
    expect(JSON.parse(String(body['newTrustPolicy']))).toEqual(
      JSON.parse(trusting(stage.collectorAccountId, stage.externalId)),
    )
    expect(body['uses']).toMatchObject([
      { kind: 'connector', id: Number(id), bucket: BUCKET, externalIdKind: 'legacy' },
      { kind: 'archive', bucket: BUCKET, prefix: 'kept/', externalIdKind: 'legacy' },
    ])
    const template = JSON.parse(String(body['cloudFormationTemplate']))
    expect(Object.keys(template.Resources)).toEqual(['CollectorRole', 'CollectorPolicy'])
  })

  it('leaves all as it was while the role still expects the old id', async () => {
    const { migrated, uses } = await migrate()
    expect([migrated, uses.map(({ code }) => code)]).toEqual([
      0,
      ['ASSUME_ROLE_DENIED', 'ASSUME_ROLE_DENIED'],
    ])
    expect(await connector()).toMatchObject({ externalIdKind: 'legacy' })
  })

  it('keeps an id that another role of the account still expects', async () => {
    const trust = trusting(stage.collectorAccountId, OWN_ID)
    const own = await createRole(stage, 'still', { trust, statements: readingOf(BUCKET) })
    const more = { arn: own, legacyExternalId: OWN_ID, prefix: 'still/', active: false }
    const kept = await ask(house, 'POST', CONNECTORS, settings(more))
    expect([kept.status, kept.body['message']]).toEqual([200, undefined])
    await retrust(stage, 'old', trusting(stage.collectorAccountId, stage.externalId))
    expect((await migrate()).migrated).toBe(2)
    const other = await ask(house, 'POST', '/v1/collector/accounts', { accountName: 'other' })
    const target = `${CONNECTORS}?accountId=${String(other.body['accountId'])}`
    const stolen = await ask(house, 'POST', target, settings(more))
    expect(stolen.body['message']).toBe('this external id belongs to another account')
    await ask(house, 'DELETE', `${CONNECTORS}/${String(kept.body['id'])}`)
    await ask(house, 'DELETE', `/v1/collector/accounts/${String(other.body['accountId'])}`)
  })

  it('takes back nothing that is changed meanwhile', async () => {
    await retrust(stage, 'old', trusting(stage.collectorAccountId, stage.externalId))
    await migrate()
    for (const name of ['first', 'second', 'third']) {
      const change = ask(house, 'PUT', `${CONNECTORS}/${id}`, settings({ name }))
      const [changed] = await Promise.all([change, migrate()])
      expect([changed.status, (await connector())['name']]).toEqual([200, name])
    }
  })

  it('moves what passes, in place: nothing is collected twice, nothing is lost', async () => {
    await retrust(stage, 'old', trusting(stage.collectorAccountId, stage.externalId))
    const { migrated, uses } = await migrate()
    expect([migrated, uses.map(({ connected }) => connected)]).toEqual([2, [true, true]])
    expect(await connector()).toMatchObject({
      id: Number(id),
      externalId: stage.externalId,
      externalIdKind: 'assigned',
    })
    await put(stage, BUCKET, '2.log', 'two\n')
    await untilLines(2)
    expect(await found()).toEqual(['one', 'two'])
    const [archive] = (await ask(house, 'GET', '/v2/archive/settings')).body as unknown as object[]
    expect(archive).toMatchObject({
      settings: { amazonS3StorageSettings: { s3IamCredentials: { externalIdKind: 'assigned' } } },
    })
  })

  it('ends the old id (Z26)', async () => {
    const replayed = settings({ legacyExternalId: OWN_ID })
    const refused = await ask(house, 'POST', `${CONNECTORS}/test`, replayed)
    expect(refused.body['connected']).toBe(false)
  })
})

describe('a migration to a new role', () => {
  it('swaps the role once it passes its checks, and goes on where the old one was', async () => {
    const bad = await createRole(stage, 'bad', { statements: readingOf('another') })
    const refused = await ask(house, 'PUT', `${CONNECTORS}/${id}`, settings({ arn: bad }))
    expect([refused.status, refused.body['errorCode']]).toEqual([400, 'LIST_DENIED'])
    expect((await connector())['arn']).toBe(arn)
    const fresh = await createRole(stage, 'fresh', { statements: readingOf(BUCKET) })
    const swapped = await ask(house, 'PUT', `${CONNECTORS}/${id}`, settings({ arn: fresh }))
    expect([swapped.status, swapped.body['arn']]).toEqual([200, fresh])
    await put(stage, BUCKET, '3.log', 'three\n')
    await untilLines(3)
    expect(await found()).toEqual(['one', 'three', 'two'])
  })
})

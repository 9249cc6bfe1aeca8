import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { signingWith } from '../people.ts'
import { refusal } from '../refusal.ts'
import {
  BUCKET as Bucket,
  type CollectorRoom,
  CUSTOMER,
  EXTERNAL_ID,
  LOGS,
  openCollectorRoom,
} from './s3-collector-room.ts'

/** A collector reads another account's encrypted bucket through a role (the fifth seed document). */

let house: House
let room: CollectorRoom
beforeAll(async () => {
  house = await openHouse()
  room = await openCollectorRoom(house)
})
afterAll(() => house.close())

const assume = (ExternalId?: string) =>
  new STSClient(house.as(room.collector)).send(
    new AssumeRoleCommand({ RoleArn: room.roleArn, RoleSessionName: 'collect', ExternalId }),
  )

async function reader(): Promise<S3Client> {
  const { Credentials } = await assume(EXTERNAL_ID)
  return new S3Client(house.as(signingWith(Credentials)))
}

const read = async (s3: S3Client, Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()

describe('a collector with the role’s external id', () => {
  it('lists and reads what the policy of the document allows, and nothing else', async () => {
    await room.allowRole(true)
    const s3 = await reader()
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
    expect(Contents.map(({ Key }) => Key)).toEqual(Object.keys(LOGS))
    for (const [Key, text] of Object.entries(LOGS)) expect(await read(s3, Key)).toBe(text)
    const write = s3.send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'x' }))
    expect((await refusal(write)).slice(0, 2)).toEqual([
      'AccessDenied',
      expect.stringContaining('s3:PutObject'),
    ])
  })

  it('lists but does not read where the policy lacks kms:Decrypt, and is told the key', async () => {
    await room.allowRole(false)
    const s3 = await reader()
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(2)
    const [code, message, status] = await refusal(read(s3, '2026/11/25.log'))
    expect([code, status]).toEqual(['AccessDenied', 403])
    expect(message).toBe(
      `User: arn:aws:sts::${CUSTOMER}:assumed-role/logzio-logs/collect is not authorized to perform: kms:Decrypt on resource: ${room.keyArn} because no identity-based policy allows the kms:Decrypt action`,
    )
  })
})

describe('a collector without it', () => {
  it.each([undefined, 'logzio:aws:other', EXTERNAL_ID.toUpperCase()])(
    '(%s) gets no session',
    async id => {
      expect((await refusal(assume(id))).slice(0, 1)).toEqual(['AccessDenied'])
    },
  )

  it('reads nothing with its own keys', async () => {
    const s3 = new S3Client(house.as(room.collector))
    expect((await refusal(s3.send(new ListObjectsV2Command({ Bucket }))))[0]).toBe('AccessDenied')
    expect((await refusal(read(s3, '2026/11/25.log')))[0]).toBe('AccessDenied')
  })
})

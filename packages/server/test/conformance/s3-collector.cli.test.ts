import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AwsCli, awsCli } from '../aws-cli.ts'
import { type House, openHouse } from '../house.ts'
import { BUCKET, type CollectorRoom, EXTERNAL_ID, openCollectorRoom } from './s3-collector-room.ts'

/** The same with the AWS CLI: assume, list, fetch. */

let house: House
let room: CollectorRoom
beforeAll(async () => {
  house = await openHouse()
  room = await openCollectorRoom(house)
})
afterAll(() => house.close())

const assuming = (...more: readonly string[]) => [
  ...['sts', 'assume-role', '--role-arn', room.roleArn, '--role-session-name', 'collect'],
  ...more,
]

async function reader(): Promise<AwsCli> {
  const { Credentials } = await awsCli(
    house,
    room.collector,
  )(...assuming('--external-id', EXTERNAL_ID))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials as Record<string, string>
  return awsCli(house, {
    accessKeyId: AccessKeyId ?? '',
    secretAccessKey: SecretAccessKey ?? '',
    sessionToken: SessionToken ?? '',
  })
}

const fetching = (file: string) => [
  ...['s3api', 'get-object', '--bucket', BUCKET, '--key', '2026/11/25.log', file],
]

it('the right external id and kms:Decrypt let the CLI list and read', async () => {
  await room.allowRole(true)
  const cli = await reader()
  const listed = await cli('s3api', 'list-objects-v2', '--bucket', BUCKET, '--prefix', '2026/')
  expect(listed['Contents']).toHaveLength(2)
  const file = join(tmpdir(), `parley-collected-${process.pid}`)
  await cli(...fetching(file))
  expect(readFileSync(file, 'utf8')).toBe('today')
  rmSync(file)
})

it('without kms:Decrypt, with a wrong external id or without one it does not', async () => {
  await room.allowRole(false)
  expect(await (await reader()).fails(...fetching('/dev/null'))).toContain(
    `kms:Decrypt on resource: ${room.keyArn}`,
  )
  const cli = awsCli(house, room.collector)
  expect(await cli.fails(...assuming('--external-id', 'wrong'))).toContain('AccessDenied')
  expect(await cli.fails(...assuming())).toContain('AccessDenied')
})

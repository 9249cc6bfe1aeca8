import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DisassociateKmsKeyCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DisableKeyCommand, EnableKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { type House, openHouse } from '../house.ts'
import { policy } from '../people.ts'
import { refusal } from '../refusal.ts'
import { type Keys, keysOf, UNKNOWN } from './kms-house.ts'
import { openStream } from './logs-house.ts'

let house: House
let keys: Keys

beforeAll(async () => {
  house = await openHouse()
  keys = keysOf(house)
})
afterAll(() => house.close())

const groupArn = (name: string) => `arn:aws:logs:${house.region}:${house.account}:log-group:${name}`

/** As the documentation of CloudWatch Logs tells people to write it, for groups with this name. */
const keyPolicy = (groups: string) =>
  policy(
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${house.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: { Service: `logs.${house.region}.amazonaws.com` },
      Action: [
        'kms:Encrypt*',
        'kms:Decrypt*',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:Describe*',
      ],
      Resource: '*',
      Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': groupArn(groups) } },
    },
  )

const keyFor = (groups: string) => keys.create({ Policy: keyPolicy(groups) })

describe('encrypted groups', () => {
  it('tell their key and give back what was put', async () => {
    const key = await keyFor('sealed')
    const { put, read, logs, name } = await openStream(house, 'sealed', { kmsKeyId: key.arn })
    await put('one', 'two')
    expect(await read()).toEqual(['one', 'two'])
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'sealed' }),
    )
    expect(logGroups?.[0]).toMatchObject({ kmsKeyId: key.arn, storedBytes: 58 })
    const filter = new FilterLogEventsCommand({
      ...{ logGroupName: name.logGroupName },
      filterPattern: 'two',
    })
    expect((await logs.send(filter)).events?.map(({ message }) => message)).toEqual(['two'])
  })

  it('cannot be read or written while the key is disabled, nor once its policy forgets them', async () => {
    const key = await keyFor('disabled')
    const { put, read, logs, name } = await openStream(house, 'disabled', { kmsKeyId: key.arn })
    await put('one')
    await keys.kms.send(new DisableKeyCommand({ KeyId: key.id }))
    const disabled = [
      'AccessDeniedException',
      `CloudWatch Logs cannot use the KMS key ${key.arn} for kms:Decrypt: ${key.arn} is disabled.`,
      400,
    ]
    expect(await refusal(read())).toEqual(disabled)
    expect(await refusal(put('two'))).toEqual(disabled)
    // What is no message is told all the same.
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: name.logGroupName }),
    )
    expect(logStreams?.[0]?.lastEventTimestamp).toBeGreaterThan(0)
    await keys.kms.send(new EnableKeyCommand({ KeyId: key.id }))
    expect(await read()).toEqual(['one'])
    await keys.kms.send(
      new PutKeyPolicyCommand({
        KeyId: key.id,
        PolicyName: 'default',
        Policy: keyPolicy('another'),
      }),
    )
    expect((await refusal(read()))[0]).toBe('AccessDeniedException')
  })

  it('keep the key with what was stored under it', async () => {
    const first = await keyFor('changing')
    const second = await keyFor('changing')
    const { put, read, logs, name } = await openStream(house, 'changing', { kmsKeyId: first.arn })
    const { logGroupName } = name
    await put('under the first')
    await logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId: second.arn }))
    await put('under the second')
    await logs.send(new DisassociateKmsKeyCommand({ logGroupName }))
    await put('in clear')
    expect(await read()).toEqual(['under the first', 'under the second', 'in clear'])
    await keys.kms.send(new DisableKeyCommand({ KeyId: first.id }))
    expect((await refusal(read()))[1]).toContain(first.arn)
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'changing' }),
    )
    expect(logGroups?.[0]?.kmsKeyId).toBeUndefined()
  })

  it('are not made with a key that is missing, disabled, no key, or does not let the service use it', async () => {
    const { logs } = await openStream(house, 'plain')
    const create = (kmsKeyId: string) =>
      refusal(logs.send(new CreateLogGroupCommand({ logGroupName: 'never', kmsKeyId })))
    const missing = [
      'InvalidParameterException',
      'The specified KMS key does not exist or is disabled.',
      400,
    ]
    const arn = `arn:aws:kms:${house.region}:${house.account}:key/${UNKNOWN}`
    expect(await create(arn)).toEqual(missing)
    expect(await create('alias/aws/logs')).toEqual(missing)
    const disabled = await keyFor('never')
    await keys.kms.send(new DisableKeyCommand({ KeyId: disabled.id }))
    expect(await create(disabled.arn)).toEqual(missing)
    const foreign = await keyFor('another')
    expect(await create(foreign.arn)).toEqual([
      'AccessDeniedException',
      `The specified KMS key does not exist or is not allowed to be used with LogGroup '${groupArn('never')}'`,
      400,
    ])
    const associate = new AssociateKmsKeyCommand({ logGroupName: 'plain', kmsKeyId: arn })
    expect(await refusal(logs.send(associate))).toEqual(missing)
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'never' }),
    )
    expect(logGroups).toEqual([])
  })

  it('keep the rows of queries under their key as well', async () => {
    const key = await keyFor('asked')
    const { put, logs, name } = await openStream(house, 'asked', { kmsKeyId: key.arn })
    await put('secret')
    const now = Math.floor(Date.now() / 1000)
    const { queryId } = await logs.send(
      new StartQueryCommand({
        logGroupName: name.logGroupName,
        startTime: now - 60,
        endTime: now + 60,
        queryString: 'fields @message',
      }),
    )
    const results = () => logs.send(new GetQueryResultsCommand({ queryId }))
    const found = await eventually(async () => {
      const answer = await results()
      return answer.status === 'Complete' ? answer : undefined
    })
    expect(found.results?.[0]?.[0]).toEqual({ field: '@message', value: 'secret' })
    await keys.kms.send(new DisableKeyCommand({ KeyId: key.id }))
    expect((await refusal(results()))[0]).toBe('AccessDeniedException')
  })

  it('take the rows of queries with them when they are deleted', async () => {
    const key = await keyFor('gone')
    const { put, logs, name } = await openStream(house, 'gone', { kmsKeyId: key.arn })
    await put('secret')
    const now = Math.floor(Date.now() / 1000)
    const { queryId } = await logs.send(
      new StartQueryCommand({
        logGroupName: name.logGroupName,
        startTime: now - 60,
        endTime: now + 60,
        queryString: 'fields @message',
      }),
    )
    const results = () => logs.send(new GetQueryResultsCommand({ queryId }))
    await eventually(async () => (await results()).status === 'Complete' || undefined)
    await logs.send(new DeleteLogGroupCommand({ logGroupName: name.logGroupName }))
    const left = await eventually(async () => {
      const answer = await results()
      return answer.results?.length === 0 ? answer : undefined
    })
    expect(left.status).toBe('Complete')
  })

  it('end queries as failed while their key is disabled', async () => {
    const key = await keyFor('unreadable')
    const { put, logs, name } = await openStream(house, 'unreadable', { kmsKeyId: key.arn })
    await put('secret')
    await keys.kms.send(new DisableKeyCommand({ KeyId: key.id }))
    const now = Math.floor(Date.now() / 1000)
    const { queryId } = await logs.send(
      new StartQueryCommand({
        logGroupName: name.logGroupName,
        startTime: now - 60,
        endTime: now + 60,
        queryString: 'fields @message',
      }),
    )
    const status = await eventually(async () => {
      const answer = await logs.send(new GetQueryResultsCommand({ queryId }))
      return answer.status === 'Running' ? undefined : answer.status
    })
    expect(status).toBe('Failed')
  })
})

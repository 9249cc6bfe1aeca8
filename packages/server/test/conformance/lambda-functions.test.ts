import { createHash } from 'node:crypto'
import { DeleteUserPolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  type ListFunctionsCommandOutput,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readZip } from '../../src/kernel/archive.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, ECHO, packed, settled } from './lambda-functions.ts'

/** Functions and their versions; none of them is run. */

let house: House
let role: string
let zip: Uint8Array
let lambda: LambdaClient
beforeAll(async () => {
  house = await openHouse()
  role = await createRole(house, 'runner')
  zip = await packed({ 'index.js': ECHO })
  lambda = new LambdaClient(house.as())
})
afterAll(() => house.close())

const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${house.account}:function:${name}`

const input = (
  FunctionName: string,
  more: Partial<CreateFunctionCommandInput> = {},
): CreateFunctionCommandInput => ({
  FunctionName,
  Role: role,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Code: { ZipFile: zip },
  ...more,
})

const create = (name: string, more: Partial<CreateFunctionCommandInput> = {}) =>
  lambda.send(new CreateFunctionCommand(input(name, more)))

/** An answer without what the SDK adds. */
const told = <T extends { $metadata: unknown }>({ $metadata: _, ...rest }: T) => rest

describe('a function', () => {
  it('is pending when it is created and active when the waiter of the SDK has ended', async () => {
    const created = await create('Life', { Environment: { Variables: { KEY: 'value' } } })
    const configuration = {
      FunctionName: 'Life',
      FunctionArn: arnOf('Life'),
      Runtime: 'nodejs22.x',
      Role: role,
      Handler: 'index.handler',
      CodeSize: zip.length,
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      CodeSha256: createHash('sha256').update(zip).digest('base64'),
      Version: '$LATEST',
      Environment: { Variables: { KEY: 'value' } },
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/Life' },
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(
          /^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
        ),
      },
    }
    expect(created.$metadata.httpStatusCode).toBe(201)
    expect(told(created)).toEqual({
      ...configuration,
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    })
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10 }, { FunctionName: 'Life' })
    const command = new GetFunctionConfigurationCommand({ FunctionName: 'Life' })
    const active = await lambda.send(command)
    expect(told(active)).toEqual({
      ...configuration,
      State: 'Active',
      LastUpdateStatus: 'Successful',
    })
    expect(active.RevisionId).not.toBe(created.RevisionId)
  })

  it('is updated under the revision that its caller knows', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Change' })
    const FunctionName = 'Change'
    const stale = { RevisionId: 'dead-beef' }
    const update = new UpdateFunctionConfigurationCommand({ FunctionName, ...stale })
    const mismatch = [
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      412,
    ]
    expect(await refusal(lambda.send(update))).toEqual(mismatch)
    const code = { FunctionName, ZipFile: zip }
    const wrong = new UpdateFunctionCodeCommand({ ...code, ...stale })
    expect(await refusal(lambda.send(wrong))).toEqual(mismatch)
    const updated = await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9, Description: 'new' }),
    )
    expect(updated).toMatchObject({
      Timeout: 9,
      Description: 'new',
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    })
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 10 }, { FunctionName })
    const found = await lambda.send(new GetFunctionCommand({ FunctionName }))
    expect(found.Configuration).toMatchObject({ Timeout: 9, LastUpdateStatus: 'Successful' })
  })

  it('gives out its package through a link that needs no credentials', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Linked' })
    const found = await lambda.send(new GetFunctionCommand({ FunctionName: 'Linked' }))
    expect(found.Code?.RepositoryType).toBe('S3')
    const response = await fetch(found.Code?.Location ?? '')
    expect(response.headers.get('content-type')).toBe('application/zip')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(await readZip(bytes, { entries: 9, totalBytes: 999, ratio: 9 })).toMatchObject({
      value: [{ name: 'index.js', bytes: Buffer.from(ECHO) }],
    })
    const other = (found.Code?.Location ?? '').replace('Linked', 'Change')
    expect((await fetch(other)).status).toBe(403)
  })

  it('whose link was asked for by a user ends with the permission of the user', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Shared' })
    const credentials = await createUser(house, 'reader', allow('lambda:GetFunction', '*'))
    const own = new LambdaClient(house.as(credentials))
    const found = await own.send(new GetFunctionCommand({ FunctionName: 'Shared' }))
    const link = found.Code?.Location ?? ''
    expect((await fetch(link)).status).toBe(200)
    await new IAMClient(house.as()).send(
      new DeleteUserPolicyCommand({ UserName: 'reader', PolicyName: 'own' }),
    )
    expect((await fetch(link)).status).toBe(403)
  })

  it('is gone with its versions when it is deleted, and its name is free again', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Gone' })
    const FunctionName = 'Gone'
    await lambda.send(new PublishVersionCommand({ FunctionName }))
    const deleted = await lambda.send(new DeleteFunctionCommand({ FunctionName }))
    expect(deleted.$metadata.httpStatusCode).toBe(204)
    const missing = ['ResourceNotFoundException', `Function not found: ${arnOf('Gone')}`, 404]
    expect(await refusal(lambda.send(new DeleteFunctionCommand({ FunctionName })))).toEqual(missing)
    await createFunction(house, role, ECHO, { FunctionName })
    const versions = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }))
    expect(versions.Versions?.map(({ Version }) => Version)).toEqual(['$LATEST'])
  })

  it('has no version to delete that it has not, which is no error', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Kept' })
    const absent = new DeleteFunctionCommand({ FunctionName: 'Kept', Qualifier: '7' })
    expect((await lambda.send(absent)).$metadata.httpStatusCode).toBe(204)
    const kept = await lambda.send(new GetFunctionCommand({ FunctionName: 'Kept' }))
    expect(kept.Configuration?.Version).toBe('$LATEST')
  })

  it('is counted with its bytes', async () => {
    const count = async () => (await lambda.send(new GetAccountSettingsCommand({}))).AccountUsage
    const before = await count()
    await createFunction(house, role, ECHO, { FunctionName: 'Counted', Publish: true })
    const after = await count()
    expect((after?.FunctionCount ?? 0) - (before?.FunctionCount ?? 0)).toBe(1)
    expect((after?.TotalCodeSize ?? 0) - (before?.TotalCodeSize ?? 0)).toBe(2 * zip.length)
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'Counted' }))
    expect(await count()).toEqual(before)
  })
})

describe('versions', () => {
  it('are made of $LATEST once it has changed, and keep what they were', async () => {
    const FunctionName = 'Versioned'
    await createFunction(house, role, ECHO, { FunctionName, Description: 'zero' })
    const publish = (Description?: string) =>
      lambda.send(new PublishVersionCommand({ FunctionName, Description }))
    const first = await publish('first')
    expect(first).toMatchObject({
      Version: '1',
      FunctionArn: `${arnOf(FunctionName)}:1`,
      Description: 'first',
      State: 'Active',
      LastUpdateStatus: 'Successful',
    })
    expect(told(await publish('again'))).toEqual(told(first))
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }))
    await settled(house, FunctionName)
    expect(await publish()).toMatchObject({ Version: '2', Description: 'zero', Timeout: 7 })
    const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }))
    expect(Versions?.map(one => [one.FunctionArn, one.Timeout, one.State])).toEqual([
      [`${arnOf(FunctionName)}:$LATEST`, 7, undefined],
      [`${arnOf(FunctionName)}:1`, 3, undefined],
      [`${arnOf(FunctionName)}:2`, 7, undefined],
    ])
    await lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))
    const first1 = new GetFunctionCommand({ FunctionName, Qualifier: '1' })
    expect((await refusal(lambda.send(first1)))[1]).toBe(
      `Function not found: ${arnOf(FunctionName)}:1`,
    )
    const latest = new DeleteFunctionCommand({ FunctionName, Qualifier: '$LATEST' })
    expect(await refusal(lambda.send(latest))).toEqual([
      'InvalidParameterValueException',
      '$LATEST version cannot be deleted without deleting the function.',
      400,
    ])
  })

  it('are made only of the code that the caller means', async () => {
    const FunctionName = 'Digested'
    await createFunction(house, role, ECHO, { FunctionName })
    const wrong = new PublishVersionCommand({ FunctionName, CodeSha256: 'other' })
    const digest = createHash('sha256').update(zip).digest('base64')
    expect(await refusal(lambda.send(wrong))).toEqual([
      'InvalidParameterValueException',
      `CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (${digest}). Please try again with the CodeSHA256 in $LATEST.`,
      400,
    ])
  })

  it('can be made together with the function', async () => {
    const created = await create('Published', { Publish: true })
    expect([created.Version, created.FunctionArn]).toEqual(['1', arnOf('Published')])
    await settled(house, 'Published')
    const version = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: 'Published', Qualifier: '1' }),
    )
    expect([version.FunctionArn, version.State]).toEqual([`${arnOf('Published')}:1`, 'Active'])
  })
})

describe('ListFunctions', () => {
  it('pages, and adds versions when they are asked for', async () => {
    const own = await openHouse()
    const Role = await createRole(own, 'runner')
    for (const FunctionName of ['c', 'a', 'b']) {
      await createFunction(own, Role, ECHO, { FunctionName, Publish: FunctionName === 'b' })
    }
    const client = new LambdaClient(own.as())
    const first = await client.send(new ListFunctionsCommand({ MaxItems: 2 }))
    expect(first.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['a', 'b'])
    const rest = await client.send(new ListFunctionsCommand({ Marker: first.NextMarker }))
    expect(rest.Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['c'])
    expect(rest.NextMarker).toBeUndefined()
    const all = await client.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }))
    expect(
      all.Functions?.map(({ FunctionArn }) => FunctionArn?.split(':').slice(6).join(':')),
    ).toEqual(['a:$LATEST', 'b:$LATEST', 'b:1', 'c:$LATEST'])
    const one = { FunctionVersion: 'ALL', MaxItems: 1 } as const
    const paged: string[] = []
    for (let Marker: string | undefined = ''; Marker !== undefined; ) {
      const page: ListFunctionsCommandOutput = await client.send(
        new ListFunctionsCommand({ ...one, Marker }),
      )
      expect(page.Functions).toHaveLength(1)
      paged.push(...(page.Functions ?? []).map(({ FunctionArn }) => FunctionArn ?? ''))
      Marker = page.NextMarker
    }
    expect(paged).toEqual(all.Functions?.map(({ FunctionArn }) => FunctionArn))
    const marker = Buffer.from('lambda.version').toString('base64url')
    expect((await refusal(client.send(new ListFunctionsCommand({ Marker: marker }))))[0]).toBe(
      'InvalidParameterValueException',
    )
    await own.close()
  })
})

describe('tags', () => {
  it('belong to functions alone, fifty at most', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Tagged', Tags: { a: '1' } })
    const Resource = arnOf('Tagged')
    const tag = (Tags: Record<string, string>, Resource = arnOf('Tagged')) =>
      lambda.send(new TagResourceCommand({ Resource, Tags }))
    expect((await tag({ b: '2' })).$metadata.httpStatusCode).toBe(204)
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['a', 'x'] }))
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource }))
    expect(Tags).toEqual({ b: '2' })
    expect((await lambda.send(new GetFunctionCommand({ FunctionName: 'Tagged' }))).Tags).toEqual({
      b: '2',
    })
    expect(await refusal(tag({ c: '3' }, `${Resource}:1`))).toEqual([
      'InvalidParameterValueException',
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      400,
    ])
    expect((await refusal(tag({})))[1]).toBe(
      'An error occurred and the request cannot be processed.',
    )
    expect((await refusal(tag({ c: '3' }, arnOf('absent'))))[1]).toBe(
      `Function not found: ${arnOf('absent')}`,
    )
  })

  it('are of the revision', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Revised' })
    const Resource = arnOf('Revised')
    const revision = async () => {
      const command = new GetFunctionCommand({ FunctionName: 'Revised' })
      return (await lambda.send(command)).Configuration?.RevisionId
    }
    const before = await revision()
    await lambda.send(new TagResourceCommand({ Resource, Tags: { a: '1' } }))
    const tagged = await revision()
    await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['a'] }))
    expect(new Set([before, tagged, await revision()]).size).toBe(3)
  })

  it('are in GetFunction only for those who may list them', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Quiet', Tags: { a: '1' } })
    const credentials = await createUser(house, 'blind', allow('lambda:GetFunction', '*'))
    const found = await new LambdaClient(house.as(credentials)).send(
      new GetFunctionCommand({ FunctionName: 'Quiet' }),
    )
    expect([found.Configuration?.FunctionName, found.Tags]).toEqual(['Quiet', undefined])
  })
})

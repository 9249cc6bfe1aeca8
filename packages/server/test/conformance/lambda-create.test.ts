import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, ECHO, packed } from './lambda-functions.ts'

/** What CreateFunction takes and refuses; nothing is run. */

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

const text = (part: string) => expect.stringContaining(part)

describe('CreateFunction refuses', () => {
  const cases: readonly [
    what: string,
    more: Partial<CreateFunctionCommandInput>,
    refused: readonly unknown[],
  ][] = [
    [
      'a name of 65 characters',
      { FunctionName: 'a'.repeat(65) },
      [
        'InvalidParameterValueException',
        `1 validation error detected: Value '${'a'.repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
        400,
      ],
    ],
    [
      'a name that is none',
      { FunctionName: 'invalid:function:name' },
      ['ValidationException', text('Member must satisfy regular expression pattern'), 400],
    ],
    [
      'another region',
      { FunctionName: 'arn:aws:lambda:ap-southeast-1:123456789012:function:f' },
      [
        'ResourceNotFoundException',
        "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')",
        404,
      ],
    ],
    [
      'a role that is no ARN',
      { Role: 'r1' },
      ['ValidationException', text("Value 'r1' at 'role' failed"), 400],
    ],
    [
      'a role that is not there',
      { Role: 'arn:aws:iam::123456789012:role/absent' },
      [
        'InvalidParameterValueException',
        'The role defined for the function cannot be assumed by Lambda.',
        400,
      ],
    ],
    [
      'a runtime that nobody knows',
      { Runtime: 'non-existent-runtime' as never },
      [
        'InvalidParameterValueException',
        text("Value non-existent-runtime at 'runtime' failed to satisfy constraint"),
        400,
      ],
    ],
    [
      'a runtime that is retired',
      { Runtime: 'go1.x' },
      [
        'InvalidParameterValueException',
        'The runtime parameter of go1.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
        400,
      ],
    ],
    [
      'a runtime that does not run here',
      { Runtime: 'java21' },
      ['InvalidParameterValueException', text('java21 is not available on this server'), 400],
    ],
    [
      'no handler',
      { Handler: undefined },
      ['InvalidParameterValueException', text('Runtime and Handler are mandatory'), 400],
    ],
    [
      'what is no zip',
      { Code: { ZipFile: Buffer.from('zip') } },
      [
        'InvalidParameterValueException',
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
        400,
      ],
    ],
    [
      'code in a bucket that is not there',
      { Code: { S3Bucket: 'some-bucket', S3Key: 'code.zip' } },
      [
        'InvalidParameterValueException',
        'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
        400,
      ],
    ],
    [
      'variables of more than 4 KB',
      { Environment: { Variables: { LARGE: 'x'.repeat(4090) } } },
      [
        'InvalidParameterValueException',
        text('exceeded the 4KB limit. String measured: {"LARGE":"***"}'),
        400,
      ],
    ],
    [
      "variables that are Lambda's own",
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      ['InvalidParameterValueException', text('reserved keys'), 400],
    ],
    [
      'two architectures',
      { Architectures: ['x86_64', 'arm64'] },
      ['ValidationException', text("Value '[x86_64, arm64]' at 'architectures'"), 400],
    ],
    [
      'more than fifty tags',
      { Tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) },
      ['InvalidParameterValueException', 'Number of tags exceeds resource tag limit.', 400],
    ],
    [
      'layers, which are not built',
      { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:l:1'] },
      ['InvalidParameterValueException', 'Layers is not available on this server.', 400],
    ],
    [
      'an endpoint where none is allowed',
      {
        PackageType: 'Image',
        Code: { ImageUri: 'http://127.0.0.1:9000/' },
        Runtime: undefined,
        Handler: undefined,
      },
      ['InvalidParameterValueException', text('--lambda-endpoints'), 400],
    ],
  ]
  for (const [what, more, refused] of cases) {
    it(what, async () => {
      expect(await refusal(create('Never', more))).toEqual(refused)
      const names = (await lambda.send(new ListFunctionsCommand({}))).Functions ?? []
      expect(names.map(({ FunctionName }) => FunctionName)).not.toContain('Never')
    })
  }

  it('a name that is taken', async () => {
    await create('Twice')
    expect(await refusal(create('Twice'))).toEqual([
      'ResourceConflictException',
      'Function already exist: Twice',
      409,
    ])
  })

  it('a package of more than 50 MB by its size alone', async () => {
    const ZipFile = Buffer.alloc(52_428_801)
    expect(await refusal(create('Big', { Code: { ZipFile } }))).toEqual([
      'RequestEntityTooLargeException',
      'Zipped size must be smaller than 52428800 bytes',
      413,
    ])
  })
})

describe('names', () => {
  it('may be partial or full ARNs with a qualifier that does not contradict', async () => {
    await createFunction(house, role, ECHO, { FunctionName: 'Named' })
    const find = (FunctionName: string, Qualifier?: string) =>
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }))
    const arns = await Promise.all(
      [
        find('Named'),
        find(`${house.account}:function:Named`),
        find(arnOf('Named')),
        find(`${arnOf('Named')}:$LATEST`),
        find('Named', '$LATEST'),
        find('Named:$LATEST', '$LATEST'),
      ].map(async found => (await found).FunctionArn),
    )
    const latest = `${arnOf('Named')}:$LATEST`
    expect(arns).toEqual([arnOf('Named'), arnOf('Named'), arnOf('Named'), latest, latest, latest])
    expect(await refusal(find('Named:1', '$LATEST'))).toEqual([
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
      400,
    ])
    expect(await refusal(find('Named', 'absent'))).toEqual([
      'ResourceNotFoundException',
      `Function not found: ${arnOf('Named')}:absent`,
      404,
    ])
  })
})

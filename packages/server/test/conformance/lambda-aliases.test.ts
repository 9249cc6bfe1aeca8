import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  LambdaClient,
  ListAliasesCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, ECHO, settled } from './lambda-functions.ts'

/** Aliases of versions; nothing is run. */

let house: House
let role: string
let lambda: LambdaClient
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${house.account}:function:${name}`

beforeAll(async () => {
  house = await openHouse()
  role = await createRole(house, 'runner')
  lambda = new LambdaClient(house.as())
  await createFunction(house, role, ECHO, { FunctionName: 'Fn', Publish: true })
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'Fn', Timeout: 9 }))
  await settled(house, 'Fn')
  await lambda.send(new PublishVersionCommand({ FunctionName: 'Fn' }))
})
afterAll(() => house.close())

describe('an alias', () => {
  const create = (Name: string, FunctionVersion: string, weights?: Record<string, number>) =>
    lambda.send(
      new CreateAliasCommand({
        FunctionName: 'Fn',
        Name,
        FunctionVersion,
        ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
      }),
    )

  it('names a version, and a second one with its share', async () => {
    const { $metadata, ...made } = await create('prod', '1', { '2': 0.2 })
    expect($metadata.httpStatusCode).toBe(201)
    expect(made).toEqual({
      AliasArn: `${arnOf('Fn')}:prod`,
      Name: 'prod',
      FunctionVersion: '1',
      Description: '',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
      RevisionId: expect.any(String),
    })
    const get = new GetAliasCommand({ FunctionName: 'Fn', Name: 'prod' })
    const { $metadata: _, ...found } = await lambda.send(get)
    expect(found).toEqual(made)
    const update = { FunctionName: 'Fn', Name: 'prod', Description: 'new' }
    const stale = new UpdateAliasCommand({ ...update, RevisionId: 'x' })
    expect((await refusal(lambda.send(stale)))[0]).toBe('PreconditionFailedException')
    const updated = await lambda.send(
      new UpdateAliasCommand({ ...update, RoutingConfig: {}, RevisionId: made.RevisionId }),
    )
    expect(updated).toMatchObject({ FunctionVersion: '1', Description: 'new' })
    expect(updated.RoutingConfig).toBeUndefined()
    const { Aliases } = await lambda.send(new ListAliasesCommand({ FunctionName: 'Fn' }))
    expect(Aliases?.map(({ Name }) => Name)).toEqual(['prod'])
  })

  const REFUSED: readonly [
    what: string,
    args: Parameters<typeof create>,
    code: string,
    message: string,
  ][] = [
    [
      'a name that is there',
      ['prod', '1'],
      'ResourceConflictException',
      'Alias already exists: FN:prod',
    ],
    ['a number as a name', ['2024', '1'], 'ValidationException', '(?!^[0-9]+$)'],
    ['a version that is not there', ['x', '10'], 'ResourceNotFoundException', 'FN:10'],
    [
      'a second version that is not there',
      ['x', '1', { '9': 0.1 }],
      'ResourceNotFoundException',
      'FN:9',
    ],
    [
      'two more versions',
      ['x', '1', { '2': 0.1, '3': 0.1 }],
      'InvalidParameterValueException',
      'Number of items in AdditionalVersionWeights cannot be greater than 1',
    ],
    [
      'the same version twice',
      ['x', '1', { '1': 0.1 }],
      'InvalidParameterValueException',
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
    ],
    [
      'a share for another than $LATEST',
      ['x', '$LATEST', { '1': 0.1 }],
      'InvalidParameterValueException',
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ],
    ['a share above one', ['x', '1', { '2': 2 }], 'ValidationException', 'less than or equal to 1'],
  ]
  for (const [what, args, code, message] of REFUSED) {
    it(`is not made of ${what}`, async () => {
      const refused = await refusal(create(...args))
      expect(refused[0]).toBe(code)
      expect(refused[1]).toContain(message.replace('FN', arnOf('Fn')))
    })
  }

  it('that is not there is told in the words of each operation', async () => {
    const name = { FunctionName: 'Fn', Name: 'absent' }
    const arn = `${arnOf('Fn')}:absent`
    expect((await refusal(lambda.send(new GetAliasCommand(name))))[1]).toBe(
      `Cannot find alias arn: ${arn}`,
    )
    expect((await refusal(lambda.send(new UpdateAliasCommand(name))))[1]).toBe(
      `Alias not found: ${arn}`,
    )
    expect((await lambda.send(new DeleteAliasCommand(name))).$metadata.httpStatusCode).toBe(204)
  })
})

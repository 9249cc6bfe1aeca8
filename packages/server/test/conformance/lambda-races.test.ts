import {
  AddPermissionCommand,
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { within } from '../../src/store/key.ts'
import type { Store } from '../../src/store/store.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, ECHO, settled } from './lambda-functions.ts'

/** What is added to a function while it, or a version of it, is being deleted. */

let house: House
let lambda: LambdaClient
let role: string
/** Happens after a deletion has looked what belongs to the function, and before it commits. */
let meanwhile: (() => Promise<unknown>) | undefined

const LISTED = ['lambda.alias', 'lambda.policy'].map(kind => within(kind)[0])

const interrupted =
  (store: Store): Store['range'] =>
  async (from, to, options) => {
    const page = await store.range(from, to, options)
    if (meanwhile === undefined || !LISTED.some(kind => from.startsWith(kind))) return page
    const happens = meanwhile
    meanwhile = undefined
    await happens()
    return page
  }

beforeAll(async () => {
  house = await openHouse({
    around: opened => ({
      ...opened,
      store: { ...opened.store, range: interrupted(opened.store) },
    }),
  })
  lambda = new LambdaClient(house.as())
  role = await createRole(house, 'runner')
})
afterAll(() => house.close())

const remove = (FunctionName: string, Qualifier?: string) =>
  lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }))

const permit = (FunctionName: string) =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName,
      Qualifier: '1',
      StatementId: 'late',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
    }),
  )

const alias = (FunctionName: string, FunctionVersion = '1') =>
  lambda.send(new CreateAliasCommand({ FunctionName, Name: 'late', FunctionVersion }))

describe('a function that is deleted', () => {
  it('leaves the next of its name no permission that was added meanwhile', async () => {
    const FunctionName = 'permitted'
    await createFunction(house, role, ECHO, { FunctionName, Publish: true })
    meanwhile = () => permit(FunctionName)
    await remove(FunctionName)
    await createFunction(house, role, ECHO, { FunctionName, Publish: true })
    const found = lambda.send(new GetPolicyCommand({ FunctionName, Qualifier: '1' }))
    expect((await refusal(found))[0]).toBe('ResourceNotFoundException')
  })

  it('nor an alias', async () => {
    const FunctionName = 'aliased'
    await createFunction(house, role, ECHO, { FunctionName, Publish: true })
    meanwhile = () => alias(FunctionName)
    await remove(FunctionName)
    await createFunction(house, role, ECHO, { FunctionName, Publish: true })
    const found = lambda.send(new GetAliasCommand({ FunctionName, Name: 'late' }))
    expect((await refusal(found))[0]).toBe('ResourceNotFoundException')
  })
})

describe('a version that is deleted', () => {
  it('is not deleted when an alias was pointed to it meanwhile', async () => {
    const FunctionName = 'pointed'
    await createFunction(house, role, ECHO, { FunctionName, Publish: true })
    meanwhile = () => alias(FunctionName)
    expect((await refusal(remove(FunctionName, '1')))[0]).toBe('ResourceConflictException')
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5 }))
    await settled(house, FunctionName)
    await lambda.send(new PublishVersionCommand({ FunctionName }))
    const update = (FunctionVersion: string) =>
      lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'late', FunctionVersion }))
    meanwhile = () => update('2')
    expect((await refusal(remove(FunctionName, '2')))[0]).toBe('ResourceConflictException')
    const through = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'late' })
    expect((await lambda.send(through)).Version).toBe('2')
  })
})

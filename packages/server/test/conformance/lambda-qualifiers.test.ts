import {
  AddPermissionCommand,
  LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, ECHO, packed } from './lambda-functions.ts'
import { createAccount } from './lex-accounts.ts'

/** What acts on the whole function is decided on the whole function, however its name is qualified. */

let house: House
let arn: string
let zip: Uint8Array
beforeAll(async () => {
  house = await openHouse()
  const role = await createRole(house, 'runner')
  arn = `arn:aws:lambda:us-east-1:${house.account}:function:Fn`
  zip = await packed({ 'index.js': ECHO })
  await createFunction(house, role, ECHO, { FunctionName: 'Fn', Publish: true })
})
afterAll(() => house.close())

const client = (credentials: SigningCredentials) => new LambdaClient(house.as(credentials))

const ON_ALL_OF_IT: readonly [
  what: string,
  call: (by: SigningCredentials, FunctionName: string) => Promise<unknown>,
][] = [
  [
    'UpdateFunctionCode',
    (by, FunctionName) =>
      client(by).send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, DryRun: true })),
  ],
  [
    'UpdateFunctionConfiguration',
    (by, FunctionName) =>
      client(by).send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 3 })),
  ],
  [
    'PublishVersion',
    (by, FunctionName) => client(by).send(new PublishVersionCommand({ FunctionName })),
  ],
  [
    'ListVersionsByFunction',
    (by, FunctionName) => client(by).send(new ListVersionsByFunctionCommand({ FunctionName })),
  ],
  ['ListAliases', (by, FunctionName) => client(by).send(new ListAliasesCommand({ FunctionName }))],
]

describe('a denial for a function', () => {
  it.each(ON_ALL_OF_IT)('holds for %s under a qualified name', async (what, call) => {
    const denial = { Effect: 'Deny', Action: 'lambda:*', Resource: arn }
    const by = await createUser(house, `denied-${what}`, allow('lambda:*', '*'), denial)
    for (const qualifier of ['', ':1', ':$LATEST', ':nobody']) {
      expect((await refusal(call(by, `${arn}${qualifier}`)))[1]).toMatch(/with an explicit deny/)
    }
  })
})

describe('a grant on a version', () => {
  it.each(ON_ALL_OF_IT)('opens no %s of the function to another account', async (what, call) => {
    const account = '210987654321'
    const { accessKeyId, secretAccessKey } = await foreigner(account)
    await new LambdaClient(house.as()).send(
      new AddPermissionCommand({
        FunctionName: 'Fn',
        Qualifier: '1',
        StatementId: what,
        Action: 'lambda:*',
        Principal: account,
      }),
    )
    const refused = refusal(call({ accessKeyId, secretAccessKey }, `${arn}:1`))
    expect((await refused)[0]).toBe('AccessDeniedException')
  })
})

let known: Promise<SigningCredentials> | undefined
const foreigner = (account: string) => (known ??= createAccount(house, account))

describe('whoever may change a function of another account', () => {
  it('gives it no role but one of its own account', async () => {
    const by = await foreigner('210987654321')
    const there = { ...house, as: () => house.as(by) }
    const foreign = await createRole(there, 'theirs')
    await new LambdaClient(house.as()).send(
      new AddPermissionCommand({
        FunctionName: 'Fn',
        StatementId: 'theirs',
        Action: 'lambda:UpdateFunctionConfiguration',
        Principal: '210987654321',
      }),
    )
    const update = (Role?: string) =>
      client(by).send(
        new UpdateFunctionConfigurationCommand({ FunctionName: arn, Description: 'mine', Role }),
      )
    expect(await refusal(update(foreign))).toEqual([
      'AccessDeniedException',
      'Cross-account pass role is not allowed.',
      403,
    ])
    expect((await update()).Description).toBe('mine')
  })
})

import { DeleteRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { type House, openHouse } from '../house.ts'
import { allow, createUser } from '../people.ts'
import { refusal } from '../refusal.ts'
import { createFunction, createRole, ECHO, packed, settled } from './lambda-functions.ts'

/** The policies of functions, and what callers need; nothing is run. */

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

const add = (more: Partial<AddPermissionCommandInput> = {}) =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName: 'Fn',
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      ...more,
    }),
  )

const remove = (StatementId: string, more: { Qualifier?: string; RevisionId?: string } = {}) =>
  lambda.send(new RemovePermissionCommand({ FunctionName: 'Fn', StatementId, ...more }))

const policyOf = async (Qualifier?: string) => {
  const { Policy = '', RevisionId } = await lambda.send(
    new GetPolicyCommand({ FunctionName: 'Fn', Qualifier }),
  )
  return { document: JSON.parse(Policy), RevisionId }
}

describe('AddPermission', () => {
  const STATEMENTS: readonly [
    what: string,
    input: Partial<AddPermissionCommandInput>,
    statement: () => object,
  ][] = [
    [
      'a service with its source',
      { SourceArn: 'arn:aws:s3:::bucket', SourceAccount: '123456789012' },
      () => ({
        Principal: { Service: 's3.amazonaws.com' },
        Condition: {
          StringEquals: { 'AWS:SourceAccount': '123456789012' },
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' },
        },
      }),
    ],
    [
      'an account',
      { Principal: '123456789012' },
      () => ({ Principal: { AWS: 'arn:aws:iam::123456789012:root' } }),
    ],
    [
      'everybody with a token',
      { Principal: '*', EventSourceToken: 'amzn1.ask' },
      () => ({
        Principal: '*',
        Condition: { StringEquals: { 'lambda:EventSourceToken': 'amzn1.ask' } },
      }),
    ],
    ['a role', { Principal: 'ROLE' }, () => ({ Principal: { AWS: role } })],
  ]
  for (const [what, input, statement] of STATEMENTS) {
    it(`writes the statement for ${what}`, async () => {
      const Principal = input.Principal === 'ROLE' ? role : input.Principal
      const added = await add({ ...input, ...(Principal && { Principal }), StatementId: 'one' })
      const { Principal: principal, Condition } = statement() as Record<string, unknown>
      expect(added.$metadata.httpStatusCode).toBe(201)
      // The order of members is AWS's, so the texts are compared.
      expect(added.Statement).toBe(
        JSON.stringify({
          Sid: 'one',
          Effect: 'Allow',
          Principal: principal,
          Action: 'lambda:InvokeFunction',
          Resource: arnOf('Fn'),
          Condition,
        }),
      )
      await remove('one')
    })
  }

  const REFUSED: readonly [
    what: string,
    input: Partial<AddPermissionCommandInput>,
    code: string,
    message: string,
  ][] = [
    [
      'a statement id with a dot',
      { StatementId: 'example.com' },
      'ValidationException',
      "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
    ],
    [
      '$LATEST',
      { Qualifier: '$LATEST' },
      'InvalidParameterValueException',
      'We currently do not support adding policies for $LATEST.',
    ],
    [
      'a principal that is not there',
      { Principal: 'arn:aws:iam::123456789012:user/nobody' },
      'InvalidParameterValueException',
      'The provided principal was invalid. Please check the principal and try again.',
    ],
    [
      'a function that is not there',
      { FunctionName: 'absent' },
      'ResourceNotFoundException',
      'Function not found: ABSENT',
    ],
    [
      'an alias that is not there',
      { Qualifier: 'alias-absent' },
      'ResourceNotFoundException',
      'Cannot find alias arn: FN:alias-absent',
    ],
    [
      'a version that is not there',
      { Qualifier: '42' },
      'ResourceNotFoundException',
      'Function not found: FN:42',
    ],
    [
      'a revision that is not the latest',
      { RevisionId: 'x' },
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
    ],
  ]
  for (const [what, input, code, message] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const expected = message.replace('FN', arnOf('Fn')).replace('ABSENT', arnOf('absent'))
      expect((await refusal(add(input))).slice(0, 2)).toEqual([code, expected])
    })
  }

  it('keeps a policy for each version and alias, with a revision of its own', async () => {
    await add()
    await add({ Qualifier: '1' })
    const whole = await policyOf()
    const version = await policyOf('1')
    expect(whole.document).toMatchObject({ Version: '2012-10-17', Id: 'default' })
    expect(whole.document.Statement[0].Resource).toBe(arnOf('Fn'))
    expect(version.document.Statement[0].Resource).toBe(`${arnOf('Fn')}:1`)
    expect(version.RevisionId).not.toBe(whole.RevisionId)
    expect((await refusal(add()))[1]).toBe(
      'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
    )
    expect((await refusal(remove('absent')))[1]).toBe(
      'Statement absent is not found in resource policy.',
    )
    await remove('s3', { RevisionId: whole.RevisionId ?? '' })
    expect((await refusal(policyOf()))[1]).toBe('The resource you requested does not exist.')
    expect((await refusal(remove('s3')))[1]).toBe(
      'No policy is associated with the given resource.',
    )
    expect((await policyOf('1')).document.Statement).toHaveLength(1)
    await remove('s3', { Qualifier: '1' })
  })

  it('ends at 20 KB', async () => {
    const token = 'x'.repeat(256)
    let refused: unknown
    for (let i = 0; i < 60 && refused === undefined; i++) {
      refused = await add({
        StatementId: `s${i}${'y'.repeat(90)}`,
        Principal: '*',
        EventSourceToken: token,
      }).then(
        () => undefined,
        error => error.name,
      )
    }
    expect(refused).toBe('PolicyLengthExceededException')
    const { document } = await policyOf()
    for (const { Sid } of document.Statement) await remove(Sid)
  })

  it('does not pass a grant on to a principal of the same name', async () => {
    const Principal = await createRole(house, 'again')
    await add({ StatementId: 'role', Principal })
    await new IAMClient(house.as()).send(new DeleteRoleCommand({ RoleName: 'again' }))
    await createRole(house, 'again')
    const { document } = await policyOf()
    expect(document.Statement[0].Principal.AWS).toMatch(/^AROA/)
    await remove('role')
  })

  it('nor when the new one is given another grant', async () => {
    const Principal = await createRole(house, 'twice')
    await add({ StatementId: 'older', Action: 'lambda:*', Principal })
    await add({ StatementId: 'other' })
    await new IAMClient(house.as()).send(new DeleteRoleCommand({ RoleName: 'twice' }))
    await createRole(house, 'twice')
    const newer = { StatementId: 'newer', Principal }
    expect(await refusal(add(newer))).toEqual([
      'InvalidParameterValueException',
      `The policy names an earlier ${Principal}, which was deleted; remove that statement first.`,
      400,
    ])
    await remove('older')
    await add(newer)
    const { document } = await policyOf()
    expect(document.Statement[1].Principal).toEqual({ AWS: Principal })
    for (const id of ['other', 'newer']) await remove(id)
  })
})

describe('who may', () => {
  const dry = (credentials: SigningCredentials, Qualifier?: string) =>
    new LambdaClient(house.as(credentials))
      .send(new InvokeCommand({ FunctionName: 'Fn', InvocationType: 'DryRun', Qualifier }))
      .then(({ StatusCode }) => StatusCode)

  it('invoke: by a policy of the caller on the ARN that was asked for', async () => {
    const invoke = (resource: string) => allow('lambda:InvokeFunction', `${arnOf('Fn')}${resource}`)
    const whole = await createUser(house, 'whole', invoke(''))
    const first = await createUser(house, 'first', invoke(':1'))
    const any = await createUser(house, 'any', invoke(':*'))
    const asked = [undefined, '1', '2', '$LATEST']
    const outcome = (credentials: SigningCredentials) =>
      Promise.all(asked.map(one => dry(credentials, one).catch(error => error.name)))
    const no = 'AccessDeniedException'
    expect(await outcome(whole)).toEqual([204, no, no, no])
    expect(await outcome(first)).toEqual([no, 204, no, no])
    expect(await outcome(any)).toEqual([no, 204, 204, 204])
  })

  it('invoke: by a statement of the function alone, as long as it is there', async () => {
    const credentials = await createUser(house, 'guest')
    expect(await refusal(dry(credentials))).toEqual([
      'AccessDeniedException',
      expect.stringMatching(
        /^User: arn:aws:iam::\d+:user\/guest is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:\d+:function:Fn because no identity-based policy allows/,
      ),
      403,
    ])
    await add({ StatementId: 'guest', Principal: `arn:aws:iam::${house.account}:user/guest` })
    expect(await dry(credentials)).toBe(204)
    expect((await refusal(dry(credentials, '1')))[0]).toBe('AccessDeniedException')
    await remove('guest')
    expect((await refusal(dry(credentials)))[0]).toBe('AccessDeniedException')
  })

  it('learn nothing of what exists without permission', async () => {
    const credentials = await createUser(house, 'stranger')
    const client = new LambdaClient(house.as(credentials))
    const ask = (FunctionName: string) => refusal(client.send(new InvokeCommand({ FunctionName })))
    const [there, absent] = [await ask('Fn'), await ask('absent')]
    expect(there[0]).toBe('AccessDeniedException')
    expect(there[1].replace(':Fn ', ':absent ')).toBe(absent[1])
    expect((await refusal(client.send(new ListFunctionsCommand({}))))[0]).toBe(
      'AccessDeniedException',
    )
  })

  it('create: only with the right to pass the role to Lambda, and to tag', async () => {
    const pass = (service: string) =>
      allow('iam:PassRole', role, { StringEquals: { 'iam:PassedToService': service } })
    const create = allow('lambda:CreateFunction', '*')
    const ZipFile = await packed({ 'index.js': ECHO })
    const outcome = async (name: string, ...statements: readonly object[]) => {
      const credentials = await createUser(house, name, ...statements)
      const input = {
        FunctionName: `of-${name}`,
        Role: role,
        Runtime: 'nodejs22.x' as const,
        Handler: 'index.handler',
        Code: { ZipFile },
        Tags: { team: 'a' },
      }
      const client = new LambdaClient(house.as(credentials))
      return client.send(new CreateFunctionCommand(input)).then(
        () => 'created',
        error => / perform: (\S+) /.exec(error.message)?.[1],
      )
    }
    const tag = allow('lambda:TagResource', '*')
    expect(await outcome('u1', create, tag)).toBe('iam:PassRole')
    expect(await outcome('u2', create, tag, pass('lex.amazonaws.com'))).toBe('iam:PassRole')
    expect(await outcome('u3', create, pass('lambda.amazonaws.com'))).toBe('lambda:TagResource')
    expect(await outcome('u4', create, tag, pass('lambda.amazonaws.com'))).toBe('created')
  })

  it('add permissions: under a condition on whom they are for, as the Lex console needs it', async () => {
    const condition = { StringEquals: { 'lambda:Principal': 'lex.amazonaws.com' } }
    const credentials = await createUser(
      house,
      'console',
      allow(['lambda:AddPermission', 'lambda:RemovePermission'], arnOf('AmazonLex*'), condition),
    )
    await createFunction(house, role, ECHO, { FunctionName: 'AmazonLexHook' })
    const client = new LambdaClient(house.as(credentials))
    const put = (StatementId: string, Principal: string) =>
      client.send(
        new AddPermissionCommand({
          FunctionName: 'AmazonLexHook',
          StatementId,
          Action: 'lambda:InvokeFunction',
          Principal,
        }),
      )
    expect((await put('lex', 'lex.amazonaws.com')).Statement).toContain('lex.amazonaws.com')
    expect((await refusal(put('s3', 's3.amazonaws.com')))[0]).toBe('AccessDeniedException')
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'AmazonLexHook',
        StatementId: 's3',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
      }),
    )
    const drop = (StatementId: string) =>
      client.send(new RemovePermissionCommand({ FunctionName: 'AmazonLexHook', StatementId }))
    expect((await refusal(drop('s3')))[0]).toBe('AccessDeniedException')
    expect((await drop('lex')).$metadata.httpStatusCode).toBe(204)
  })

  it('remove permissions: not where that is denied, whatever the qualifier', async () => {
    const denial = { Effect: 'Deny', Action: 'lambda:*', Resource: arnOf('Fn') }
    const credentials = await createUser(house, 'remover', allow('lambda:*', '*'), denial)
    const client = new LambdaClient(house.as(credentials))
    await add({ StatementId: 'kept' })
    for (const Qualifier of [undefined, '$LATEST']) {
      const named = { FunctionName: 'Fn', Qualifier }
      const drop = client.send(new RemovePermissionCommand({ ...named, StatementId: 'kept' }))
      expect((await refusal(drop))[1]).toMatch(/with an explicit deny/)
      const look = client.send(new GetPolicyCommand(named))
      expect((await refusal(look))[1]).toMatch(/with an explicit deny/)
    }
    await remove('kept')
  })

  it('remove permissions: under a condition on how they let a function be reached', async () => {
    const condition = { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }
    const credentials = await createUser(
      house,
      'urls',
      allow('lambda:RemovePermission', '*', condition),
    )
    await add({ StatementId: 'iam', FunctionUrlAuthType: 'AWS_IAM' })
    await add({ StatementId: 'none', FunctionUrlAuthType: 'NONE' })
    const client = new LambdaClient(house.as(credentials))
    const drop = (StatementId: string) =>
      client.send(new RemovePermissionCommand({ FunctionName: 'Fn', StatementId }))
    expect((await refusal(drop('none')))[0]).toBe('AccessDeniedException')
    expect((await drop('iam')).$metadata.httpStatusCode).toBe(204)
    await remove('none')
  })
})

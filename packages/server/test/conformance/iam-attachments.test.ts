import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteGroupPolicyCommand,
  DeletePolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
  await iam.send(new CreateUserCommand({ UserName: 'u' }))
  await iam.send(new CreateGroupCommand({ GroupName: 'g' }))
  const trust = policy({
    Effect: 'Allow',
    Principal: { Service: 'lex.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }))
})
afterAll(() => house.close())

const DOCUMENT = policy(allow('lex:*', '*'))
const create = (PolicyName: string) =>
  iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: DOCUMENT }))
const arnOf = (name: string) => `arn:aws:iam::${house.account}:policy/${name}`

const HOLDERS = [
  {
    kind: 'user',
    name: 'u',
    attach: (PolicyArn: string) => new AttachUserPolicyCommand({ UserName: 'u', PolicyArn }),
    detach: (PolicyArn: string) => new DetachUserPolicyCommand({ UserName: 'u', PolicyArn }),
    attached: new ListAttachedUserPoliciesCommand({ UserName: 'u' }),
    put: (PolicyName: string, PolicyDocument: string) =>
      new PutUserPolicyCommand({ UserName: 'u', PolicyName, PolicyDocument }),
    get: (PolicyName: string) => new GetUserPolicyCommand({ UserName: 'u', PolicyName }),
    drop: (PolicyName: string) => new DeleteUserPolicyCommand({ UserName: 'u', PolicyName }),
    list: new ListUserPoliciesCommand({ UserName: 'u' }),
    max: 2048,
  },
  {
    kind: 'group',
    name: 'g',
    attach: (PolicyArn: string) => new AttachGroupPolicyCommand({ GroupName: 'g', PolicyArn }),
    detach: (PolicyArn: string) => new DetachGroupPolicyCommand({ GroupName: 'g', PolicyArn }),
    attached: new ListAttachedGroupPoliciesCommand({ GroupName: 'g' }),
    put: (PolicyName: string, PolicyDocument: string) =>
      new PutGroupPolicyCommand({ GroupName: 'g', PolicyName, PolicyDocument }),
    get: (PolicyName: string) => new GetGroupPolicyCommand({ GroupName: 'g', PolicyName }),
    drop: (PolicyName: string) => new DeleteGroupPolicyCommand({ GroupName: 'g', PolicyName }),
    list: new ListGroupPoliciesCommand({ GroupName: 'g' }),
    max: 5120,
  },
  {
    kind: 'role',
    name: 'r',
    attach: (PolicyArn: string) => new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }),
    detach: (PolicyArn: string) => new DetachRolePolicyCommand({ RoleName: 'r', PolicyArn }),
    attached: new ListAttachedRolePoliciesCommand({ RoleName: 'r' }),
    put: (PolicyName: string, PolicyDocument: string) =>
      new PutRolePolicyCommand({ RoleName: 'r', PolicyName, PolicyDocument }),
    get: (PolicyName: string) => new GetRolePolicyCommand({ RoleName: 'r', PolicyName }),
    drop: (PolicyName: string) => new DeleteRolePolicyCommand({ RoleName: 'r', PolicyName }),
    list: new ListRolePoliciesCommand({ RoleName: 'r' }),
    max: 10240,
  },
] as const

describe.each(HOLDERS)('managed policies of a $kind', holder => {
  // Each holder has its own commands; the client takes any of them.
  const send = (command: unknown) => iam.send(command as ListAttachedUserPoliciesCommand)

  it('are attached twice without error and detached once', async () => {
    const name = `of-${holder.kind}`
    await create(name)
    const PolicyArn = arnOf(name)
    await send(holder.attach(PolicyArn))
    await send(holder.attach(PolicyArn))
    expect((await send(holder.attached)).AttachedPolicies).toEqual([
      { PolicyName: name, PolicyArn },
    ])
    const count = async () =>
      (await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount
    expect(await count()).toBe(1)
    expect(await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).toEqual([
      'DeleteConflict',
      'Cannot delete a policy attached to entities.',
      409,
    ])
    await send(holder.detach(PolicyArn))
    expect(await count()).toBe(0)
    expect(await refusal(send(holder.detach(PolicyArn)))).toEqual([
      'NoSuchEntity',
      `Policy ${PolicyArn} was not found.`,
      404,
    ])
    await iam.send(new DeletePolicyCommand({ PolicyArn }))
  })

  it('must exist and be well named', async () => {
    const missing = arnOf('missing')
    expect(await refusal(send(holder.attach(missing)))).toEqual([
      'NoSuchEntity',
      `Policy ${missing} does not exist or is not attachable.`,
      404,
    ])
    expect(await refusal(send(holder.attach('longpolicynamebutnoarn')))).toEqual([
      'ValidationError',
      'Invalid ARN:  Could not be parsed!',
      400,
    ])
    const linked = 'arn:aws:iam::aws:policy/aws-service-role/LexChannelPolicy'
    expect((await refusal(send(holder.attach(linked))))[0]).toBe('PolicyNotAttachable')
  })

  it('are ten at most', async () => {
    const names = Array.from({ length: 11 }, (_, i) => `ten-${holder.kind}-${i}`)
    for (const name of names) await create(name)
    for (const name of names.slice(0, 10)) await send(holder.attach(arnOf(name)))
    const title = holder.kind.charAt(0).toUpperCase() + holder.kind.slice(1)
    expect(await refusal(send(holder.attach(arnOf(names[10] ?? ''))))).toEqual([
      'LimitExceeded',
      `Cannot exceed quota for PoliciesPer${title}: 10`,
      409,
    ])
    for (const name of names.slice(0, 10)) await send(holder.detach(arnOf(name)))
  })
})

describe.each(HOLDERS)('inline policies of a $kind', holder => {
  const send = (command: unknown) =>
    iam.send(command as ListUserPoliciesCommand) as Promise<{
      PolicyNames?: string[]
      PolicyName?: string
      PolicyDocument?: string
    }>

  it('are put, read back as they were written, replaced and deleted', async () => {
    const document = policy(allow('s3:GetObject', 'arn:aws:s3:::b/a%3Ab'))
    await send(holder.put('One', document))
    const got = await send(holder.get('one'))
    expect(got.PolicyName).toBe('One')
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(document)
    await send(holder.put('One', DOCUMENT))
    await send(holder.put('another', DOCUMENT))
    expect((await send(holder.list)).PolicyNames).toEqual(['One', 'another'])
    expect(decodeURIComponent((await send(holder.get('One'))).PolicyDocument ?? '')).toBe(DOCUMENT)
    await send(holder.drop('One'))
    await send(holder.drop('another'))
    const missing = [
      'NoSuchEntity',
      `The ${holder.kind} policy with name One cannot be found.`,
      404,
    ]
    expect(await refusal(send(holder.drop('One')))).toEqual(missing)
    expect(await refusal(send(holder.get('One')))).toEqual(missing)
  })

  it('may together be so long and no longer', async () => {
    const sized = (count: number) => {
      const empty = policy(allow('s3:*', 'arn:aws:s3:::'))
      return policy(allow('s3:*', `arn:aws:s3:::${'x'.repeat(count - empty.length)}`))
    }
    await send(holder.put('half', sized(holder.max / 2)))
    expect(await refusal(send(holder.put('more', sized(holder.max / 2 + 1))))).toEqual([
      'LimitExceeded',
      `Maximum policy size of ${holder.max} bytes exceeded for ${holder.kind} ${holder.name}`,
      409,
    ])
    await send(holder.put('more', sized(holder.max / 2)))
    await send(holder.drop('half'))
    await send(holder.drop('more'))
  })
})

describe('a missing entity', () => {
  it('is told before a wrong document', async () => {
    const put = new PutUserPolicyCommand({
      UserName: 'nobody',
      PolicyName: 'p',
      PolicyDocument: '{',
    })
    expect(await refusal(iam.send(put))).toEqual([
      'NoSuchEntity',
      'The user with name nobody cannot be found.',
      404,
    ])
  })
})

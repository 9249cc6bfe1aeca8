import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
})
afterAll(() => house.close())

const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonLexReadOnly'
const user = (UserName: string) => ({ UserName })

describe('CreateUser', () => {
  it('answers with the user, its path, id and tags', async () => {
    const Tags = [{ Key: 'team', Value: 'bots' }]
    const { User } = await iam.send(
      new CreateUserCommand({ UserName: 'Ada', Path: '/people/', Tags }),
    )
    expect(User).toEqual({
      UserName: 'Ada',
      Path: '/people/',
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${house.account}:user/people/Ada`,
      CreateDate: expect.any(Date),
      Tags,
    })
  })

  it('holds names together ignoring case, whatever their path', async () => {
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: 'ADA' })))).toEqual([
      'EntityAlreadyExists',
      'User with name ADA already exists.',
      409,
    ])
    const { User } = await iam.send(new GetUserCommand(user('aDa')))
    expect(User?.UserName).toBe('Ada')
  })

  it('refuses tag keys that differ only in case', async () => {
    const Tags = ['a', 'A'].map(Key => ({ Key, Value: '' }))
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: 'twice', Tags })))).toEqual([
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      400,
    ])
    expect((await refusal(iam.send(new GetUserCommand(user('twice')))))[0]).toBe('NoSuchEntity')
  })

  it('refuses a boundary that is no policy, or does not exist', async () => {
    const boundary = (PermissionsBoundary: string) =>
      refusal(iam.send(new CreateUserCommand({ UserName: 'bound', PermissionsBoundary })))
    expect(await boundary('arn:aws:iam::aws:role/x')).toEqual([
      'ValidationError',
      'Value (ARN) for parameter PermissionsBoundary is invalid.',
      400,
    ])
    const missing = `arn:aws:iam::${house.account}:policy/missing`
    expect(await boundary(missing)).toEqual([
      'NoSuchEntity',
      `Scope ARN: ${missing} does not exist or is not attachable.`,
      404,
    ])
  })
})

describe('GetUser', () => {
  it('tells AWS’s sentence about a user that does not exist', async () => {
    expect(await refusal(iam.send(new GetUserCommand(user('nobody'))))).toEqual([
      'NoSuchEntity',
      'The user with name nobody cannot be found.',
      404,
    ])
  })

  it('means the caller when no name is given, also root, whose answer has no name', async () => {
    const keys = await createUser(house, 'self', allow('iam:GetUser', '*'))
    const own = await new IAMClient(house.as(keys)).send(new GetUserCommand({}))
    expect(own.User?.UserName).toBe('self')
    const { User } = await iam.send(new GetUserCommand({}))
    expect(User).toEqual({
      UserId: house.account,
      Arn: `arn:aws:iam::${house.account}:root`,
      CreateDate: expect.any(Date),
    })
  })
})

describe('ListUsers', () => {
  it('pages through a path with an opaque marker, without tags', async () => {
    const names = ['p1', 'p2', 'p3', 'p4', 'p5']
    for (const UserName of names) {
      await iam.send(
        new CreateUserCommand({ UserName, Path: '/paged/', Tags: [{ Key: 'k', Value: 'v' }] }),
      )
    }
    const seen: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page = await iam.send(
        new ListUsersCommand({ PathPrefix: '/paged/', MaxItems: 2, Marker }),
      )
      expect(page.IsTruncated).toBe(page.Marker !== undefined)
      for (const one of page.Users ?? []) {
        expect(one.Tags).toBeUndefined()
        seen.push(one.UserName)
      }
      Marker = page.Marker
    } while (Marker !== undefined)
    expect(seen).toEqual(names)
  })

  it('refuses a marker that it did not give', async () => {
    expect(await refusal(iam.send(new ListUsersCommand({ Marker: 'nonsense' })))).toEqual([
      'ValidationError',
      'Invalid Marker.',
      400,
    ])
  })
})

describe('UpdateUser', () => {
  it('keeps id, policies, keys and their attachments under the new name', async () => {
    const keys = await createUser(house, 'before', allow('iam:GetUser', '*'))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'before', PolicyArn: READ_ONLY }))
    const { User: old } = await iam.send(new GetUserCommand(user('before')))
    const NewUserName = 'After'
    await iam.send(new UpdateUserCommand({ UserName: 'before', NewUserName, NewPath: '/new/' }))
    expect((await refusal(iam.send(new GetUserCommand(user('before')))))[0]).toBe('NoSuchEntity')

    const { User } = await new IAMClient(house.as(keys)).send(new GetUserCommand({}))
    expect(User).toMatchObject({ UserName: 'After', UserId: old?.UserId })
    expect(User?.Arn).toBe(`arn:aws:iam::${house.account}:user/new/After`)
    const identity = await new STSClient(house.as(keys)).send(new GetCallerIdentityCommand({}))
    expect(identity.Arn).toBe(User?.Arn)
    const { PolicyUsers } = await iam.send(
      new ListEntitiesForPolicyCommand({ PolicyArn: READ_ONLY, EntityFilter: 'User' }),
    )
    expect(PolicyUsers?.map(({ UserName }) => UserName)).toContain('After')
    expect(PolicyUsers?.map(({ UserName }) => UserName)).not.toContain('before')
  })

  it('refuses a name that is taken, and lets the case of the own one change', async () => {
    await iam.send(new CreateUserCommand(user('taken')))
    await iam.send(new CreateUserCommand(user('mover')))
    const move = (NewUserName: string) =>
      iam.send(new UpdateUserCommand({ UserName: 'mover', NewUserName }))
    expect((await refusal(move('TAKEN')))[0]).toBe('EntityAlreadyExists')
    await move('Mover')
    expect((await iam.send(new GetUserCommand(user('mover')))).User?.UserName).toBe('Mover')
  })
})

describe('access keys', () => {
  it('sign until they are switched off or deleted', async () => {
    const keys = await createUser(house, 'signer')
    const { accessKeyId: AccessKeyId } = keys
    const whoAmI = () => new STSClient(house.as(keys)).send(new GetCallerIdentityCommand({}))
    expect((await whoAmI()).Arn).toBe(`arn:aws:iam::${house.account}:user/signer`)
    const change = (Status: 'Active' | 'Inactive') =>
      iam.send(new UpdateAccessKeyCommand({ UserName: 'signer', AccessKeyId, Status }))
    await change('Inactive')
    expect(await refusal(whoAmI())).toEqual([
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      403,
    ])
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand(user('signer')))
    expect(AccessKeyMetadata).toEqual([
      { UserName: 'signer', AccessKeyId, Status: 'Inactive', CreateDate: expect.any(Date) },
    ])
    await change('Active')
    await whoAmI()
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'signer', AccessKeyId }))
    expect((await refusal(whoAmI()))[0]).toBe('InvalidClientTokenId')
  })

  it('are two a user at most, and answer their secret once', async () => {
    await iam.send(new CreateUserCommand(user('two')))
    const first = await iam.send(new CreateAccessKeyCommand(user('two')))
    expect(first.AccessKey?.SecretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/)
    await iam.send(new CreateAccessKeyCommand(user('two')))
    expect(await refusal(iam.send(new CreateAccessKeyCommand(user('two'))))).toEqual([
      'LimitExceeded',
      'Cannot exceed quota for AccessKeysPerUser: 2',
      409,
    ])
  })

  it('of another user are not found under this one', async () => {
    const { accessKeyId: AccessKeyId } = await createUser(house, 'owner')
    await iam.send(new CreateUserCommand(user('stranger')))
    const update = new UpdateAccessKeyCommand({
      UserName: 'stranger',
      AccessKeyId,
      Status: 'Inactive',
    })
    expect(await refusal(iam.send(update))).toEqual([
      'NoSuchEntity',
      `The Access Key with id ${AccessKeyId} cannot be found.`,
      404,
    ])
  })

  it('tell when and with which service they were last used', async () => {
    const keys = await createUser(house, 'used')
    const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: keys.accessKeyId })
    const before = await iam.send(command)
    expect(before.UserName).toBe('used')
    expect(before.AccessKeyLastUsed).toEqual({ ServiceName: 'N/A', Region: 'N/A' })
    await new STSClient(house.as(keys)).send(new GetCallerIdentityCommand({}))
    const { AccessKeyLastUsed } = await iam.send(command)
    expect(AccessKeyLastUsed).toEqual({
      ServiceName: 'sts',
      Region: 'us-east-1',
      LastUsedDate: expect.any(Date),
    })
  })

  it('belong to the calling root when no user is named', async () => {
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({}))
    expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([
      house.root.accessKeyId,
    ])
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))
    const second = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    }
    const identity = await new STSClient(house.as(second)).send(new GetCallerIdentityCommand({}))
    expect(identity.Arn).toBe(`arn:aws:iam::${house.account}:root`)
    await iam.send(new DeleteAccessKeyCommand({ AccessKeyId: second.accessKeyId }))
  })
})

describe('DeleteUser', () => {
  it('asks for what is left to be taken away first, in AWS’s order', async () => {
    const { accessKeyId: AccessKeyId } = await createUser(house, 'full', allow('s3:*', '*'))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'full', PolicyArn: READ_ONLY }))
    const conflict = async () => {
      const [code, message, status] = await refusal(iam.send(new DeleteUserCommand(user('full'))))
      expect([code, status]).toEqual(['DeleteConflict', 409])
      return message
    }
    expect(await conflict()).toBe('Cannot delete entity, must delete policies first.')
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'full', PolicyName: 'own' }))
    expect(await conflict()).toBe('Cannot delete entity, must detach all policies first.')
    await iam.send(new DetachUserPolicyCommand({ UserName: 'full', PolicyArn: READ_ONLY }))
    expect(await conflict()).toBe('Cannot delete entity, must delete access keys first.')
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'full', AccessKeyId }))
    await iam.send(new DeleteUserCommand(user('full')))
    expect((await refusal(iam.send(new DeleteUserCommand(user('full')))))[0]).toBe('NoSuchEntity')
  })
})

describe('a user without rights', () => {
  it('is refused before it learns what exists, in the words of AWS', async () => {
    const keys = await createUser(house, 'poor')
    const poor = new IAMClient(house.as(keys))
    const arn = `arn:aws:iam::${house.account}:user/poor`
    const cases = [
      [new GetUserCommand(user('Ada')), 'iam:GetUser', 'user Ada'],
      [new GetUserCommand(user('nobody')), 'iam:GetUser', 'user nobody'],
      [new CreateUserCommand(user('x')), 'iam:CreateUser', `arn:aws:iam::${house.account}:user/x`],
      [new ListUsersCommand({}), 'iam:ListUsers', `arn:aws:iam::${house.account}:user/`],
      [new CreateAccessKeyCommand({}), 'iam:CreateAccessKey', 'user poor'],
      [
        new PutUserPolicyCommand({ UserName: 'poor', PolicyName: 'p', PolicyDocument: '{' }),
        'iam:PutUserPolicy',
        'user poor',
      ],
      [new ListUserPoliciesCommand(user('Ada')), 'iam:ListUserPolicies', 'user Ada'],
      [
        new ListAttachedUserPoliciesCommand(user('Ada')),
        'iam:ListAttachedUserPolicies',
        'user Ada',
      ],
      [new ListGroupsForUserCommand(user('Ada')), 'iam:ListGroupsForUser', 'user Ada'],
    ] as const
    for (const [command, action, resource] of cases) {
      // Each command has its own type; the client takes any of them.
      expect(await refusal(poor.send(command as GetUserCommand))).toEqual([
        'AccessDenied',
        `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
        403,
      ])
    }
  })

  it('that is limited to a path learns nothing about names outside of it', async () => {
    const keys = await createUser(
      house,
      'limited',
      allow('iam:GetUser', `arn:aws:iam::${house.account}:user/people/*`),
    )
    const limited = new IAMClient(house.as(keys))
    expect((await limited.send(new GetUserCommand(user('ada')))).User?.UserName).toBe('Ada')
    const [missing] = await refusal(limited.send(new GetUserCommand(user('nobody'))))
    const [outside] = await refusal(limited.send(new GetUserCommand(user('poor'))))
    expect([missing, outside]).toEqual(['AccessDenied', 'AccessDenied'])
  })

  it('may create tagged users only with the right to tag', async () => {
    const create = { UserName: 'tagged', Tags: [{ Key: 'team', Value: 'bots' }] }
    const half = new IAMClient(
      house.as(await createUser(house, 'half', allow('iam:CreateUser', '*'))),
    )
    const [code, message] = await refusal(half.send(new CreateUserCommand(create)))
    expect(code).toBe('AccessDenied')
    expect(message).toContain('is not authorized to perform: iam:TagUser')
    const whole = await createUser(
      house,
      'whole',
      allow(['iam:CreateUser', 'iam:TagUser'], '*', {
        StringEquals: { 'aws:RequestTag/team': 'bots' },
      }),
    )
    await new IAMClient(house.as(whole)).send(new CreateUserCommand(create))
  })

  it('keeps what is stored verbatim, also the policy with white space', async () => {
    const PolicyDocument = ` ${policy(allow('s3:*', '*'))}\n`
    await iam.send(new PutUserPolicyCommand({ ...user('poor'), PolicyName: 'p', PolicyDocument }))
    const { PolicyNames } = await iam.send(new ListUserPoliciesCommand(user('poor')))
    expect(PolicyNames).toEqual(['p'])
  })
})

import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListRolesCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse } from '../house.ts'
import { allow, policy, signingWith } from '../people.ts'
import * as rules from './iam-model.ts'

/**
 * Random programs of IAM calls against a model of the rules. `IAM_PROGRAMS` sets how many; a failure prints its
 * seed and path, with which fast-check plays it again.
 */
const PROGRAMS = Number(process.env['IAM_PROGRAMS'] ?? 15)

const args = [
  '--ephemeral',
  '--port',
  '0',
  '--quotas',
  'iam.UsersPerAccount=100000,iam.RolesPerAccount=100000,iam.GroupsPerAccount=100000,iam.PoliciesPerAccount=100000',
]
const house = await openHouse({ args })
const iam = new IAMClient(house.as())
afterAll(() => house.close())

const DOCUMENTS: Readonly<Record<rules.PolicyKind, string>> = {
  list: policy(allow('iam:ListRoles', '*')),
  assume: policy(allow('sts:AssumeRole', '*')),
  deny: policy({ Effect: 'Deny', Action: 'iam:List*', Resource: '*' }),
  tagged: policy(allow('iam:ListRoles', '*', { StringEquals: { 'aws:PrincipalTag/team': 'red' } })),
}

/** What a program has in hand: names of its own, the keys of its users, the sessions that it got. */
interface World {
  readonly run: number
  readonly model: rules.Model
  readonly keys: Map<string, { readonly id: number; readonly credentials: SigningCredentials }>
  readonly sessions: {
    readonly role: string
    readonly id: number
    readonly credentials: SigningCredentials
  }[]
}

interface Step {
  toString(): string
  run(world: World): Promise<void>
}

const named = ({ run }: World, name: string) => `${name}-${run}`
const policyArn = (world: World, name: string) =>
  `arn:aws:iam::${house.account}:policy/${named(world, name)}`

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'ok'
  } catch (error) {
    const { Code, name } = error as { Code?: string; name: string }
    return Code ?? name
  }
}

/** Makes the call, and expects the answer that the model gives. */
async function agree(expected: rules.Expected, call: Promise<unknown>): Promise<string> {
  const code = await codeOf(call)
  expect(expected).toContain(code)
  return code
}

const step = (text: string, run: Step['run']): Step => ({ toString: () => text, run })

const createUser = (u: string) =>
  step(`create user ${u}`, async world => {
    const UserName = named(world, u)
    const expected = rules.createUser(world.model, u)
    if ((await agree(expected, iam.send(new CreateUserCommand({ UserName })))) !== 'ok') return
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
    world.keys.set(u, {
      id: world.model.users.get(u)?.id ?? 0,
      credentials: {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      },
    })
  })

const deleteUser = (u: string) =>
  step(`delete user ${u}`, async world => {
    const UserName = named(world, u)
    const expected = rules.deleteUser(world.model, u)
    if (expected.includes('ok')) {
      const AccessKeyId = world.keys.get(u)?.credentials.accessKeyId
      await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }))
    }
    await agree(expected, iam.send(new DeleteUserCommand({ UserName })))
  })

const createGroup = (g: string) =>
  step(`create group ${g}`, async world => {
    const call = iam.send(new CreateGroupCommand({ GroupName: named(world, g) }))
    await agree(rules.createGroup(world.model, g), call)
  })

const createRole = (r: string, trusted: string | undefined) =>
  step(`create role ${r} for ${trusted ?? 'the account'}`, async world => {
    const user = trusted && `arn:aws:iam::${house.account}:user/${named(world, trusted)}`
    const AssumeRolePolicyDocument = policy({
      Effect: 'Allow',
      Principal: { AWS: user ?? house.account },
      Action: 'sts:AssumeRole',
    })
    const command = new CreateRoleCommand({ RoleName: named(world, r), AssumeRolePolicyDocument })
    await agree(rules.createRole(world.model, r, trusted), iam.send(command))
  })

const deleteRole = (r: string) =>
  step(`delete role ${r}`, async world => {
    const call = iam.send(new DeleteRoleCommand({ RoleName: named(world, r) }))
    await agree(rules.deleteRole(world.model, r), call)
  })

const createPolicy = (p: string, kind: rules.PolicyKind) =>
  step(`create policy ${p} to ${kind}`, async world => {
    const command = new CreatePolicyCommand({
      PolicyName: named(world, p),
      PolicyDocument: DOCUMENTS[kind],
    })
    await agree(rules.createPolicy(world.model, p, kind), iam.send(command))
  })

const deletePolicy = (p: string) =>
  step(`delete policy ${p}`, async world => {
    const call = iam.send(new DeletePolicyCommand({ PolicyArn: policyArn(world, p) }))
    await agree(rules.deletePolicy(world.model, p), call)
  })

const attachments = (attaches: boolean) => (kind: rules.HolderKind, name: string, p: string) =>
  step(`${attaches ? 'attach' : 'detach'} ${p} ${kind} ${name}`, async world => {
    const at = { name: named(world, name), PolicyArn: policyArn(world, p) }
    const rule = attaches ? rules.attach : rules.detach
    await agree(rule(world.model, kind, name, p), attachment(attaches, kind, at))
  })

function attachment(
  attaches: boolean,
  kind: rules.HolderKind,
  { name, PolicyArn }: { readonly name: string; readonly PolicyArn: string },
): Promise<unknown> {
  switch (kind) {
    case 'users': {
      const input = { UserName: name, PolicyArn }
      return attaches
        ? iam.send(new AttachUserPolicyCommand(input))
        : iam.send(new DetachUserPolicyCommand(input))
    }
    case 'groups': {
      const input = { GroupName: name, PolicyArn }
      return attaches
        ? iam.send(new AttachGroupPolicyCommand(input))
        : iam.send(new DetachGroupPolicyCommand(input))
    }
    case 'roles': {
      const input = { RoleName: name, PolicyArn }
      return attaches
        ? iam.send(new AttachRolePolicyCommand(input))
        : iam.send(new DetachRolePolicyCommand(input))
    }
  }
}

const join = (u: string, g: string) =>
  step(`${u} joins ${g}`, async world => {
    const command = new AddUserToGroupCommand({
      UserName: named(world, u),
      GroupName: named(world, g),
    })
    await agree(rules.join(world.model, u, g), iam.send(command))
  })

const tag = (u: string, team: string) =>
  step(`tag ${u} ${team}`, async world => {
    const Tags = [{ Key: 'team', Value: team }]
    const call = iam.send(new TagUserCommand({ UserName: named(world, u), Tags }))
    await agree(rules.tag(world.model, u, team), call)
  })

const listRoles = (credentials: SigningCredentials) =>
  new IAMClient(house.as(credentials)).send(new ListRolesCommand({ MaxItems: 1 }))

const userLists = (u: string) =>
  step(`${u} lists`, async world => {
    const key = world.keys.get(u)
    if (key) await agree(rules.userLists(world.model, u, key.id), listRoles(key.credentials))
  })

const assume = (u: string, r: string) =>
  step(`${u} assumes ${r}`, async world => {
    const key = world.keys.get(u)
    if (!key) return
    const RoleArn = `arn:aws:iam::${house.account}:role/${named(world, r)}`
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'program' })
    const call = new STSClient(house.as(key.credentials)).send(command)
    const code = await agree(rules.assume(world.model, u, key.id, r), call)
    if (code !== 'ok') return
    const { Credentials } = await call
    world.sessions.push({
      role: r,
      id: world.model.roles.get(r)?.id ?? 0,
      credentials: signingWith(Credentials),
    })
  })

const sessionsList = step('every session lists', async world => {
  for (const { role, id, credentials } of world.sessions) {
    await agree(rules.sessionLists(world.model, role, id), listRoles(credentials))
  }
})

const users = fc.constantFrom('u', 'v')
const groups = fc.constant('g')
const roles = fc.constantFrom('r', 's')
const policies = fc.constantFrom('p', 'q', 'o')
const kinds = fc.constantFrom<rules.PolicyKind>('list', 'assume', 'deny', 'tagged')
const holders = fc.oneof(
  fc.tuple(fc.constant('users' as const), users),
  fc.tuple(fc.constant('groups' as const), groups),
  fc.tuple(fc.constant('roles' as const), roles),
)
const withPolicy = fc.tuple(holders, policies)

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: users.map(createUser) },
  { weight: 2, arbitrary: users.map(deleteUser) },
  { weight: 1, arbitrary: groups.map(createGroup) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(roles, fc.option(users, { nil: undefined }))
      .map(([r, u]) => createRole(r, u)),
  },
  { weight: 2, arbitrary: roles.map(deleteRole) },
  { weight: 4, arbitrary: fc.tuple(policies, kinds).map(([p, kind]) => createPolicy(p, kind)) },
  { weight: 1, arbitrary: policies.map(deletePolicy) },
  { weight: 6, arbitrary: withPolicy.map(([[kind, name], p]) => attachments(true)(kind, name, p)) },
  {
    weight: 3,
    arbitrary: withPolicy.map(([[kind, name], p]) => attachments(false)(kind, name, p)),
  },
  { weight: 2, arbitrary: fc.tuple(users, groups).map(([u, g]) => join(u, g)) },
  {
    weight: 1,
    arbitrary: fc.tuple(users, fc.constantFrom('red', 'blue')).map(([u, t]) => tag(u, t)),
  },
  { weight: 4, arbitrary: users.map(userLists) },
  { weight: 5, arbitrary: fc.tuple(users, roles).map(([u, r]) => assume(u, r)) },
  { weight: 2, arbitrary: fc.constant(sessionsList) },
)

/** What a program may begin with, so that more of it finds something to work on. */
const BEGINNING = [
  createUser('u'),
  createGroup('g'),
  createRole('r', undefined),
  createRole('s', 'u'),
  createPolicy('p', 'list'),
  createPolicy('q', 'tagged'),
  createPolicy('o', 'assume'),
  join('u', 'g'),
]

const programs = fc
  .tuple(fc.subarray(BEGINNING), fc.array(steps, { minLength: 15, maxLength: 40 }))
  .map(parts => parts.flat())

it('IAM does what its rules say, whatever the order of the calls', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(programs, async program => {
      const world: World = {
        run: run++,
        model: rules.emptyModel(),
        keys: new Map(),
        sessions: [],
      }
      for (const one of program) await one.run(world)
      await sessionsList.run(world)
    }),
    { numRuns: PROGRAMS },
  )
}, 1_800_000)

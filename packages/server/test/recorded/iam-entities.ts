import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { policy } from '../people.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'
import { play } from './suite.ts'

const iam = (stage: Stage) => new IAMClient(stage.as())

const trust = (Service: string, more: object = {}) =>
  policy({ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service }, ...more })

const FUNCTIONS = policy({ Effect: 'Allow', Action: ['lambda:ListFunctions'], Resource: ['*'] })
const QUOTED = encodeURIComponent(`arn:aws:apigateway:${REGION}::/restapis/aaeeieije`)
const TAGGING = policy({
  Effect: 'Allow',
  Action: ['apigatway:PUT'],
  Resource: [`arn:aws:apigateway:${REGION}::/tags/${QUOTED}`],
})

async function malformedTrust(stage: Stage): Promise<void> {
  const trailingComma =
    '{"Version": "2012-10-17", "Statement": [{"Action": "sts:AssumeRole", "Principal": "*", "Effect": "Allow",}]}'
  const RoleName = stage.name('role')
  const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trailingComma })
  await stage.note('invalid-json', iam(stage).send(command))
}

async function roleWithPath(stage: Stage): Promise<void> {
  const RoleName = stage.name('role')
  const Path = `/${stage.name('path')}/`
  const AssumeRolePolicyDocument = trust('lambda.amazonaws.com')
  const create = new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument })
  await stage.note('create-role-response', iam(stage).send(create))
  await stage.note('get-role-response', iam(stage).send(new GetRoleCommand({ RoleName })))
  await stage.note('delete-role-response', iam(stage).send(new DeleteRoleCommand({ RoleName })))
}

async function missingPolicy(stage: Stage): Promise<void> {
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/non-existent-policy`
  const call = iam(stage).send(new DeletePolicyCommand({ PolicyArn }))
  await stage.note('delete-non-existent-policy-exc', call)
}

async function updatedTrust(stage: Stage): Promise<void> {
  const RoleName = stage.name('role')
  const document = policy({
    Effect: 'Allow',
    Principal: { Service: ['ec2.amazonaws.com'] },
    Action: ['sts:AssumeRole'],
  })
  const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document })
  await stage.note('created_role', iam(stage).send(create))
  const update = new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document })
  await stage.note('updated_policy', iam(stage).send(update))
}

async function describedRole(stage: Stage): Promise<void> {
  const RoleName = stage.name('role')
  const Path = `/${stage.name('p')}/`
  const AssumeRolePolicyDocument = trust('ec2.amazonaws.com')
  const create = new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument })
  await stage.note('create_role_result', iam(stage).send(create))
  await stage.note('get_role_result', iam(stage).send(new GetRoleCommand({ RoleName })))
  const list = iam(stage).send(new ListRolesCommand({ PathPrefix: Path }))
  await stage.note('list_roles_result', list)
}

async function boundedRole(stage: Stage): Promise<void> {
  const RoleName = stage.name('role')
  const Path = `/${stage.name('p')}/`
  const AssumeRolePolicyDocument = trust('ec2.amazonaws.com')
  const create = new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument })
  await stage.note('created_role', iam(stage).send(create))
  const { Policy } = await createPolicy(stage, FUNCTIONS)
  await iam(stage).send(
    new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: Policy?.Arn }),
  )
  const list = iam(stage).send(new ListRolesCommand({ PathPrefix: Path }))
  await stage.note('list_roles_result', list)
}

const createPolicy = (stage: Stage, PolicyDocument: string) =>
  iam(stage).send(
    new CreatePolicyCommand({ PolicyName: stage.name('recorded-policy'), PolicyDocument }),
  )

/** Attaching by what is no ARN, by a name, by the ARN of nothing, and rightly. */
async function attaching(
  stage: Stage,
  attach: (PolicyArn: string) => Promise<object>,
): Promise<void> {
  const created = await stage.note('create_policy_response', createPolicy(stage, FUNCTIONS))
  const { Arn = '', PolicyName = '' } = created.Policy ?? {}
  await stage.note('non_existent_malformed_policy_arn', attach('longpolicynamebutnoarn'))
  await stage.note('existing_policy_name_provided', attach(PolicyName))
  await stage.note('valid_arn_not_existent', attach(`${Arn}123`))
  await stage.note('valid_policy_arn', attach(Arn))
}

async function attachToRole(stage: Stage): Promise<void> {
  const RoleName = await createRole(stage)
  await attaching(stage, PolicyArn =>
    iam(stage).send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  )
}

async function createRole(stage: Stage): Promise<string> {
  const RoleName = stage.name('role')
  const AssumeRolePolicyDocument = trust('ec2.amazonaws.com')
  await iam(stage).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  return RoleName
}

async function createUser(stage: Stage): Promise<string> {
  const UserName = stage.name('user')
  await iam(stage).send(new CreateUserCommand({ UserName }))
  return UserName
}

async function createGroup(stage: Stage): Promise<string> {
  const GroupName = stage.name('group')
  await iam(stage).send(new CreateGroupCommand({ GroupName }))
  return GroupName
}

async function attachToUser(stage: Stage): Promise<void> {
  const UserName = await createUser(stage)
  await attaching(stage, PolicyArn =>
    iam(stage).send(new AttachUserPolicyCommand({ UserName, PolicyArn })),
  )
}

async function userPolicy(stage: Stage): Promise<void> {
  const at = { UserName: await createUser(stage), PolicyName: stage.name('policy') }
  await iam(stage).send(new PutUserPolicyCommand({ ...at, PolicyDocument: TAGGING }))
  await stage.note('get-policy-response', iam(stage).send(new GetUserPolicyCommand(at)))
}

async function groupPolicy(stage: Stage): Promise<void> {
  const at = { GroupName: await createGroup(stage), PolicyName: stage.name('policy') }
  await iam(stage).send(new PutGroupPolicyCommand({ ...at, PolicyDocument: TAGGING }))
  await stage.note('get-policy-response', iam(stage).send(new GetGroupPolicyCommand(at)))
}

async function rolePolicy(stage: Stage): Promise<void> {
  const RoleName = stage.name('role')
  const at = { RoleName, PolicyName: stage.name('policy') }
  const Path = `/${stage.name('p')}/`
  const AssumeRolePolicyDocument = trust('lambda.amazonaws.com', {
    Condition: { StringEquals: { 'aws:SourceArn': QUOTED } },
  })
  const create = new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument })
  await stage.note('create-role-response', iam(stage).send(create))
  await iam(stage).send(new PutRolePolicyCommand({ ...at, PolicyDocument: TAGGING }))
  await stage.note('get-policy-response', iam(stage).send(new GetRolePolicyCommand(at)))
  await stage.note('get-role-response', iam(stage).send(new GetRoleCommand({ RoleName })))
  const list = iam(stage).send(new ListRolesCommand({ PathPrefix: Path }))
  await stage.note('list-roles-response', list)
}

async function taggedRole(stage: Stage): Promise<void> {
  const RoleName = stage.name('role')
  const Path = '/role-with-tags/'
  const create = new CreateRoleCommand({
    RoleName,
    Path,
    AssumeRolePolicyDocument: trust('ec2.amazonaws.com'),
    Tags: [{ Key: 'test', Value: 'value' }],
  })
  await stage.note('create-role-response', iam(stage).send(create))
  await stage.note('get-role-response', iam(stage).send(new GetRoleCommand({ RoleName })))
  const list = iam(stage).send(new ListRolesCommand({ PathPrefix: Path }))
  await stage.note('list-role-response', list)
}

/** The recorded columns are those of a document that Python wrote: a space after each comma and colon. */
const WRITES =
  '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'

const HOLDERS = {
  async user(stage: Stage, PolicyArn: string) {
    const UserName = await createUser(stage)
    await iam(stage).send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
    return `user/${UserName}`
  },
  async group(stage: Stage, PolicyArn: string) {
    const GroupName = await createGroup(stage)
    await iam(stage).send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }))
    return `group/${GroupName}`
  },
  async role(stage: Stage, PolicyArn: string) {
    const RoleName = await createRole(stage)
    await iam(stage).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    return `role/${RoleName}`
  },
}

const simulation = (kind: keyof typeof HOLDERS) => async (stage: Stage) => {
  const { Policy } = await createPolicy(stage, WRITES)
  const holder = await HOLDERS[kind](stage, Policy?.Arn ?? '')
  const command = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: `arn:aws:iam::${ACCOUNT}:${holder}`,
    ActionNames: ['s3:PutObject', 's3:GetObjectVersion'],
    ResourceArns: ['arn:aws:s3:::bucket'],
  })
  await stage.note('response', iam(stage).send(command))
}

/** Users, groups, roles and policies. */
export const entityTests = {
  'TestIAMExtensions::test_create_role_with_malformed_assume_role_policy_document':
    play(malformedTrust),
  'TestIAMExtensions::test_role_with_path_lifecycle': play(roleWithPath),
  'TestIAMIntegrations::test_delete_non_existent_policy_returns_no_such_entity':
    play(missingPolicy),
  'TestIAMIntegrations::test_update_assume_role_policy': play(updatedTrust),
  'TestIAMIntegrations::test_create_describe_role': play(describedRole),
  'TestIAMIntegrations::test_list_roles_with_permission_boundary': play(boundedRole),
  'TestIAMIntegrations::test_role_attach_policy': play(attachToRole),
  'TestIAMIntegrations::test_user_attach_policy': play(attachToUser),
  'TestIAMPolicyEncoding::test_put_user_policy_encoding': play(userPolicy),
  'TestIAMPolicyEncoding::test_put_group_policy_encoding': play(groupPolicy),
  'TestIAMPolicyEncoding::test_put_role_policy_encoding': play(rolePolicy),
  'TestRoles::test_role_with_tags': play(taggedRole),
  'TestIAMIntegrations::test_simulate_principle_policy[user]': play(simulation('user')),
  'TestIAMIntegrations::test_simulate_principle_policy[group]': play(simulation('group')),
  'TestIAMIntegrations::test_simulate_principle_policy[role]': play(simulation('role')),
}

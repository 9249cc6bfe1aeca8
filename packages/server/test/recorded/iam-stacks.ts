import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetServerCertificateCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { allow, policy } from '../people.ts'
import { ACCOUNT, REGION, type Stage } from './stage.ts'
import { play } from './suite.ts'

/**
 * What was recorded of things that CloudFormation had made: they are made here by the calls that it makes;
 * its own answers are left out.
 */

const OUTPUTS = 'outputs of a CloudFormation stack'
const iam = (stage: Stage) => new IAMClient(stage.as())

const createUser = (stage: Stage, UserName: string) =>
  iam(stage).send(new CreateUserCommand({ UserName }))
const getUser = (stage: Stage, UserName: string) =>
  iam(stage).send(new GetUserCommand({ UserName }))

const described = (note: string) => async (stage: Stage) => {
  const name = stage.name('user')
  await createUser(stage, name)
  await stage.note(note, getUser(stage, name))
}

async function replacedUser(stage: Stage): Promise<void> {
  const name = stage.name('user')
  await createUser(stage, name)
  await stage.note('describe-resource-before-update', getUser(stage, name))
  await createUser(stage, `${name}-updated`)
  await iam(stage).send(new DeleteUserCommand({ UserName: name }))
  await stage.note('describe-resource-after-update', getUser(stage, `${name}-updated`))
}

async function userInGroups(stage: Stage): Promise<void> {
  const UserName = stage.name('user')
  await createUser(stage, UserName)
  for (const GroupName of [stage.name('group'), stage.name('group')]) {
    await iam(stage).send(new CreateGroupCommand({ GroupName }))
    await iam(stage).send(new AddUserToGroupCommand({ GroupName, UserName }))
  }
  await stage.note('describe-user-resource', getUser(stage, UserName))
  const groups = iam(stage).send(new ListGroupsForUserCommand({ UserName }))
  await stage.note('describe-user-group-association', groups)
}

async function accessKeys(stage: Stage): Promise<void> {
  const UserName = stage.name('user')
  await createUser(stage, UserName)
  const create = () => iam(stage).send(new CreateAccessKeyCommand({ UserName }))
  const listed = async (id: string | undefined) => {
    const { AccessKeyMetadata = [] } = await iam(stage).send(
      new ListAccessKeysCommand({ UserName }),
    )
    const key = AccessKeyMetadata.find(one => one.AccessKeyId === id)
    return { ...key, CreateDate: key?.CreateDate?.toISOString() }
  }
  const { AccessKey: first } = await create()
  const { AccessKeyId, SecretAccessKey } = first ?? {}
  stage.noteValue('key_outputs', { AccessKeyId, SecretAccessKey })
  stage.noteValue('access_key', await listed(AccessKeyId))
  const { AccessKey: second } = await create()
  const changed = { UserName, AccessKeyId: second?.AccessKeyId, Status: 'Inactive' as const }
  await iam(stage).send(new UpdateAccessKeyCommand(changed))
  stage.noteValue('access_key_updated', await listed(second?.AccessKeyId))
}

async function inlinePolicies(stage: Stage): Promise<void> {
  const PolicyName = stage.name('policy')
  const user = { UserName: stage.name('user'), PolicyName }
  const role = { RoleName: stage.name('role'), PolicyName }
  await createUser(stage, user.UserName)
  const trust = policy({
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  const create = new CreateRoleCommand({ RoleName: role.RoleName, AssumeRolePolicyDocument: trust })
  await iam(stage).send(create)
  const put = async (ofUser: readonly string[], ofRole: readonly string[], notes: string[]) => {
    const documents = [policy(allow(ofUser, '*')), policy(allow(ofRole, '*'))] as const
    await iam(stage).send(new PutUserPolicyCommand({ ...user, PolicyDocument: documents[0] }))
    await iam(stage).send(new PutRolePolicyCommand({ ...role, PolicyDocument: documents[1] }))
    await stage.note(notes[0] ?? '', iam(stage).send(new GetUserPolicyCommand(user)))
    await stage.note(notes[1] ?? '', iam(stage).send(new GetRolePolicyCommand(role)))
  }
  const [reads, writes, lists] = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] as const
  await put([writes, lists], [reads, lists], ['user_inline_policy', 'role_inline_policy'])
  await put([writes], [lists], ['user_updated_inline_policy', 'role_updated_inline_policy'])
}

async function managedPolicy(stage: Stage): Promise<void> {
  const PolicyName = stage.name('policy')
  const PolicyDocument = policy(allow('dynamodb:GetItem', '*'))
  const { Policy } = await iam(stage).send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))
  const get = iam(stage).send(new GetPolicyCommand({ PolicyArn: Policy?.Arn }))
  await stage.note('managed_policy', get)
}

/** A document comes back as it was given. */
const documentOf = (note: string, statement: object) => async (stage: Stage) => {
  const PolicyName = stage.name('policy')
  const PolicyDocument = policy(statement)
  const { Policy } = await iam(stage).send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))
  const at = { PolicyArn: Policy?.Arn, VersionId: Policy?.DefaultVersionId }
  const { PolicyVersion } = await iam(stage).send(new GetPolicyVersionCommand(at))
  stage.noteValue(note, JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')))
}

async function inlineDocument(stage: Stage): Promise<void> {
  const at = { UserName: stage.name('user'), PolicyName: 'own' }
  await createUser(stage, at.UserName)
  const PolicyDocument = policy(allow('s3:GetObject', `arn:aws:s3:::my-bucket-${REGION}/*`))
  await iam(stage).send(new PutUserPolicyCommand({ ...at, PolicyDocument }))
  const got = await iam(stage).send(new GetUserPolicyCommand(at))
  stage.noteValue(
    'inline_policy_document',
    JSON.parse(decodeURIComponent(got.PolicyDocument ?? '')),
  )
}

async function missingCertificate(stage: Stage): Promise<void> {
  const ServerCertificateName = stage.name('certificate')
  const get = new GetServerCertificateCommand({ ServerCertificateName })
  await stage.note('get_server_certificate_error', iam(stage).send(get))
}

export const stackTests = {
  test_server_certificate: play(missingCertificate, {
    without: {
      outputs: OUTPUTS,
      certificate: 'the private key of its certificate is not in the recording',
    },
  }),
  test_iam_username_defaultname: play(described('get_iam_user')),
  test_managed_policy_with_empty_resource: play(managedPolicy, { without: { outputs: OUTPUTS } }),
  test_iam_user_access_key: play(accessKeys),
  test_update_inline_policy: play(inlinePolicies),
  test_managedpolicy_with_fn_sub_json_string: play(
    documentOf(
      'policy_document',
      allow('s3:GetObject', `arn:aws:s3:::bucket-my-cluster-${REGION}/*`),
    ),
  ),
  test_managedpolicy_with_fn_sub_multiline_yaml: play(
    documentOf(
      'policy_document_multiline',
      allow('eks:DescribeCluster', `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/my-cluster`),
    ),
  ),
  test_managedpolicy_with_fn_sub_and_arrays: play(
    documentOf('policy_with_arrays', {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: ['arn:aws:s3:::test-bucket/*', `arn:aws:s3:::test-bucket-${REGION}/*`],
    }),
  ),
  test_inline_policy_with_fn_sub_json_string: play(inlineDocument),
}

export const userStackTests = {
  'TestBasicCRD::test_black_box': play(described('describe-resource'), {
    without: { 'stack-outputs': OUTPUTS },
  }),
  'TestBasicCRD::test_autogenerated_values': play(described('autogenerated-get-user'), {
    without: { stack_outputs: OUTPUTS },
  }),
  'TestBasicCRD::test_getatt': play(described('describe-resource'), {
    without: { 'stack-outputs': OUTPUTS, stack_resource: 'an answer of CloudFormation' },
  }),
  'TestUpdates::test_update_without_replacement': play(replacedUser, {
    without: { 'stack-outputs-before-update': OUTPUTS, 'stack-outputs-after-update': OUTPUTS },
  }),
}

export const fullUserStackTests = {
  'TestParity::test_create_with_full_properties': play(userInGroups, {
    without: { 'stack-outputs': OUTPUTS },
  }),
}

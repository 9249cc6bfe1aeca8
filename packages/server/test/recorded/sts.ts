import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetFederationTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { allow, policy, signingWith } from '../people.ts'
import { ACCOUNT, type Stage } from './stage.ts'
import { play, type RecordedSuite } from './suite.ts'

const TAGGED = ['sts:AssumeRole', 'sts:TagSession']

const trust = (Action: string | readonly string[]) =>
  policy({ Effect: 'Allow', Action, Principal: { AWS: ACCOUNT } })

const assume = (stage: Stage, input: AssumeRoleCommandInput) =>
  new STSClient(stage.as()).send(new AssumeRoleCommand(input))

async function createRole(stage: Stage, note: string, actions: string | readonly string[]) {
  const RoleName = stage.name('role')
  const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(actions) })
  const { Role } = await stage.note(note, new IAMClient(stage.as()).send(command))
  return { name: RoleName, arn: Role?.Arn ?? '' }
}

async function assumeRole(stage: Stage): Promise<void> {
  const RoleSessionName = stage.name('test-assume-role')
  stage.noteValue('role-session-name', { RoleSessionName })
  const { arn } = await createRole(stage, 'create-role', 'sts:AssumeRole')
  await stage.note('assume-role', assume(stage, { RoleArn: arn, RoleSessionName }))
}

async function federationToken(stage: Stage): Promise<void> {
  const command = new GetFederationTokenCommand({ Name: stage.name('Name'), DurationSeconds: 900 })
  await stage.note('get-federation-token', new STSClient(stage.as()).send(command))
}

const MALFORMED = {
  'malformed-arn': ['nothing-valid-in-here', 'Session1'],
  'no-partition': ['arn::b:::something/test-role', 'Session1'],
  'no-service': ['arn:a::::something/test-role', 'Session1'],
  'not-enough-colons': ['arn:a:::something/test-role', 'Session1'],
  'no-resource': ['arn:a:a::aaaaaaaaaa:', 'Session1'],
  'invalid-session-name': ['arn:a:b:::something/test-role', 'Session1:2'],
} as const

async function invalidParameters(stage: Stage): Promise<void> {
  for (const [name, [RoleArn, RoleSessionName]] of Object.entries(MALFORMED)) {
    await stage.note(name, assume(stage, { RoleArn, RoleSessionName }))
  }
}

async function tagValidation(stage: Stage): Promise<void> {
  const { arn: RoleArn } = await createRole(stage, 'role-1', TAGGED)
  const first = { Key: 'SessionTag1', Value: 'SessionValue1' }
  await stage.note(
    'invalid-transitive-tag-keys',
    assume(stage, {
      RoleArn,
      RoleSessionName: 'Missing',
      Tags: [first],
      TransitiveTagKeys: ['InvalidKey'],
    }),
  )
  const TransitiveTagKeys = ['sessiontag1']
  await assume(stage, { RoleArn, RoleSessionName: 'Case', Tags: [first], TransitiveTagKeys })
  await stage.note(
    'duplicate-tag-keys-different-casing',
    assume(stage, {
      RoleArn,
      RoleSessionName: 'Twice',
      Tags: [first, { Key: 'sessiontag1', Value: 'SessionValue2' }],
      TransitiveTagKeys,
    }),
  )
}

async function overriddenTags(stage: Stage): Promise<void> {
  const one = await createRole(stage, 'role-1', TAGGED)
  const two = await createRole(stage, 'role-2', TAGGED)
  await new IAMClient(stage.as()).send(
    new PutRolePolicyCommand({
      RoleName: one.name,
      PolicyName: 'chain',
      PolicyDocument: policy(allow(TAGGED, two.arn)),
    }),
  )
  const { Credentials } = await assume(stage, {
    RoleArn: one.arn,
    RoleSessionName: 'Session1',
    Tags: [{ Key: 'SessionTag1', Value: 'SessionValue1' }],
    TransitiveTagKeys: ['SessionTag1'],
  })
  const chained = new STSClient(stage.as(signingWith(Credentials)))
  const override = (Key: string) =>
    chained.send(
      new AssumeRoleCommand({
        RoleArn: two.arn,
        RoleSessionName: 'Session2',
        Tags: [{ Key, Value: 'SessionValue2' }],
      }),
    )
  await stage.note('override-transitive-tag-error', override('SessionTag1'))
  await stage.note('override-transitive-tag-case-ignore-error', override('sessiontag1'))
}

/** What was asked of STS when its answers were recorded. */
export const stsSuite: RecordedSuite = {
  service: 'sts',
  documents: ['AssumeRolePolicyDocument'],
  files: {
    'sts/test_sts.json': {
      'TestSTSIntegrations::test_assume_role': play(assumeRole),
      'TestSTSIntegrations::test_get_federation_token': play(federationToken),
      'TestSTSIntegrations::test_sts_invalid_parameters': play(invalidParameters),
      'TestSTSAssumeRoleTagging::test_assume_role_tag_validation': play(tagValidation),
      'TestSTSAssumeRoleTagging::test_iam_role_chaining_override_transitive_tags':
        play(overriddenTags),
    },
  },
}

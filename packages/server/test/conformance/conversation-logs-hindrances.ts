import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { allow, policy } from '../people.ts'
import {
  deny,
  type Hindrance,
  lacking,
  type Reasons,
  refused,
} from './conversation-logs-hindrance.ts'
import { KEYS } from './conversation-logs-hindrances-keys.ts'
import { DESTINATIONS } from './conversation-logs-hindrances-places.ts'
import {
  createRole,
  GRANTS,
  type Grant,
  give,
  LEX_MAY_ASSUME,
  type Place,
  take,
} from './conversation-logs-stage.ts'

const removed = (what: string, grant: Grant, reasons: Hindrance['reasons']): Hindrance => ({
  what,
  begin: place => take(place, grant),
  end: place => give(place, grant),
  reasons,
})

/** The five permissions of the guide, each taken away by itself. */
const PERMISSIONS: readonly Hindrance[] = [
  removed('without logs:CreateLogStream', 'streams', (place, { stream }) => ({
    text: lacking(place, 'logs:CreateLogStream', stream),
  })),
  removed('without logs:PutLogEvents', 'events', (place, { stream }) => ({
    text: lacking(place, 'logs:PutLogEvents', stream),
  })),
  removed('without s3:PutObject', 'objects', (place, { object }) => ({
    sound: lacking(place, 's3:PutObject', object),
  })),
  removed('without kms:GenerateDataKey', 'keys', place => ({
    sound: lacking(place, 'kms:GenerateDataKey', place.keyArn),
  })),
  {
    what: 'while the role trusts another service',
    begin: place => trust(place, LEX_MAY_ASSUME.replace('lex.', 'lambda.')),
    end: place => trust(place, LEX_MAY_ASSUME),
    reasons: notTrusted,
  },
]

const trust = ({ role: RoleName, stage }: Place, PolicyDocument: string) =>
  stage.clients.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))

function notTrusted({ roleArn }: Place): Reasons {
  const reason =
    `User: lex.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn} ` +
    'because no role trust policy allows the sts:AssumeRole action'
  return { text: reason, sound: reason }
}

const ROLES: readonly Hindrance[] = [
  {
    what: 'while the role trusts Lex for another alias alone',
    begin: place =>
      trust(
        place,
        policy({
          ...(JSON.parse(LEX_MAY_ASSUME) as { Statement: [object] }).Statement[0],
          Condition: { StringLike: { 'aws:SourceArn': 'arn:aws:lex:*:*:bot:OrderFlowers:other' } },
        }),
      ),
    end: place => trust(place, LEX_MAY_ASSUME),
    reasons: notTrusted,
  },
  {
    what: 'while the role is gone',
    async begin({ role: RoleName, stage: { clients } }) {
      for (const PolicyName of Object.keys(GRANTS)) {
        await clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
      }
      await clients.iam.send(new DeleteRoleCommand({ RoleName }))
    },
    end: createRole,
    reasons: notTrusted,
  },
  {
    what: 'while a policy of the role denies the writing of events',
    begin: place =>
      place.stage.clients.iam.send(
        new PutRolePolicyCommand({
          ...{ RoleName: place.role, PolicyName: 'no-events' },
          PolicyDocument: policy(deny('logs:PutLogEvents', '*')),
        }),
      ),
    end: ({ role: RoleName, stage }) =>
      stage.clients.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'no-events' })),
    reasons: (place, { stream }) => ({
      text: refused(
        ...([place, 'logs:PutLogEvents', stream] as const),
        'with an explicit deny in an identity-based policy',
      ),
    }),
  },
  {
    what: 'while a boundary of the role leaves out S3',
    begin: async place => {
      const { role: RoleName, stage } = place
      const PermissionsBoundary = await createPolicy(place, allow(['logs:*', 'kms:*'], '*'))
      await stage.clients.iam.send(
        new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }),
      )
    },
    end: ({ role: RoleName, stage }) =>
      stage.clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
    reasons: (place, { object }) => ({
      sound: refused(
        ...([place, 's3:PutObject', object] as const),
        'because no permissions boundary allows the s3:PutObject action',
      ),
    }),
  },
  {
    what: 'while a new version of the attached policy names another group',
    async begin(place) {
      const { role: RoleName, stage } = place
      const PolicyArn = await createPolicy(place, GRANTS.streams(place))
      const { iam } = stage.clients
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
      await take(place, 'streams')
      const PolicyDocument = policy(allow('logs:CreateLogStream', `${place.groupArn}-other:*`))
      await iam.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
      )
    },
    end: place =>
      place.stage.clients.iam.send(
        new SetDefaultPolicyVersionCommand({ PolicyArn: policyArn(place), VersionId: 'v1' }),
      ),
    reasons: (place, { stream }) => ({ text: lacking(place, 'logs:CreateLogStream', stream) }),
  },
  {
    what: 'while the managed policy is detached',
    async begin(place) {
      const { role: RoleName, stage } = place
      const PolicyArn = await createPolicy(place, GRANTS.objects(place))
      const { iam } = stage.clients
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
      await take(place, 'objects')
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
    },
    end: place =>
      place.stage.clients.iam.send(
        new AttachRolePolicyCommand({ RoleName: place.role, PolicyArn: policyArn(place) }),
      ),
    reasons: (place, { object }) => ({ sound: lacking(place, 's3:PutObject', object) }),
  },
]

const policyArn = ({ alias, stage }: Place) => `arn:aws:iam::${stage.house.account}:policy/${alias}`

async function createPolicy(place: Place, statement: object): Promise<string> {
  const { iam } = place.stage.clients
  const input = { PolicyName: place.alias, PolicyDocument: policy(statement) }
  await iam.send(new CreatePolicyCommand(input))
  return policyArn(place)
}

/** All that may stand in the way of conversation logs. */
export const HINDRANCES: readonly Hindrance[] = [...PERMISSIONS, ...ROLES, ...DESTINATIONS, ...KEYS]

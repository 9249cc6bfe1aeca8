import { AssociateKmsKeyCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  DeleteAliasCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { allow, policy } from '../people.ts'
import { deny, type Hindrance, lacking, refused } from './conversation-logs-hindrance.ts'
import { type Place, take } from './conversation-logs-stage.ts'

/** What may be wrong with a key. */
export const KEYS: readonly Hindrance[] = [
  {
    what: 'while the key is disabled',
    begin: ({ keyArn: KeyId, stage }) => stage.clients.kms.send(new DisableKeyCommand({ KeyId })),
    end: ({ keyArn: KeyId, stage }) => stage.clients.kms.send(new EnableKeyCommand({ KeyId })),
    reasons: place => ({
      sound: refusedUnder(place, `KMS.DisabledException: ${place.keyArn} is disabled.`),
    }),
  },
  {
    what: 'while the key is about to be deleted',
    begin: ({ keyArn: KeyId, stage }) =>
      stage.clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
    end: async ({ keyArn: KeyId, stage }) => {
      await stage.clients.kms.send(new CancelKeyDeletionCommand({ KeyId }))
      await stage.clients.kms.send(new EnableKeyCommand({ KeyId }))
    },
    reasons: place => ({
      sound: refusedUnder(
        place,
        `KMS.KMSInvalidStateException: ${place.keyArn} is pending deletion.`,
      ),
    }),
  },
  {
    what: 'while the policy of the key denies it to the role',
    begin: place => putKeyPolicy(place, keyDenies(place)),
    end: place => putKeyPolicy(place),
    reasons: place => ({
      sound: refused(
        ...([place, 'kms:GenerateDataKey', place.keyArn] as const),
        'with an explicit deny in a resource-based policy',
      ),
    }),
  },
  {
    what: 'until a grant of the key stands in for the role’s policy',
    begin: place => take(place, 'keys'),
    end: ({ keyArn: KeyId, roleArn: GranteePrincipal, stage }) =>
      stage.clients.kms.send(
        new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['GenerateDataKey'] }),
      ),
    reasons: place => ({ sound: lacking(place, 'kms:GenerateDataKey', place.keyArn) }),
  },
  {
    what: 'while the key has lost its other name',
    options: { encryption: 'key-alias' },
    begin: ({ alias, stage }) =>
      stage.clients.kms.send(new DeleteAliasCommand({ AliasName: `alias/${alias}` })),
    end: ({ alias, keyArn: TargetKeyId, stage }) =>
      stage.clients.kms.send(new CreateAliasCommand({ AliasName: `alias/${alias}`, TargetKeyId })),
    reasons: place => ({
      sound:
        `${lacking(place, 'kms:GenerateDataKey', noKey(place))} ` +
        `(the key of the log settings is ${place.keyAliasArn})`,
    }),
  },
  {
    what: 'while the key of the log group is disabled',
    async begin(place) {
      const { group: logGroupName, keyArn: kmsKeyId, stage } = place
      await putKeyPolicy(place, logsMayUse(place))
      await stage.clients.logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }))
      await stage.clients.kms.send(new DisableKeyCommand({ KeyId: kmsKeyId }))
    },
    end: ({ keyArn: KeyId, stage }) => stage.clients.kms.send(new EnableKeyCommand({ KeyId })),
    reasons: place => ({
      text:
        `CloudWatch Logs cannot use the KMS key ${place.keyArn} for kms:Decrypt: ` +
        `${place.keyArn} is disabled.`,
      sound: refusedUnder(place, `KMS.DisabledException: ${place.keyArn} is disabled.`),
    }),
  },
  {
    what: 'while CloudWatch Logs may not use the key of the log group',
    async begin(place) {
      const { group: logGroupName, keyArn: kmsKeyId, stage } = place
      await putKeyPolicy(place, logsMayUse(place))
      await stage.clients.logs.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }))
      await putKeyPolicy(place)
    },
    end: place => putKeyPolicy(place, logsMayUse(place)),
    reasons: place => ({
      text:
        `CloudWatch Logs cannot use the KMS key ${place.keyArn} for kms:Decrypt: ` +
        'User: logs.amazonaws.com is not authorized to perform: kms:Decrypt on the resource ' +
        'associated with this ciphertext because the resource does not exist in this Region, no ' +
        'resource-based policies allow access, or a resource-based policy explicitly denies access',
    }),
  },
]

/** What KMS puts in the place of a key that there is not. */
const noKey = ({ stage: { house } }: Place) =>
  `arn:aws:kms:${house.region}:${house.account}:key/00000000-0000-0000-0000-000000000000`

const refusedUnder = ({ bucket }: Place, text: string) => `${text} (bucket ${bucket})`

/** The policy that a key has by default, and what else is said. */
function putKeyPolicy({ keyArn: KeyId, stage }: Place, ...more: readonly object[]) {
  const AWS = `arn:aws:iam::${stage.house.account}:root`
  const own = { ...allow('kms:*', '*'), Principal: { AWS } }
  return stage.clients.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policy(own, ...more) }))
}

const keyDenies = (place: Place) => ({
  ...deny('kms:GenerateDataKey', '*'),
  Principal: { AWS: place.roleArn },
})

const logsMayUse = ({ stage }: Place) => ({
  ...allow(['kms:GenerateDataKey*', 'kms:Decrypt'], '*'),
  Principal: { Service: `logs.${stage.house.region}.amazonaws.com` },
})

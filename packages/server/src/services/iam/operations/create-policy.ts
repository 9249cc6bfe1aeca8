import { type ManagedPolicy, policyKey } from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { EntityAlreadyExistsException, iam } from '../../../wire/models/iam.ts'
import { commitNew } from '../commit.ts'
import { operation } from '../context.ts'
import { creationChecks } from '../creation.ts'
import { documentSize, identityDocument } from '../documents.ts'
import { quotaExceeded } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { listedPolicy } from '../outputs.ts'
import { policyWrite } from '../policies.ts'
import { requestedTags, wireTags } from '../tags.ts'

/** Creates a managed policy with its first version. */
export const createPolicy = operation(iam.CreatePolicy, {
  authorize: ({ PolicyName, Path = '/', Tags }, { account }) =>
    creationChecks('Policy', policyArn(account, Path, PolicyName), Tags),

  async handle({ PolicyName, Path = '/', PolicyDocument, Description, Tags }, context) {
    const { account, documents, clock, random } = context
    if (await documents.get(policyKey(account, PolicyName))) {
      throw EntityAlreadyExistsException(
        `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
      )
    }
    const document = identityDocument(PolicyDocument)
    if (documentSize(document) > LIMITS.PolicySize) throw quotaExceeded('PolicySize')
    const now = clock.now()
    const policy: ManagedPolicy = {
      name: PolicyName,
      path: Path,
      id: uniqueId('ANPA', account, random),
      arn: policyArn(account, Path, PolicyName),
      ...(Description !== undefined && { description: Description }),
      createdAt: now,
      updatedAt: now,
      defaultVersion: 'v1',
      versions: [{ id: 'v1', document, createdAt: now }],
      nextVersion: 2,
      tags: requestedTags(Tags),
      attachments: 0,
      boundaries: 0,
    }
    await commitNew('policies', [policyWrite(account, policy)], context)
    const tags = policy.tags.length > 0 ? wireTags(policy.tags) : undefined
    return { Policy: { ...listedPolicy(policy), Tags: tags } }
  },
})

const policyArn = (account: string, path: string, name: string) =>
  `arn:aws:iam::${account}:policy${path}${name}`

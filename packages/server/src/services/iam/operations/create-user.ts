import { type User, userKey } from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { iam } from '../../../wire/models/iam.ts'
import { boundaryWrites, requestedBoundary } from '../boundaries.ts'
import { commitNew } from '../commit.ts'
import { operation } from '../context.ts'
import { creationChecks } from '../creation.ts'
import { entityArn, entityWrites } from '../entities.ts'
import { alreadyExists } from '../errors.ts'
import { userOutput } from '../outputs.ts'
import { requestedTags } from '../tags.ts'

/** Creates a user without credentials and permissions. */
export const createUser = operation(iam.CreateUser, {
  authorize: ({ UserName, Path = '/', Tags, PermissionsBoundary }, { account }) =>
    creationChecks('User', entityArn('user', account, Path, UserName), Tags, PermissionsBoundary),

  async handle({ UserName, Path = '/', Tags, PermissionsBoundary }, context) {
    const { account, documents, clock, random } = context
    if (await documents.get(userKey(account, UserName))) throw alreadyExists('user', UserName)
    const boundary = await requestedBoundary(PermissionsBoundary, context)
    const user: User = {
      name: UserName,
      path: Path,
      id: uniqueId('AIDA', account, random),
      arn: entityArn('user', account, Path, UserName),
      createdAt: clock.now(),
      attached: [],
      inline: [],
      tags: requestedTags(Tags),
      groups: [],
      accessKeyIds: [],
      ...(boundary && { boundary: boundary.arn }),
    }
    await commitNew(
      'users',
      [
        ...entityWrites('user', account, user),
        ...boundaryWrites('user', UserName, { to: boundary }, account),
      ],
      context,
    )
    return { User: userOutput(user) }
  },
})

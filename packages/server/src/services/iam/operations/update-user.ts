import {
  type AccessKey,
  accessKeyKey,
  attachmentKey,
  memberKey,
  putRecord,
  recordOf,
  type User,
  userKey,
} from '../../../access/records.ts'
import { check } from '../../../operation/check.ts'
import type { Write } from '../../../store/store.ts'
import { iam, type UpdateUserRequest } from '../../../wire/models/iam.ts'
import { type IamContext, operation } from '../context.ts'
import { entityArn, entityCheck, entityWrites, findEntity, getEntity } from '../entities.ts'
import { alreadyExists } from '../errors.ts'
import { movedRows } from '../renames.ts'

/** Renames or moves a user, which keeps its id, policies, groups and keys. Needs the right on both names. */
export const updateUser = operation(iam.UpdateUser, {
  async authorize(input, context) {
    const source = await entityCheck('iam:UpdateUser', 'user', input.UserName, context)
    const user = await findEntity('user', input.UserName, context)
    const target = user && renamed(user, input, context.account).arn
    return target === undefined || target === user?.arn
      ? source
      : [source, check('iam:UpdateUser', target)]
  },

  async handle(input, context) {
    const { account, documents } = context
    const user = await getEntity('user', input.UserName, context)
    const next = renamed(user, input, account)
    const moves = next.name.toLowerCase() !== user.name.toLowerCase()
    if (moves && (await findEntity('user', next.name, context))) {
      throw alreadyExists('user', next.name)
    }
    await documents.commit([
      ...(moves ? await moveWrites(user, next, context) : []),
      ...entityWrites('user', account, next),
    ])
  },
})

function renamed(
  user: User,
  { NewUserName: name = user.name, NewPath: path = user.path }: UpdateUserRequest,
  account: string,
): User {
  return { ...user, name, path, arn: entityArn('user', account, path, name) }
}

/** What names the user besides its own document: keys, memberships, attachments. */
async function moveWrites(
  user: User,
  next: User,
  { account, documents }: IamContext,
): Promise<Write[]> {
  const keys = await documents.getMany(user.accessKeyIds.map(accessKeyKey))
  return [
    { type: 'delete', key: userKey(account, user.name) },
    ...keys.flatMap(row => {
      const key = recordOf<AccessKey>(row)
      const owner = next.name.toLowerCase()
      return key ? [putRecord(accessKeyKey(key.id), { ...key, user: owner })] : []
    }),
    ...user.groups.flatMap(group =>
      movedRows(name => memberKey(account, group, name), user.name, next.name),
    ),
    ...user.attached.flatMap(arn =>
      movedRows(name => attachmentKey(account, arn, 'policy', 'user', name), user.name, next.name),
    ),
    ...(user.boundary === undefined ? [] : boundaryRows(account, user.boundary, user, next)),
  ]
}

const boundaryRows = (account: string, arn: string, user: User, next: User) =>
  movedRows(name => attachmentKey(account, arn, 'boundary', 'user', name), user.name, next.name)

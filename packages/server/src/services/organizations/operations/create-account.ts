import { parsePolicy } from '@parley/policy'
import { accountWrites, newRootCredentials } from '../../../access/accounts.ts'
import { membershipKey, type Organization, type OrgNode } from '../../../access/organizations.ts'
import { pinPrincipals } from '../../../access/pinning.ts'
import {
  countKey as accountCountKey,
  accountKey,
  attachmentKey,
  awsPolicyUseKey,
  putRecord,
  type Role,
  recordOf,
  roleKey,
  uniqueIdKey,
} from '../../../access/records.ts'
import { uniqueId } from '../../../access/unique-ids.ts'
import { assert, type ServiceError } from '../../../kernel/errors.ts'
import { key } from '../../../store/key.ts'
import { CommitConflict, type Write } from '../../../store/store.ts'
import {
  type CreateAccountStatus,
  CreateAccountStatusNotFoundException,
  organizations,
} from '../../../wire/models/organizations.ts'
import { plainCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { constraint } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { namesWithin, pageOf } from '../paging.ts'
import { mergedTags, tagsOf } from '../tags.ts'
import { countKey, findNode, getManaged, newNodeWrites, nodeWrite } from '../tree.ts'

/**
 * Makes an account in the organisation. Nobody knows its root's keys: the management account comes in by the
 * role that is made with it. AWS does so in a while; ours is there at once, and says so when it is asked.
 */
export const createAccount = operation(organizations.CreateAccount, {
  authorize: ({ Tags = [] }) => {
    const tags = Tags.length > 0 ? { requestTags: tagsOf(Tags) } : {}
    return { ...plainCheck('CreateAccount'), ...tags }
  },

  async handle({ Email, AccountName, RoleName = 'OrganizationAccountAccessRole', Tags }, context) {
    const { clock, random } = context
    const organization = await getManaged(context)
    const account = await freeAccountId(context)
    const now = clock.now()
    const status: CreateAccountStatus = {
      Id: `car-${random.text(32, 'abcdef0123456789')}`,
      AccountName,
      State: 'SUCCEEDED',
      RequestedTimestamp: now,
      CompletedTimestamp: now,
      AccountId: account,
      GovCloudAccountId: undefined,
      FailureReason: undefined,
    }
    const node: Omit<OrgNode, 'scp' | 'rcp'> = {
      id: account,
      kind: 'account',
      name: AccountName,
      ancestors: [organization.rootId],
      tags: mergedTags([], tagsOf(Tags)),
      email: Email,
      joinedAt: now,
    }
    const { id } = organization
    const root = await findNode(organization, organization.rootId, context)
    assert(root, 'an organization has a root')
    const writes = [
      ...accountWrites(account, newRootCredentials(account, random), context),
      ...(await accessRoleWrites(account, RoleName, context)),
      putRecord(membershipKey(account), { organization: id }),
      ...newNodeWrites(organization, node),
      // Written again as it is, for whoever deletes the organisation meanwhile and expects it unchanged.
      nodeWrite(organization, root),
      putRecord(statusKey(id, status.Id ?? ''), status),
    ]
    await commitAccount(organization, writes, context, () =>
      constraint('ACCOUNT_NUMBER_LIMIT_EXCEEDED', TOO_MANY_ACCOUNTS),
    )
    return {
      CreateAccountStatus: {
        ...status,
        State: 'IN_PROGRESS' as const,
        CompletedTimestamp: undefined,
      },
    }
  },
})

const statusKey = (organization: string, id: string) => key('org.creation', organization, id)

async function freeAccountId({ documents, random }: OrganizationsContext): Promise<string> {
  for (let attempt = 0; attempt < LIMITS.idAttempts; attempt++) {
    const id = random.text(1, '123456789') + random.text(11, '0123456789')
    if (!(await documents.get(accountKey(id)))) return id
  }
  throw new Error('broken invariant: most account ids are free')
}

export const TOO_MANY_ACCOUNTS = 'You have exceeded the allowed number of AWS accounts.'

/** Commits what brings an account into an organisation, as long as that may have one more. @throws what `tooMany` makes */
export async function commitAccount(
  { id }: Organization,
  writes: readonly Write[],
  { documents }: OrganizationsContext,
  tooMany: () => ServiceError,
): Promise<void> {
  const count: Write = {
    type: 'add',
    key: countKey(id, 'accounts'),
    amount: 1,
    max: LIMITS.accounts,
  }
  try {
    await documents.commit([...writes, count])
  } catch (error) {
    if (!(error instanceof CommitConflict) || error.reason !== 'maximum') throw error
    throw tooMany()
  }
}

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** The role through which the management account governs a new one. */
async function accessRoleWrites(
  account: string,
  name: string,
  { account: management, documents, clock, random }: OrganizationsContext,
): Promise<Write[]> {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${management}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  })
  const parsed = parsePolicy(text, 'trust')
  const trust = parsed.ok ? await pinPrincipals(text, parsed.value, documents) : parsed
  assert(trust.ok, 'the trust in the management account is valid')
  const role: Role = {
    name,
    path: '/',
    id: uniqueId('AROA', account, random),
    arn: `arn:aws:iam::${account}:role/${name}`,
    createdAt: clock.now(),
    attached: [ADMINISTRATOR],
    inline: [],
    tags: [],
    maxSessionSeconds: 3_600,
    serviceLinked: false,
    trust: trust.value,
  }
  return [
    putRecord(roleKey(account, name), role),
    putRecord(uniqueIdKey(account, role.id), { kind: 'role', name: name.toLowerCase() }),
    putRecord(attachmentKey(account, ADMINISTRATOR, 'policy', 'role', name), {}),
    { type: 'add', key: awsPolicyUseKey(account, ADMINISTRATOR, 'policy'), amount: 1 },
    { type: 'add', key: accountCountKey(account, 'roles'), amount: 1 },
  ]
}

export const describeCreateAccountStatus = operation(organizations.DescribeCreateAccountStatus, {
  readOnly: true,
  authorize: () => plainCheck('DescribeCreateAccountStatus'),

  async handle({ CreateAccountRequestId }, context) {
    const { id } = await getManaged(context)
    const found = recordOf<CreateAccountStatus>(
      await context.documents.get(statusKey(id, CreateAccountRequestId)),
    )
    if (!found) {
      throw CreateAccountStatusNotFoundException(
        "You specified a create account request that doesn't exist.",
      )
    }
    return { CreateAccountStatus: found }
  },
})

export const listCreateAccountStatus = operation(organizations.ListCreateAccountStatus, {
  readOnly: true,
  authorize: () => plainCheck('ListCreateAccountStatus'),

  async handle({ States, ...input }, context) {
    const { id } = await getManaged(context)
    const ids = await namesWithin(context, 'org.creation', id)
    const rows = await context.documents.getMany(ids.map(one => statusKey(id, one)))
    const all = rows.flatMap(row => recordOf<CreateAccountStatus>(row) ?? [])
    const wanted = all.filter(({ State }) => !States || (State && States.includes(State)))
    const { items, ...page } = pageOf(wanted, input)
    return { CreateAccountStatuses: items, ...page }
  },
})

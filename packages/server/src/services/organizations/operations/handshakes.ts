import type { Check } from '../../../access/check.ts'
import type { Tag } from '../../../access/identity.ts'
import { membershipKey, type Organization, organizationKey } from '../../../access/organizations.ts'
import { accountKey, putRecord, recordOf } from '../../../access/records.ts'
import { assert } from '../../../kernel/errors.ts'
import { check } from '../../../operation/check.ts'
import { key } from '../../../store/key.ts'
import type { Write } from '../../../store/store.ts'
import {
  AccountNotFoundException,
  DuplicateHandshakeException,
  HandshakeAlreadyInStateException,
  HandshakeConstraintViolationException,
  HandshakeNotFoundException,
  type HandshakeState,
  InvalidHandshakeTransitionException,
  MasterCannotLeaveOrganizationException,
  organizations,
  type Handshake as WireHandshake,
} from '../../../wire/models/organizations.ts'
import { plainCheck } from '../arns.ts'
import { type OrganizationsContext, operation } from '../context.ts'
import { invalid } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { namesWithin, pageOf } from '../paging.ts'
import { mergedTags, tagsOf } from '../tags.ts'
import {
  countKey,
  findNode,
  findOrganization,
  getManaged,
  getOrganization,
  newNodeWrites,
  nodeWrite,
  removedNodeWrites,
} from '../tree.ts'
import { commitAccount, TOO_MANY_ACCOUNTS } from './create-account.ts'

/** How an account that is there already comes into an organisation: it is asked, and says yes. */

interface Handshake {
  readonly id: string
  readonly organization: string
  readonly managementAccount: string
  readonly account: string
  readonly state: HandshakeState
  readonly requestedAt: number
  readonly expiresAt: number
  readonly tags: readonly Tag[]
}

const handshakeKey = (id: string) => key('org.handshake', id)
/** One row an invitation, so that an account finds those that it got. */
const invitationKey = (account: string, id: string) => key('org.invitation', account, id)

export const inviteAccountToOrganization = operation(organizations.InviteAccountToOrganization, {
  authorize: ({ Tags = [] }) => ({
    ...plainCheck('InviteAccountToOrganization'),
    ...(Tags.length > 0 && { requestTags: tagsOf(Tags) }),
  }),

  async handle({ Target, Tags }, context) {
    const { documents, clock, random } = context
    const organization = await getManaged(context)
    if (Target.Type !== 'ACCOUNT' || !/^\d{12}$/.test(Target.Id)) {
      throw invalid('INVALID_PARTY_TYPE_TARGET', 'Accounts are invited by their ids.')
    }
    if (!(await documents.get(accountKey(Target.Id)))) {
      throw AccountNotFoundException("You specified an account that doesn't exist.")
    }
    const all = await ofAccount(Target.Id, context)
    const before = all.filter(one => one.organization === organization.id)
    const isOpen = before.some(one => stateOf(one, clock.now()) === 'OPEN')
    if (isOpen) throw DuplicateHandshakeException('The account has an open invitation already.')
    const now = clock.now()
    const handshake: Handshake = {
      id: `h-${random.text(32, 'abcdef0123456789')}`,
      organization: organization.id,
      managementAccount: organization.managementAccount,
      account: Target.Id,
      state: 'OPEN',
      requestedAt: now,
      expiresAt: now + LIMITS.handshakeMs,
      tags: mergedTags([], tagsOf(Tags)),
    }
    await documents.commit([
      putRecord(handshakeKey(handshake.id), handshake),
      putRecord(invitationKey(Target.Id, handshake.id), {}),
      ...forgottenWrites(before),
    ])
    return { Handshake: output(handshake, now) }
  },
})

/** Whoever invites again and again fills nobody's list: of those that have ended the oldest go. */
function forgottenWrites(ended: readonly Handshake[]): Write[] {
  const oldest = ended
    .toSorted((a, b) => b.requestedAt - a.requestedAt)
    .slice(LIMITS.keptInvitations - 1)
  return oldest.flatMap(({ account, id }): Write[] => [
    { type: 'delete', key: handshakeKey(id) },
    { type: 'delete', key: invitationKey(account, id) },
  ])
}

/** The invited account joins, beneath the root: from now on its policies bind it. */
export const acceptHandshake = operation(organizations.AcceptHandshake, {
  authorize: ({ HandshakeId }, context) => ownCheck('AcceptHandshake', HandshakeId, context),

  async handle({ HandshakeId }, context) {
    const { account, documents, clock } = context
    const handshake = await openHandshake(HandshakeId, 'account', context)
    if (await findOrganization(context)) {
      throw HandshakeConstraintViolationException('The account is in an organization already.', {
        members: { Reason: 'ALREADY_IN_AN_ORGANIZATION' },
      })
    }
    const organization = recordOf<Organization>(
      await documents.get(organizationKey(handshake.organization)),
    )
    if (!organization) throw noHandshake()
    const root = await findNode(organization, organization.rootId, context)
    assert(root, 'an organization has a root')
    const next: Handshake = { ...handshake, state: 'ACCEPTED' }
    const { id, rootId } = organization
    const writes = [
      putRecord(handshakeKey(handshake.id), next),
      putRecord(membershipKey(account), { organization: id }),
      ...newNodeWrites(organization, {
        id: account,
        kind: 'account',
        name: account,
        ancestors: [rootId],
        tags: handshake.tags,
        email: `root@${account}.invalid`,
        joinedAt: clock.now(),
        invited: true,
      }),
      // Written again as it is, for whoever deletes the organisation meanwhile and expects it unchanged.
      nodeWrite(organization, root),
    ]
    await commitAccount(organization, writes, context, () =>
      HandshakeConstraintViolationException(TOO_MANY_ACCOUNTS, {
        members: { Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' },
      }),
    )
    return { Handshake: output(next, clock.now()) }
  },
})

export const declineHandshake = operation(organizations.DeclineHandshake, {
  authorize: ({ HandshakeId }, context) => ownCheck('DeclineHandshake', HandshakeId, context),
  handle: async ({ HandshakeId }, context) => ({
    Handshake: await ended(HandshakeId, 'account', 'DECLINED', context),
  }),
})

export const cancelHandshake = operation(organizations.CancelHandshake, {
  authorize: ({ HandshakeId }, context) => ownCheck('CancelHandshake', HandshakeId, context),
  handle: async ({ HandshakeId }, context) => ({
    Handshake: await ended(HandshakeId, 'managementAccount', 'CANCELED', context),
  }),
})

export const describeHandshake = operation(organizations.DescribeHandshake, {
  readOnly: true,
  authorize: ({ HandshakeId }, context) => ownCheck('DescribeHandshake', HandshakeId, context),

  async handle({ HandshakeId }, context) {
    const found = await findHandshake(HandshakeId, context)
    const { account } = context
    if (!found || ![found.account, found.managementAccount].includes(account)) throw noHandshake()
    return { Handshake: output(found, context.clock.now()) }
  },
})

/** The invitations that the calling account got. */
export const listHandshakesForAccount = operation(organizations.ListHandshakesForAccount, {
  readOnly: true,
  authorize: () => plainCheck('ListHandshakesForAccount'),

  async handle({ Filter, ...input }, context) {
    const wanted = Filter?.ActionType === undefined || Filter.ActionType === 'INVITE'
    const { items, ...page } = pageOf(
      wanted ? await ofAccount(context.account, context) : [],
      input,
    )
    return { Handshakes: items.map(one => output(one, context.clock.now())), ...page }
  },
})

/** The calling account becomes one of its own again. */
export const leaveOrganization = operation(organizations.LeaveOrganization, {
  authorize: () => plainCheck('LeaveOrganization'),

  async handle(_, context) {
    const { account, documents } = context
    const organization = await getOrganization(context)
    if (account === organization.managementAccount) {
      throw MasterCannotLeaveOrganizationException(
        'The management account cannot leave its organization.',
      )
    }
    const node = await findNode(organization, account, context)
    assert(node, 'a member account has a place')
    await documents.commit([
      ...removedNodeWrites(organization, node),
      { type: 'delete', key: membershipKey(account) },
      { type: 'add', key: countKey(organization.id, 'accounts'), amount: -1 },
    ])
  },
})

const noHandshake = () => HandshakeNotFoundException("We can't find a handshake with that id.")

async function findHandshake(id: string, { documents }: OrganizationsContext) {
  return recordOf<Handshake>(await documents.get(handshakeKey(id)))
}

async function ofAccount(account: string, context: OrganizationsContext): Promise<Handshake[]> {
  const ids = await namesWithin(context, 'org.invitation', account)
  const found = await Promise.all(ids.map(id => findHandshake(id, context)))
  return found.flatMap(one => one ?? [])
}

/** An open handshake that the calling account may answer or take back. @throws HandshakeNotFound and others */
async function openHandshake(
  id: string,
  party: 'account' | 'managementAccount',
  context: OrganizationsContext,
): Promise<Handshake> {
  const found = await findHandshake(id, context)
  if (found?.[party] !== context.account) throw noHandshake()
  const state = stateOf(found, context.clock.now())
  if (state !== 'OPEN') {
    throw InvalidHandshakeTransitionException(`The handshake is ${state.toLowerCase()} already.`)
  }
  return found
}

async function ended(
  id: string,
  party: 'account' | 'managementAccount',
  state: 'DECLINED' | 'CANCELED',
  context: OrganizationsContext,
): Promise<WireHandshake> {
  const known = await findHandshake(id, context)
  if (known?.[party] === context.account && known.state === state) {
    throw HandshakeAlreadyInStateException('The handshake is in that state already.')
  }
  const handshake: Handshake = { ...(await openHandshake(id, party, context)), state }
  await context.documents.commit([putRecord(handshakeKey(id), handshake)])
  return output(handshake, context.clock.now())
}

const stateOf = ({ state, expiresAt }: Handshake, now: number): HandshakeState =>
  state === 'OPEN' && expiresAt <= now ? 'EXPIRED' : state

const arnOf = ({ managementAccount, organization, id }: Handshake) =>
  `arn:aws:organizations::${managementAccount}:handshake/${organization}/invite/${id}`

/** Both sides of a handshake act on their own behalf: their own policies decide. */
async function ownCheck(action: string, id: string, context: OrganizationsContext): Promise<Check> {
  const found = await findHandshake(id, context)
  const isParty = found && [found.account, found.managementAccount].includes(context.account)
  if (!isParty) return plainCheck(action)
  return check(`organizations:${action}`, { arns: [arnOf(found)], account: context.account })
}

const output = (handshake: Handshake, now: number): WireHandshake => ({
  Id: handshake.id,
  Arn: arnOf(handshake),
  Parties: [
    { Id: handshake.organization.slice(2), Type: 'ORGANIZATION' },
    { Id: handshake.account, Type: 'ACCOUNT' },
  ],
  State: stateOf(handshake, now),
  RequestedTimestamp: handshake.requestedAt,
  ExpirationTimestamp: handshake.expiresAt,
  Action: 'INVITE',
  Resources: [
    { Value: handshake.organization, Type: 'ORGANIZATION', Resources: undefined },
    { Value: handshake.account, Type: 'ACCOUNT', Resources: undefined },
  ],
})

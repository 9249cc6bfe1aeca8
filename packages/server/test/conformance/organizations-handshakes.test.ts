import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  CreateOrganizationCommand,
  DeclineHandshakeCommand,
  DescribeAccountCommand,
  DescribeHandshakeCommand,
  DescribeOrganizationCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListHandshakesForAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LIMITS } from '../../src/services/organizations/limits.ts'
import { countKey } from '../../src/services/organizations/tree.ts'
import type { Store } from '../../src/store/store.ts'
import { openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'

let store: Store | undefined
const house = await openHouse({
  around: opened => {
    store = opened.store
    return opened
  },
})
/** What the house keeps. */
const stored = (): Store => {
  if (!store) throw new Error('the house is open')
  return store
}
const management = new OrganizationsClient(house.as())
const GUEST = '444455556666'
let guest: OrganizationsClient
afterAll(() => house.close())

beforeAll(async () => {
  const answer = await house.send({
    service: 'parley',
    method: 'POST',
    target: '/_parley/accounts',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ accountId: GUEST }),
  })
  const root = (await answer.json()) as { accessKeyId: string; secretAccessKey: string }
  guest = new OrganizationsClient(house.as(root))
  await management.send(new CreateOrganizationCommand({}))
})

const invite = async (Id = GUEST) => {
  const Target = { Id, Type: 'ACCOUNT' as const }
  const { Handshake } = await management.send(new InviteAccountToOrganizationCommand({ Target }))
  return Handshake?.Id ?? ''
}

it('an account that was there joins when it is asked and agrees, and may leave again', async () => {
  expect((await refusal(invite('999999999999')))[0]).toBe('AccountNotFoundException')
  const HandshakeId = await invite()
  expect((await refusal(invite()))[0]).toBe('DuplicateHandshakeException')
  const { Handshakes = [] } = await guest.send(new ListHandshakesForAccountCommand({}))
  expect(Handshakes.map(one => [one.Id, one.State])).toEqual([[HandshakeId, 'OPEN']])
  const accept = new AcceptHandshakeCommand({ HandshakeId })
  expect((await refusal(management.send(accept)))[0]).toBe('HandshakeNotFoundException')
  expect((await guest.send(accept)).Handshake?.State).toBe('ACCEPTED')
  expect((await refusal(guest.send(accept)))[0]).toBe('InvalidHandshakeTransitionException')
  const { Account } = await management.send(new DescribeAccountCommand({ AccountId: GUEST }))
  expect(Account).toMatchObject({ Id: GUEST, JoinedMethod: 'INVITED' })
  const { Organization } = await guest.send(new DescribeOrganizationCommand({}))
  expect(Organization?.MasterAccountId).toBe(house.account)
  await guest.send(new LeaveOrganizationCommand({}))
  expect((await refusal(guest.send(new DescribeOrganizationCommand({}))))[0]).toBe(
    'AWSOrganizationsNotInUseException',
  )
  expect((await refusal(management.send(new LeaveOrganizationCommand({}))))[0]).toBe(
    'MasterCannotLeaveOrganizationException',
  )
})

it('an invitation ends by either side', async () => {
  const declined = { HandshakeId: await invite() }
  await guest.send(new DeclineHandshakeCommand(declined))
  expect((await refusal(guest.send(new DeclineHandshakeCommand(declined))))[0]).toBe(
    'HandshakeAlreadyInStateException',
  )
  const canceled = { HandshakeId: await invite() }
  expect((await refusal(guest.send(new CancelHandshakeCommand(canceled))))[0]).toBe(
    'HandshakeNotFoundException',
  )
  await management.send(new CancelHandshakeCommand(canceled))
  const { Handshake } = await guest.send(new DescribeHandshakeCommand(canceled))
  expect(Handshake?.State).toBe('CANCELED')
  expect((await refusal(guest.send(new AcceptHandshakeCommand(canceled))))[0]).toBe(
    'InvalidHandshakeTransitionException',
  )
})

it('nobody joins an organization that has all the accounts that it may have', async () => {
  const { Organization } = await management.send(new DescribeOrganizationCommand({}))
  const accounts = countKey(Organization?.Id ?? '', 'accounts')
  const amount = LIMITS.accounts - (await stored().counter(accounts))
  await stored().commit([{ type: 'add', key: accounts, amount }])
  const HandshakeId = await invite()
  const accept = () => guest.send(new AcceptHandshakeCommand({ HandshakeId }))
  expect((await refusal(accept()))[0]).toBe('HandshakeConstraintViolationException')
  await stored().commit([{ type: 'add', key: accounts, amount: -amount }])
  expect((await accept()).Handshake?.State).toBe('ACCEPTED')
  await guest.send(new LeaveOrganizationCommand({}))
})

it('whoever invites again and again fills nobody’s list', async () => {
  for (let i = 0; i < LIMITS.keptInvitations + 3; i++) {
    await management.send(new CancelHandshakeCommand({ HandshakeId: await invite() }))
  }
  const { Handshakes } = await guest.send(new ListHandshakesForAccountCommand({}))
  expect(Handshakes).toHaveLength(LIMITS.keptInvitations)
})

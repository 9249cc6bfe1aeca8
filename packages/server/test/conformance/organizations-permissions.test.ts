import {
  AttachPolicyCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  TagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SigningCredentials } from '../../src/wire/sigv4/sign.ts'
import { openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

/** What IAM policies may say of the policies of an organisation: their ARNs, tags and types. */

const house = await openHouse()
afterAll(() => house.close())
const as = (credentials?: SigningCredentials) => new OrganizationsClient(house.as(credentials))
const SCP = 'SERVICE_CONTROL_POLICY'

let TargetId = ''
let PolicyId = ''
let arn = ''
beforeAll(async () => {
  await as().send(new CreateOrganizationCommand({}))
  TargetId = (await as().send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? ''
  await as().send(new EnablePolicyTypeCommand({ RootId: TargetId, PolicyType: SCP }))
  const Content = policy({ Effect: 'Deny', Action: 's3:*', Resource: '*' })
  const { Policy } = await as().send(
    new CreatePolicyCommand({ Content, Name: 'guard', Description: '', Type: SCP }),
  )
  PolicyId = Policy?.PolicySummary?.Id ?? ''
  arn = Policy?.PolicySummary?.Arn ?? ''
  const Tags = [{ Key: 'kept', Value: 'yes' }]
  await as().send(new TagResourceCommand({ ResourceId: PolicyId, Tags }))
})

const CALLS: readonly [what: string, call: (client: OrganizationsClient) => Promise<unknown>][] = [
  ['DescribePolicy', client => client.send(new DescribePolicyCommand({ PolicyId }))],
  ['AttachPolicy', client => client.send(new AttachPolicyCommand({ PolicyId, TargetId }))],
  ['ListTargetsForPolicy', client => client.send(new ListTargetsForPolicyCommand({ PolicyId }))],
  ['UpdatePolicy', client => client.send(new UpdatePolicyCommand({ PolicyId, Description: 'x' }))],
  ['DetachPolicy', client => client.send(new DetachPolicyCommand({ PolicyId, TargetId }))],
  ['DeletePolicy', client => client.send(new DeletePolicyCommand({ PolicyId }))],
]

const DENIALS: readonly [what: string, statement: () => object][] = [
  ['ARN', () => ({ Resource: arn })],
  [
    'tags',
    () => ({ Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/kept': 'yes' } } }),
  ],
  [
    'type',
    () => ({ Resource: '*', Condition: { StringEquals: { 'organizations:PolicyType': SCP } } }),
  ],
]

describe.each(DENIALS)('a policy that is protected by its %s', (what, statement) => {
  it.each(CALLS)('is safe from %s', async (call, send) => {
    const denial = { Effect: 'Deny', Action: 'organizations:*', ...statement() }
    const by = await createUser(house, `${what}-${call}`, allow('organizations:*', '*'), denial)
    expect(await refusal(send(as(by)))).toEqual([
      'AccessDeniedException',
      expect.stringMatching(`organizations:${call} on resource: .* with an explicit deny`),
      400,
    ])
  })
})

it('a type that may not be listed is not listed for a target either', async () => {
  const Condition = { StringEquals: { 'organizations:PolicyType': 'RESOURCE_CONTROL_POLICY' } }
  const by = await createUser(house, 'lister', allow('organizations:*', '*', Condition))
  const list = (Filter: typeof SCP | 'RESOURCE_CONTROL_POLICY') =>
    as(by).send(new ListPoliciesForTargetCommand({ TargetId, Filter }))
  expect((await refusal(list(SCP)))[0]).toBe('AccessDeniedException')
  expect((await list('RESOURCE_CONTROL_POLICY')).Policies).toEqual([])
})

it('who may use one policy alone may use it, and learns of no other', async () => {
  const by = await createUser(house, 'one', allow('organizations:DescribePolicy', arn))
  const describe = (id: string) => as(by).send(new DescribePolicyCommand({ PolicyId: id }))
  expect((await describe(PolicyId)).Policy?.PolicySummary?.Name).toBe('guard')
  const stranger = await createUser(house, 'stranger')
  const ask = async (id: string) => {
    const [, message] = await refusal(
      as(stranger).send(new DescribePolicyCommand({ PolicyId: id })),
    )
    return message.replace(id, 'p-ID')
  }
  expect(await ask(PolicyId)).toBe(await ask('p-0000000000'))
})

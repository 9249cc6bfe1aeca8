import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetCredentialReportCommand,
  GetServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsWithEntitiesCommand,
  GetUserCommand,
  IAMClient,
  ListPoliciesGrantingServiceAccessCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let skewMs = 0
const house = await openHouse({ clock: { ...systemClock, now: () => Date.now() + skewMs } })
const iam = new IAMClient({ ...house.as() })
afterAll(() => house.close())

const READ_ONLY = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess'
const aliceArn = `arn:aws:iam::${house.account}:user/alice`

beforeAll(async () => {
  const keys = await createUser(house, 'alice', allow('logs:*', '*'))
  await iam.send(new AttachUserPolicyCommand({ UserName: 'alice', PolicyArn: READ_ONLY }))
  await iam.send(new CreateGroupCommand({ GroupName: 'writers' }))
  await iam.send(
    new PutGroupPolicyCommand({
      GroupName: 'writers',
      PolicyName: 'bots',
      PolicyDocument: policy(allow('lex:*', '*')),
    }),
  )
  await iam.send(new AddUserToGroupCommand({ GroupName: 'writers', UserName: 'alice' }))
  await iam.send(new CreateLoginProfileCommand({ UserName: 'alice', Password: 'Correct1horse' }))
  await new STSClient(house.as(keys)).send(new GetCallerIdentityCommand({}))
  await new IAMClient(house.as(keys)).send(new GetUserCommand({}))
})

describe('the credential report', () => {
  it('is absent, then generated, then handed out for four hours', async () => {
    expect((await refusal(iam.send(new GetCredentialReportCommand({}))))[0]).toBe(
      'ReportNotPresent',
    )
    const generate = () => iam.send(new GenerateCredentialReportCommand({}))
    expect((await generate()).State).toBe('STARTED')
    expect((await generate()).State).toBe('COMPLETE')
    const { Content, ReportFormat } = await iam.send(new GetCredentialReportCommand({}))
    expect(ReportFormat).toBe('text/csv')
    const [head = '', root = '', alice = ''] = Buffer.from(Content ?? [])
      .toString()
      .split('\n')
    expect(head.split(',').length).toBe(22)
    expect(root.split(',').slice(0, 2)).toEqual([
      '<root_account>',
      `arn:aws:iam::${house.account}:root`,
    ])
    const columns = Object.fromEntries(
      head.split(',').map((name, i) => [name, alice.split(',')[i]]),
    )
    expect(columns).toMatchObject({
      user: 'alice',
      password_enabled: 'true',
      mfa_active: 'false',
      access_key_1_active: 'true',
      access_key_1_last_used_service: 'iam',
      access_key_1_last_used_region: 'us-east-1',
      access_key_2_active: 'false',
      access_key_2_last_used_service: 'N/A',
    })
    skewMs = 4 * 3_600_000
    const later = new IAMClient({ ...house.as(), systemClockOffset: skewMs })
    expect((await refusal(later.send(new GetCredentialReportCommand({}))))[0]).toBe('ReportExpired')
    skewMs = 0
  })
})

describe('the services last accessed', () => {
  const generate = async (Arn: string) =>
    (await iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }))).JobId ?? ''

  it.each([
    ['a user', aliceArn, ['iam', 'lex', 'logs']],
    ['a group', `arn:aws:iam::${house.account}:group/writers`, ['lex']],
    ['a policy', READ_ONLY, ['iam']],
  ])('of %s are those that its policies allow', async (_, arn, namespaces) => {
    const JobId = await generate(arn)
    const found = await iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }))
    expect(found.JobStatus).toBe('COMPLETED')
    const services = found.ServicesLastAccessed ?? []
    expect(services.map(one => one.ServiceNamespace)).toEqual(namespaces)
    const used = services.filter(one => one.LastAuthenticated !== undefined)
    expect(used.map(one => [one.ServiceNamespace, one.LastAuthenticatedEntity])).toEqual(
      namespaces.includes('iam') ? [['iam', aliceArn]] : [],
    )
  })

  it('names who used one', async () => {
    const JobId = await generate(READ_ONLY)
    const of = (ServiceNamespace: string) =>
      iam.send(new GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace }))
    const { EntityDetailsList = [] } = await of('sts')
    expect(EntityDetailsList.map(one => one.EntityInfo?.Name)).toEqual(['alice'])
    expect((await of('lex')).EntityDetailsList).toEqual([])
  })

  it('and the policies behind them', async () => {
    const { PoliciesGrantingServiceAccess = [] } = await iam.send(
      new ListPoliciesGrantingServiceAccessCommand({
        Arn: aliceArn,
        ServiceNamespaces: ['lex', 'iam', 'kms'],
      }),
    )
    expect(
      PoliciesGrantingServiceAccess.map(one => [
        one.ServiceNamespace,
        one.Policies?.map(two => [two.PolicyName, two.PolicyType, two.EntityName]),
      ]),
    ).toEqual([
      ['lex', [['bots', 'INLINE', 'writers']]],
      ['iam', [['IAMReadOnlyAccess', 'MANAGED', undefined]]],
      ['kms', []],
    ])
  })

  it('refuses an unknown job', async () => {
    const JobId = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(iam.send(new GetServiceLastAccessedDetailsCommand({ JobId })))).toEqual([
      'NoSuchEntity',
      `Unable to find job with id: ${JobId}`,
      404,
    ])
  })
})

import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type House, openHouse } from '../house.ts'
import { allow, createUser, policy } from '../people.ts'
import { refusal } from '../refusal.ts'

let house: House
let iam: IAMClient

beforeAll(async () => {
  house = await openHouse()
  iam = new IAMClient(house.as())
})
afterAll(() => house.close())

const BUCKET = 'arn:aws:s3:::bucket'
const arnOf = (resource: string) => `arn:aws:iam::${house.account}:${resource}`

describe('SimulatePrincipalPolicy', () => {
  // As Python writes it, which is what AWS was recorded with.
  const document = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}`

  it('answers in the shape that AWS was recorded to answer, down to the columns', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'sim' }))
    await iam.send(
      new PutUserPolicyCommand({ UserName: 'sim', PolicyName: 'own', PolicyDocument: document }),
    )
    const { EvaluationResults, IsTruncated } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arnOf('user/sim'),
        ActionNames: ['s3:PutObject', 's3:GetObjectVersion'],
        ResourceArns: [BUCKET],
      }),
    )
    const MatchedStatements = [
      {
        SourcePolicyId: 'user_sim_own',
        SourcePolicyType: 'IAM Policy',
        StartPosition: { Line: 1, Column: 42 },
        EndPosition: { Line: 1, Column: document.length - 1 },
      },
    ]
    const result = (action: string, decision: string, statements: object[]) => ({
      EvalActionName: action,
      EvalDecision: decision,
      EvalDecisionDetails: {},
      EvalResourceName: BUCKET,
      MatchedStatements: statements,
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
      ResourceSpecificResults: [
        {
          EvalResourceDecision: decision,
          EvalResourceName: BUCKET,
          MatchedStatements: statements,
          MissingContextValues: [],
        },
      ],
    })
    expect(IsTruncated).toBe(false)
    expect(EvaluationResults).toEqual([
      result('s3:PutObject', 'allowed', MatchedStatements),
      result('s3:GetObjectVersion', 'implicitDeny', []),
    ])
  })

  it('counts the groups of a user, and its boundary', async () => {
    await iam.send(new CreateGroupCommand({ GroupName: 'grp' }))
    await iam.send(
      new PutGroupPolicyCommand({
        GroupName: 'grp',
        PolicyName: 'own',
        PolicyDocument: policy(allow('lex:*', '*')),
      }),
    )
    await iam.send(new AddUserToGroupCommand({ GroupName: 'grp', UserName: 'sim' }))
    const ask = async (source: string, boundary?: string) => {
      const { EvaluationResults } = await iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arnOf(source),
          ActionNames: ['lex:PostText'],
          ...(boundary && { PermissionsBoundaryPolicyInputList: [boundary] }),
        }),
      )
      const [result] = EvaluationResults ?? []
      return [
        result?.EvalDecision,
        result?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
        result?.MatchedStatements?.[0]?.SourcePolicyId,
      ]
    }
    expect(await ask('user/sim')).toEqual(['allowed', undefined, 'group_grp_own'])
    expect(await ask('group/grp')).toEqual(['allowed', undefined, 'group_grp_own'])
    const fence = (action: string) => policy(allow(action, '*'))
    expect(await ask('user/sim', fence('lex:PostText'))).toEqual(['allowed', true, 'group_grp_own'])
    expect(await ask('user/sim', fence('s3:*'))).toEqual(['implicitDeny', false, undefined])
  })

  it('agrees with what the user may really do', async () => {
    const keys = await createUser(
      house,
      'real',
      allow('iam:GetUser', arnOf('user/${aws:username}')),
      { Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' },
      allow('iam:*', '*', { StringEquals: { 'aws:PrincipalTag/team': 'none' } }),
    )
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: arnOf('user/real'),
        ActionNames: ['iam:GetUser', 'iam:ListUsers', 'iam:DeleteUser'],
        ResourceArns: [arnOf('user/real')],
      }),
    )
    expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual([
      'allowed',
      'explicitDeny',
      'implicitDeny',
    ])
    const poor = new IAMClient(house.as(keys))
    const simulate = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: arnOf('user/sim'),
      ActionNames: ['s3:PutObject'],
    })
    expect((await refusal(poor.send(simulate)))[0]).toBe('AccessDenied')
  })

  it('refuses what it cannot simulate', async () => {
    const ask = (input: object) =>
      refusal(
        iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: arnOf('user/sim'),
            ActionNames: ['s3:PutObject'],
            ...input,
          }),
        ),
      )
    expect((await ask({ PolicySourceArn: arnOf('user/nobody') }))[0]).toBe('NoSuchEntity')
    expect((await ask({ PolicySourceArn: arnOf('policy/p') }))[0]).toBe('ValidationError')
    const foreign = 'arn:aws:iam::999999999999:user/sim'
    expect((await ask({ PolicySourceArn: foreign }))[0]).toBe('AccessDenied')
    expect((await ask({ ActionNames: ['s3:*'] }))[0]).toBe('InvalidInput')
    expect((await ask({ PolicyInputList: ['{'] }))[0]).toBe('InvalidInput')
    expect((await ask({ CallerArn: arnOf('role/r') }))[0]).toBe('ValidationError')
  })
})

describe('SimulateCustomPolicy', () => {
  const simulate = async (input: object) => {
    const { EvaluationResults } = await iam.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [],
        ActionNames: ['s3:GetObject'],
        ResourceArns: [BUCKET],
        ...input,
      }),
    )
    return EvaluationResults?.[0]
  }

  it('tells which context values are missing, and uses those that are given', async () => {
    const PolicyInputList = [
      policy(allow('s3:*', '*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
    ]
    expect(await simulate({ PolicyInputList })).toMatchObject({
      EvalDecision: 'implicitDeny',
      MissingContextValues: ['aws:principalorgid'],
    })
    const ContextEntries = [
      {
        ContextKeyName: 'aws:PrincipalOrgID',
        ContextKeyType: 'string',
        ContextKeyValues: ['o-1'],
      },
    ]
    expect(await simulate({ PolicyInputList, ContextEntries })).toMatchObject({
      EvalDecision: 'allowed',
      MissingContextValues: [],
    })
  })

  it('takes a list as a multivalued key', async () => {
    const PolicyInputList = [
      policy(
        allow('lex:PutBot', '*', {
          'ForAllValues:StringLike': { 'lex:associatedIntents': ['OrderPizza'] },
        }),
      ),
    ]
    const asked = (ContextKeyValues: string[]) =>
      simulate({
        PolicyInputList,
        ActionNames: ['lex:PutBot'],
        ContextEntries: [
          {
            ContextKeyName: 'lex:associatedIntents',
            ContextKeyType: 'stringList',
            ContextKeyValues,
          },
        ],
      })
    expect((await asked(['OrderPizza']))?.EvalDecision).toBe('allowed')
    expect((await asked(['OrderPizza', 'Other']))?.EvalDecision).toBe('implicitDeny')
  })

  it('asks the resource’s policy about a caller', async () => {
    const CallerArn = arnOf('user/sim')
    const ResourcePolicy = policy({
      ...allow('s3:GetObject', BUCKET),
      Principal: { AWS: CallerArn },
    })
    expect((await simulate({ ResourcePolicy, CallerArn }))?.EvalDecision).toBe('allowed')
    expect(await refusal(simulate({ ResourcePolicy }))).toEqual([
      'InvalidInput',
      'CallerArn is required when ResourcePolicy is specified.',
      400,
    ])
    const ResourceOwner = 'arn:aws:iam::999999999999:root'
    expect((await simulate({ ResourcePolicy, CallerArn, ResourceOwner }))?.EvalDecision).toBe(
      'implicitDeny',
    )
  })

  it('decides for each resource, and as strictly as the strictest in all', async () => {
    const PolicyInputList = [policy(allow('s3:*', `${BUCKET}1`))]
    const result = await simulate({
      PolicyInputList,
      ResourceArns: [`${BUCKET}1`, `${BUCKET}2`],
    })
    expect(result?.EvalDecision).toBe('implicitDeny')
    expect(
      result?.ResourceSpecificResults?.map(({ EvalResourceDecision }) => EvalResourceDecision),
    ).toEqual(['allowed', 'implicitDeny'])
  })
})

describe('context keys', () => {
  it('are those of conditions and variables, as they are written, each once', async () => {
    const PolicyInputList = [
      policy(
        allow('s3:*', "arn:aws:s3:::b/${aws:username}/${aws:PrincipalTag/Team, 'none'}/${*}", {
          StringEquals: { 'aws:SourceVpc': '${AWS:USERNAME}' },
          Bool: { 'aws:SecureTransport': 'true' },
        }),
      ),
      JSON.stringify({
        Version: '2012-10-17',
        Statement: allow('lex:*', '*', { Null: { 'aws:securetransport': 'true' } }),
      }),
    ]
    const { ContextKeyNames } = await iam.send(
      new GetContextKeysForCustomPolicyCommand({ PolicyInputList }),
    )
    expect(ContextKeyNames).toEqual([
      'aws:PrincipalTag/Team',
      'aws:SecureTransport',
      'aws:SourceVpc',
      'aws:username',
    ])
  })

  it('are told of a principal’s policies too', async () => {
    const { ContextKeyNames } = await iam.send(
      new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: arnOf('user/real') }),
    )
    expect(ContextKeyNames).toEqual(['aws:PrincipalTag/team', 'aws:username'])
  })
})

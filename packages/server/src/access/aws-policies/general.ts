import { type AwsPolicy, allow } from './policy.ts'

/** Policies that scripts take for granted, as AWS's reference of managed policies prints them. */
export const GENERAL_POLICIES: readonly AwsPolicy[] = [
  {
    name: 'AdministratorAccess',
    created: '2015-02-06T18:39:46Z',
    description: 'Provides full access to AWS services and resources.',
    statements: [allow(['*'], '*')],
  },
  {
    name: 'PowerUserAccess',
    version: 12,
    created: '2015-02-06T18:39:47Z',
    updated: '2026-02-12T17:59:00Z',
    description:
      'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    statements: [
      {
        Effect: 'Allow',
        NotAction: ['iam:*', 'organizations:*', 'account:*'],
        Resource: '*',
      },
      allow(
        [
          'account:GetAccountInformation',
          'account:GetGovCloudAccountInformation',
          'account:GetPrimaryEmail',
          'account:ListRegions',
          'iam:CreateServiceLinkedRole',
          'iam:DeleteServiceLinkedRole',
          'iam:ListRoles',
          'organizations:DescribeEffectivePolicy',
          'organizations:DescribeOrganization',
        ],
        '*',
      ),
    ],
  },
  {
    name: 'IAMFullAccess',
    version: 2,
    created: '2015-02-06T18:40:38Z',
    updated: '2019-06-21T19:40:00Z',
    description: 'Provides full access to IAM via the AWS Management Console.',
    statements: [
      allow(
        [
          'iam:*',
          'organizations:DescribeAccount',
          'organizations:DescribeOrganization',
          'organizations:DescribeOrganizationalUnit',
          'organizations:DescribePolicy',
          'organizations:ListChildren',
          'organizations:ListParents',
          'organizations:ListPoliciesForTarget',
          'organizations:ListRoots',
          'organizations:ListPolicies',
          'organizations:ListTargetsForPolicy',
        ],
        '*',
      ),
    ],
  },
  {
    name: 'IAMReadOnlyAccess',
    version: 4,
    created: '2015-02-06T18:40:39Z',
    updated: '2018-01-25T19:11:27Z',
    description: 'Provides read only access to IAM via the AWS Management Console.',
    statements: [
      allow(
        [
          'iam:GenerateCredentialReport',
          'iam:GenerateServiceLastAccessedDetails',
          'iam:Get*',
          'iam:List*',
          'iam:SimulateCustomPolicy',
          'iam:SimulatePrincipalPolicy',
        ],
        '*',
      ),
    ],
  },
  {
    name: 'IAMUserChangePassword',
    version: 3,
    created: '2016-11-15T00:25:16Z',
    updated: '2025-05-29T21:52:00Z',
    description: 'Provides the ability for an IAM user to change their own password.',
    statements: [
      allow(
        ['iam:ChangePassword'],
        ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
      ),
      allow(['iam:GetAccountPasswordPolicy'], '*'),
    ],
  },
  {
    // Its first version: later ones add what the console needs of other services.
    name: 'CloudWatchLogsFullAccess',
    created: '2015-02-06T18:40:02Z',
    description: 'Provides full access to CloudWatch Logs',
    statements: [allow(['logs:*'], '*')],
  },
  {
    name: 'CloudWatchLogsReadOnlyAccess',
    version: 8,
    created: '2015-02-06T18:40:03Z',
    updated: '2025-12-02T16:34:00Z',
    description: 'Provides read only access to CloudWatch Logs',
    statements: [
      {
        Sid: 'CloudWatchLogsReadOnlyAccess',
        ...allow(
          [
            'logs:Describe*',
            'logs:Get*',
            'logs:List*',
            'logs:StartQuery',
            'logs:StopQuery',
            'logs:TestMetricFilter',
            'logs:FilterLogEvents',
            'logs:StartLiveTail',
            'logs:StopLiveTail',
            'cloudwatch:GenerateQuery',
            'cloudwatch:GenerateQueryResultsSummary',
            'observabilityadmin:ListS3TableIntegrations',
            'observabilityadmin:GetS3TableIntegration',
            'observabilityadmin:ListTelemetryPipelines',
          ],
          '*',
        ),
      },
    ],
  },
  {
    name: 'AmazonS3ReadOnlyAccess',
    version: 3,
    created: '2015-02-06T18:40:59Z',
    updated: '2023-08-10T21:31:39Z',
    description: 'Provides read only access to all buckets via the AWS Management Console.',
    statements: [
      allow(
        ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'],
        '*',
      ),
    ],
  },
]

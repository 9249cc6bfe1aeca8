import { type AwsPolicy, allow } from './policy.ts'

/** The policies of Lex, whose own resources they name (spec/lex-models.md §9). */

const LEX_V1_READS = [
  'GetBot',
  'GetBotAlias',
  'GetBotAliases',
  'GetBots',
  'GetBotChannelAssociation',
  'GetBotChannelAssociations',
  'GetBotVersions',
  'GetBuiltinIntent',
  'GetBuiltinIntents',
  'GetBuiltinSlotTypes',
  'GetIntent',
  'GetIntents',
  'GetIntentVersions',
  'GetSlotType',
  'GetSlotTypes',
  'GetSlotTypeVersions',
  'GetUtterancesView',
]
const LEX_V2_READS = [
  'DescribeBot',
  'DescribeBotAlias',
  'DescribeBotChannel',
  'DescribeBotLocale',
  'DescribeBotRecommendation',
  'DescribeBotReplica',
  'DescribeBotVersion',
  'DescribeExport',
  'DescribeImport',
  'DescribeIntent',
  'DescribeResourcePolicy',
  'DescribeSlot',
  'DescribeSlotType',
  'ListBots',
  'ListBotLocales',
  'ListBotAliases',
  'ListBotAliasReplicas',
  'ListBotChannels',
  'ListBotRecommendations',
  'ListBotReplicas',
  'ListBotVersions',
  'ListBotVersionReplicas',
  'ListBuiltInIntents',
  'ListBuiltInSlotTypes',
  'ListExports',
  'ListImports',
  'ListIntents',
  'ListSlots',
  'ListSlotTypes',
  'ListTagsForResource',
]
const LEX_RUNS = [
  'PostContent',
  'PostText',
  'PutSession',
  'GetSession',
  'DeleteSession',
  'RecognizeText',
  'RecognizeUtterance',
  'StartConversation',
]

const lex = (names: readonly string[]) => names.map(name => `lex:${name}`)
const linkedRole = (path: string) => `arn:aws:iam::*:role/aws-service-role/${path}`
const LINKED_ROLES = [
  ['lex.amazonaws.com', linkedRole('lex.amazonaws.com/AWSServiceRoleForLexBots')],
  [
    'channels.lex.amazonaws.com',
    linkedRole('channels.lex.amazonaws.com/AWSServiceRoleForLexChannels'),
  ],
  ['lexv2.amazonaws.com', linkedRole('lexv2.amazonaws.com/AWSServiceRoleForLexV2Bots*')],
  [
    'channels.lexv2.amazonaws.com',
    linkedRole('channels.lexv2.amazonaws.com/AWSServiceRoleForLexV2Channels*'),
  ],
] as const

const FULL_ACCESS = [
  allow(
    [
      'cloudwatch:GetMetricStatistics',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:DescribeAlarmsForMetric',
      'kms:DescribeKey',
      'kms:ListAliases',
      'lambda:GetPolicy',
      'lambda:ListFunctions',
      'lex:*',
      'polly:DescribeVoices',
      'polly:SynthesizeSpeech',
      'kendra:ListIndices',
      'iam:ListRoles',
      's3:ListAllMyBuckets',
      's3:GetBucketLocation',
      'logs:DescribeLogGroups',
    ],
    '*',
  ),
  allow(
    ['lambda:AddPermission', 'lambda:RemovePermission'],
    'arn:aws:lambda:*:*:function:AmazonLex*',
    { StringEquals: { 'lambda:Principal': 'lex.amazonaws.com' } },
  ),
  allow(
    ['iam:GetRole'],
    LINKED_ROLES.map(([, arn]) => arn),
  ),
  ...LINKED_ROLES.map(([service, arn]) =>
    allow(['iam:CreateServiceLinkedRole'], arn, {
      StringEquals: { 'iam:AWSServiceName': service },
    }),
  ),
  allow(
    ['iam:DeleteServiceLinkedRole', 'iam:GetServiceLinkedRoleDeletionStatus'],
    LINKED_ROLES.map(([, arn]) => arn),
  ),
  ...LINKED_ROLES.filter(([service]) => service !== 'channels.lex.amazonaws.com').map(
    ([service, arn]) =>
      allow(['iam:PassRole'], arn, { StringEquals: { 'iam:PassedToService': service } }),
  ),
]

export const LEX_POLICIES: readonly AwsPolicy[] = [
  {
    name: 'AmazonLexReadOnly',
    version: 5,
    created: '2017-04-11T23:13:33Z',
    updated: '2024-05-13T16:58:26Z',
    description: 'Provides read-only access to Amazon Lex.',
    statements: [
      {
        Sid: 'AmazonLexReadOnlyStatement1',
        ...allow(lex([...LEX_V1_READS, ...LEX_V2_READS]), '*'),
      },
    ],
  },
  {
    name: 'AmazonLexRunBotsOnly',
    version: 3,
    created: '2017-04-11T23:06:24Z',
    updated: '2021-08-18T00:15:18Z',
    description: 'Provides access to Amazon Lex conversational APIs.',
    statements: [allow(lex(LEX_RUNS), '*')],
  },
  {
    name: 'AmazonLexFullAccess',
    created: '2017-04-11T23:20:36Z',
    description: 'Provides full access to Amazon Lex via the AWS Management Console.',
    statements: FULL_ACCESS,
  },
  {
    name: 'LexBotPolicy',
    path: '/aws-service-role/',
    version: 2,
    created: '2017-02-17T22:18:13Z',
    updated: '2019-11-13T22:29:59Z',
    description: 'Policy for AWS Lex Bot use case',
    statements: [
      allow(['polly:SynthesizeSpeech'], '*'),
      allow(['comprehend:DetectSentiment'], '*'),
    ],
  },
  {
    // The name under which AWS was recorded to attach the policy above.
    name: 'AmazonLexBotPolicy',
    path: '/aws-service-role/',
    version: 2,
    created: '2017-02-17T22:18:13Z',
    updated: '2019-11-13T22:29:59Z',
    description: 'Policy for AWS Lex Bot use case',
    statements: [
      allow(['polly:SynthesizeSpeech'], '*'),
      allow(['comprehend:DetectSentiment'], '*'),
    ],
  },
  {
    name: 'LexChannelPolicy',
    path: '/aws-service-role/',
    created: '2017-02-17T23:23:24Z',
    description: 'Policy for AWS Lex Channel use case',
    statements: [allow(['lex:PostText'], '*')],
  },
]

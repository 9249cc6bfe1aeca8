import { BUCKET, OWN, type Row, when } from './lint-codes.testing.ts'

const none = undefined
const github = 'token.actions.githubusercontent.com'
const oidc = (issuer: string, Condition?: object) => ({
  Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/${issuer}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...(Condition && { Condition }),
})
const of = (...repositories: string[]) =>
  oidc(github, { StringLike: { [`${github}:sub`]: repositories } })
const anywhere = (...Action: string[]) => ({
  Principal: { Service: 'rolesanywhere.amazonaws.com' },
  Action,
})

export const PRINCIPALS: readonly Row[] = [
  [
    'ERROR INVALID_PRINCIPAL_FORMAT',
    { Principal: { AWS: 'alice' } },
    { Principal: { AWS: OWN } },
    'resource',
  ],
  [
    'ERROR INVALID_PRINCIPAL_FORMAT',
    { Principal: { CanonicalUser: 'a' } },
    { Principal: { CanonicalUser: 'a'.repeat(64) } },
    'resource',
  ],
  [
    'ERROR INVALID_SERVICE_PRINCIPAL_FORMAT',
    { Principal: { Service: 'lex' } },
    { Principal: { Service: 'lex.amazonaws.com' } },
    'trust',
  ],
  [
    'WARNING INVALID_USER_REFERENCE',
    { Principal: { AWS: `AIDA${'A'.repeat(16)}` } },
    {},
    'resource',
  ],
  [
    'WARNING INVALID_ROLE_REFERENCE',
    { Principal: { AWS: `AROA${'A'.repeat(16)}` } },
    {},
    'resource',
  ],
  [
    'SECURITY_WARNING ALLOW_WITH_NOT_ACTION',
    { Action: none, NotAction: 'iam:*', Resource: '*' },
    { Effect: 'Deny', Action: none, NotAction: 'iam:*', Resource: '*' },
  ],
  [
    'SUGGESTION REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
    { Principal: { AWS: [OWN, `arn:aws:iam::${OWN}:role/app`] } },
    { Principal: { AWS: ['222222222222', `arn:aws:iam::${OWN}:role/app`] } },
    'trust',
  ],
  [
    'ERROR INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
    { Principal: { Federated: 'a b' }, Action: 'sts:AssumeRoleWithWebIdentity' },
    { Principal: { Federated: 'accounts.google.com' }, Action: 'sts:AssumeRoleWithWebIdentity' },
    'trust',
  ],
  [
    'ERROR MISMATCHED_ACTION_FOR_PRINCIPAL',
    { Action: 'sts:AssumeRoleWithSAML' },
    { Action: 'sts:*' },
    'trust',
  ],
  [
    'ERROR MISMATCHED_ACTION_FOR_PRINCIPAL',
    { ...oidc('a.example.com'), Action: 'sts:AssumeRole' },
    oidc('a.example.com'),
    'trust',
  ],
  [
    'ERROR MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
    anywhere('sts:AssumeRole'),
    anywhere('sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'),
    'trust',
  ],
  [
    'SECURITY_WARNING MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
    oidc('a.example.com'),
    oidc('a.example.com', { StringEquals: { 'a.example.com:sub': 'x' } }),
    'trust',
  ],
  [
    'SECURITY_WARNING MISSING_GITHUB_REPO_CONDITION_KEY',
    oidc(github),
    of('repo:o/r:ref:refs/heads/main'),
    'trust',
  ],
  [
    'WARNING SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
    of('repo:o/*'),
    of('repo:o/r:ref:refs/heads/main'),
    'trust',
  ],
  [
    'SUGGESTION CONFIRM_AUDIENCE_CLAIM_TYPE',
    oidc('a.example.com', { 'ForAnyValue:StringEquals': { 'a.example.com:aud': 'x' } }),
    oidc('a.example.com', { StringEquals: { 'a.example.com:aud': 'x' } }),
    'trust',
  ],
  [
    'SUGGESTION RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    {
      Principal: { Service: 'logs.amazonaws.com' },
      ...when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::b'),
    },
    {
      Principal: { Service: 'logs.amazonaws.com' },
      ...when('ArnLike', 'aws:SourceArn', `arn:aws:logs:us-east-1:${OWN}:*`),
    },
    'resource',
  ],
  [
    'SUGGESTION TRUST_WITHOUT_EXTERNAL_ID',
    { Principal: { AWS: OWN } },
    { Principal: { AWS: OWN }, ...when('StringEquals', 'sts:ExternalId', 'x') },
    'trust',
  ],
]

export const CONDITIONS: readonly Row[] = [
  [
    'ERROR INVALID_CONDITION_KEY_FORMAT',
    when('StringEquals', 'username', 'a'),
    when('StringEquals', 'saml:sub', 'a'),
  ],
  [
    'ERROR UNSUPPORTED_GLOBAL_CONDITION_KEY',
    when('ArnLike', 'aws:ARN', BUCKET),
    when('ArnLike', 'aws:PrincipalArn', BUCKET),
  ],
  [
    'WARNING DEPRECATED_GLOBAL_CONDITION_KEY',
    when('StringEquals', 'aws:SourceOwner', OWN),
    when('StringEquals', 'aws:SourceAccount', OWN),
  ],
  [
    'ERROR INVALID_SERVICE_CONDITION_KEY',
    when('StringEquals', 's3:prefx', 'a'),
    when('StringEquals', 's3:prefix', 'a'),
  ],
  [
    'ERROR INVALID_SERVICE_CONDITION_KEY',
    when('StringEquals', 'kms:EncryptionContex:a', 'a'),
    when('StringEquals', 'kms:EncryptionContext:a', 'a'),
  ],
  [
    'ERROR MISSING_QUALIFIER',
    when('StringEquals', 'aws:TagKeys', 'a'),
    when('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'),
  ],
  [
    'ERROR INVALID_CONDITION_MULTIPLE_BOOLEAN',
    when('Bool', 'aws:SecureTransport', ['true', 'false']),
    when('Bool', 'aws:SecureTransport', ['true']),
  ],
  [
    'WARNING INVALID_DATE_VALUE',
    when('DateLessThan', 'aws:CurrentTime', '2024'),
    when('DateLessThan', 'aws:CurrentTime', '2024-01-01'),
  ],
  [
    'SUGGESTION REDUNDANT_CONDITION_VALUE_NUM',
    when('NumericLessThan', 's3:max-keys', ['1', '2']),
    when('NumericEquals', 's3:max-keys', ['1', '2']),
  ],
  [
    'SUGGESTION EMPTY_ARRAY_CONDITION_FORALLVALUES',
    when('ForAllValues:StringEquals', 'aws:TagKeys', []),
    when('ForAllValues:StringEquals', 'aws:TagKeys', 'a'),
  ],
  [
    'SUGGESTION EMPTY_ARRAY_CONDITION_FORANYVALUE',
    when('ForAnyValue:StringEquals', 'aws:TagKeys', []),
    when('ForAnyValue:StringEquals', 'aws:TagKeys', 'a'),
  ],
  [
    'SUGGESTION EMPTY_ARRAY_CONDITION_IFEXISTS',
    when('StringEqualsIfExists', 'aws:username', []),
    when('StringEqualsIfExists', 'aws:username', 'a'),
  ],
  [
    'ERROR PRIVATE_IP_ADDRESS',
    when('IpAddress', 'aws:SourceIp', '10.0.0.0/8'),
    when('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/8'),
  ],
  [
    'ERROR PRIVATE_NOT_IP_ADDRESS',
    when('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8'),
    when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'),
  ],
  [
    'SUGGESTION PRIVATE_NOT_IP_ADDRESS_SUBSET',
    when('NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.0/24']),
    when('NotIpAddress', 'aws:SourceIp', '10.0.0.0/8'),
  ],
  [
    'SECURITY_WARNING MISSING_PAIRED_CONDITION_KEYS',
    when('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/8'),
    {
      Condition: {
        IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' },
        StringEquals: { 'aws:SourceVpc': 'vpc-12345678' },
      },
    },
  ],
  [
    'ERROR INVALID_REGION',
    when('StringEquals', 'aws:RequestedRegion', 'useast1'),
    when('StringEquals', 'aws:RequestedRegion', 'us-east-1'),
  ],
  [
    'ERROR INVALID_VPC_FORMAT',
    when('StringEquals', 'aws:SourceVpc', 'vpce-12345678'),
    when('StringEquals', 'aws:SourceVpc', 'vpc-12345678'),
  ],
  [
    'ERROR INVALID_VPCE_FORMAT',
    when('StringEquals', 'aws:SourceVpce', 'vpc-12345678'),
    when('StringLike', 'aws:SourceVpce', 'vpce-*'),
  ],
  [
    'WARNING TYPE_MISMATCH_BOOLEAN',
    when('NumericEquals', 'aws:SecureTransport', '1'),
    when('StringEquals', 'aws:SecureTransport', 'true'),
  ],
  [
    'WARNING TYPE_MISMATCH_DATE',
    when('StringEquals', 'aws:CurrentTime', 'a'),
    when('DateEquals', 'aws:CurrentTime', '2024-01-01'),
  ],
  [
    'WARNING TYPE_MISMATCH_IP_RANGE',
    when('StringEquals', 'aws:SourceIp', '1.2.3.4'),
    when('IpAddress', 'aws:SourceIp', '1.2.3.4'),
  ],
  [
    'WARNING TYPE_MISMATCH_NUMBER',
    when('StringEquals', 's3:max-keys', '5'),
    when('NumericEquals', 's3:max-keys', '5'),
  ],
  [
    'WARNING TYPE_MISMATCH_STRING',
    when('NumericEquals', 'aws:username', '5'),
    when('StringEquals', 'aws:username', '5'),
  ],
  [
    'WARNING TYPE_MISMATCH',
    when('Bool', 'aws:SourceArn', 'true'),
    when('ArnLike', 'aws:SourceArn', BUCKET),
  ],
  [
    'ERROR UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    {
      Action: ['iam:GetRole', 'iam:PassRole'],
      Resource: `arn:aws:iam::${OWN}:role/a`,
      ...when('StringEquals', 'iam:PassedToService', 'lex.amazonaws.com'),
    },
    {
      Action: ['iam:GetRole', 'iam:PassRole'],
      Resource: `arn:aws:iam::${OWN}:role/a`,
      ...when('StringEqualsIfExists', 'iam:PassedToService', 'lex.amazonaws.com'),
    },
  ],
  [
    'ERROR UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    {
      Principal: { Service: 'logs.amazonaws.com' },
      ...when('ArnLike', 'aws:PrincipalArn', BUCKET),
    },
    when('ArnLike', 'aws:PrincipalArn', BUCKET),
    'resource',
  ],
  [
    'ERROR MISSING_ACTION_FOR_CONDITION_KEY',
    when('StringEquals', 'aws:RequestTag/team', 'a'),
    {
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      ...when('StringEquals', 'aws:RequestTag/team', 'a'),
    },
    'trust',
  ],
  [
    'ERROR MISSING_ACTION_FOR_CONDITION_KEY',
    when('StringEquals', 'sts:SourceIdentity', 'a'),
    {
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      ...when('StringEquals', 'sts:SourceIdentity', 'a'),
    },
    'trust',
  ],
  [
    'SUGGESTION ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    { Action: 'parley:Reset', Resource: '*', ...when('StringEquals', 'aws:ResourceTag/a', 'b') },
    { Action: 'lex:GetBot', Resource: '*', ...when('StringEquals', 'aws:ResourceTag/a', 'b') },
  ],
  [
    'SUGGESTION ALLOW_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Action: none,
      NotAction: 'parley:Reset',
      Resource: '*',
      ...when('StringEquals', 'aws:ResourceTag/a', 'b'),
    },
    {
      Action: none,
      NotAction: 'lex:GetBot',
      Resource: '*',
      ...when('StringEquals', 'aws:ResourceTag/a', 'b'),
    },
  ],
  [
    'SECURITY_WARNING DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Deny',
      Action: 'parley:Reset',
      Resource: '*',
      ...when('StringEquals', 'aws:ResourceTag/a', 'b'),
    },
    {
      Effect: 'Deny',
      Action: 'lex:GetBot',
      Resource: '*',
      ...when('StringEquals', 'aws:ResourceTag/a', 'b'),
    },
  ],
  [
    'SECURITY_WARNING DENY_NOT_ACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Deny',
      Action: none,
      NotAction: 'parley:Reset',
      Resource: '*',
      ...when('StringEquals', 'aws:ResourceTag/a', 'b'),
    },
    {
      Effect: 'Deny',
      Action: none,
      NotAction: 'lex:GetBot',
      Resource: '*',
      ...when('StringEquals', 'aws:ResourceTag/a', 'b'),
    },
  ],
  [
    'WARNING TAG_OF_RESOURCE_ON_CREATION',
    { Action: 'lex:PutBot', Resource: '*', ...when('StringEquals', 'aws:ResourceTag/a', 'b') },
    { Action: 'lex:PutBot', Resource: '*', ...when('StringEquals', 'aws:RequestTag/a', 'b') },
  ],
  [
    'SECURITY_WARNING FORALLVALUES_WITHOUT_NULL',
    {
      Action: 'lex:PutBot',
      Resource: '*',
      ...when('ForAllValues:StringLike', 'lex:associatedIntents', 'Order'),
    },
    {
      Action: 'lex:PutBot',
      Resource: '*',
      Condition: {
        'ForAllValues:StringLike': { 'lex:associatedIntents': 'Order' },
        Null: { 'lex:associatedIntents': 'false' },
      },
    },
  ],
]

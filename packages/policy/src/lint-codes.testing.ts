import type { PolicyKind } from './types.ts'

/** A code, the smallest change of a sound policy that earns it, and one near it that does not. */
export type Row = readonly [finding: string, bad: Change, good: Change, kind?: PolicyKind]
/** Changes of the statement of `BASES`; a text is the whole document. */
export type Change = object | string

export const OWN = '111111111111'
export const BUCKET = 'arn:aws:s3:::b'
export const BASES: Readonly<Record<'identity' | 'resource' | 'trust' | 'rcp', object>> = {
  identity: { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET },
  resource: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${OWN}:role/app` },
    Action: 's3:ListBucket',
    Resource: BUCKET,
  },
  trust: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${OWN}:role/app` },
    Action: 'sts:AssumeRole',
  },
  rcp: { Effect: 'Deny', Principal: '*', Action: 's3:ListBucket', Resource: BUCKET },
}

/** A condition of one key. */
export const when = (operator: string, key: string, value: unknown) => ({
  Condition: { [operator]: { [key]: value } },
})
const whole = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })
const both = (one: object, other: object) =>
  whole({ ...BASES.identity, ...one }, { ...BASES.identity, ...other })
const KEY = `arn:aws:kms:us-east-1:${OWN}:key/k`
const none = undefined

export const GRAMMAR: readonly Row[] = [
  ['ERROR JSON_SYNTAX_ERROR', '{"Version":}', {}],
  ['ERROR DATA_TYPE_MISMATCH', '[]', {}],
  ['ERROR DATA_TYPE_MISMATCH', { Action: 5 }, { Action: ['s3:ListBucket'] }],
  ['ERROR DATA_TYPE_MISMATCH', { Effect: true }, { Effect: 'Deny' }],
  ['ERROR DATA_TYPE_MISMATCH', when('StringEquals', 'aws:username', null), {}],
  ['ERROR INVALID_POLICY_ELEMENT', { action: 's3:ListBucket' }, {}],
  ['ERROR INVALID_VERSION', '{"Version":"2012-10-18","Statement":{}}', {}],
  ['ERROR MISSING_STATEMENT', '{"Version":"2012-10-17","Statement":[]}', {}],
  [
    'ERROR UNIQUE_SIDS_REQUIRED',
    both({ Sid: 'a' }, { Sid: 'a' }),
    both({ Sid: 'a' }, { Sid: 'b' }),
  ],
  ['ERROR UNSUPPORTED_SID', { Sid: 'a b' }, { Sid: 'ab' }],
  ['ERROR MISSING_EFFECT', { Effect: none }, {}],
  ['ERROR INVALID_EFFECT', { Effect: 'allow' }, { Effect: 'Allow' }],
  ['ERROR MISSING_ACTION', { Action: none }, { Action: none, NotAction: 's3:*' }],
  ['ERROR UNSUPPORTED_ELEMENT_COMBINATION', { NotAction: 'iam:*' }, {}],
  ['ERROR MISSING_RESOURCE', { Resource: none }, { Resource: none, NotResource: BUCKET }],
  ['ERROR MISSING_PRINCIPAL', { Principal: none }, {}, 'resource'],
  ['ERROR UNSUPPORTED_PRINCIPAL', { Principal: '*' }, {}],
  ['ERROR SCP_SYNTAX_ERROR_PRINCIPAL', { Principal: '*' }, {}, 'scp'],
  ['ERROR INVALID_PRINCIPAL_KEY', { Principal: { aws: '*' } }, { Principal: '*' }, 'resource'],
  [
    'ERROR UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    { Principal: { AWS: `arn:aws:iam::${OWN}:user/*` } },
    { Principal: { AWS: '*' } },
    'resource',
  ],
  ['ERROR ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', { Resource: '*' }, {}, 'trust'],
  [
    'ERROR ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
    { Principal: none, NotPrincipal: { AWS: OWN } },
    { Principal: { AWS: OWN } },
    'trust',
  ],
  [
    'ERROR ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    { Principal: '*' },
    { Principal: { AWS: '*' } },
    'trust',
  ],
  ['ERROR UNSUPPORTED_ACTION_IN_POLICY', { Action: 's3:ListBucket' }, {}, 'trust'],
  ['ERROR INVALID_ACTION', { Action: 'ListBucket' }, { Action: 's3:ListBucket' }],
  ['ERROR INVALID_ACTION', { Action: 's3:ListBuckets' }, { Action: 's3:List*' }],
  ['SUGGESTION WILDCARD_IN_SERVICE_NAME', { Action: 's*:ListBucket' }, { Action: 's3:*' }],
  ['ERROR INVALID_ARN_PREFIX', { Resource: 'aws:s3:::b' }, {}],
  ['ERROR INVALID_PARTITION', { Resource: 'arn:amazon:s3:::b' }, { Resource: 'arn:aws-cn:s3:::b' }],
  ['ERROR INVALID_SERVICE', { Resource: 'arn:aws:*:::b' }, {}],
  ['SUGGESTION EMPTY_ARRAY_ACTION', { Action: [] }, {}],
  ['SUGGESTION EMPTY_ARRAY_RESOURCE', { Resource: [] }, {}],
  ['SUGGESTION EMPTY_ARRAY_PRINCIPAL', { Principal: { AWS: [] } }, {}, 'resource'],
  ['SUGGESTION EMPTY_OBJECT_PRINCIPAL', { Principal: {} }, {}, 'resource'],
  [
    'SUGGESTION EMPTY_OBJECT_CONDITION',
    { Condition: {} },
    when('Bool', 'aws:SecureTransport', true),
  ],
  [
    'ERROR NULL_WITH_IF_EXISTS',
    when('NullIfExists', 'aws:username', true),
    when('Null', 'aws:username', true),
  ],
  [
    'ERROR INVALID_CONDITION_OPERATOR',
    when('StringMatches', 'aws:username', 'a'),
    when('StringLike', 'aws:username', 'a'),
  ],
  [
    'ERROR DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
    { Condition: { StringEquals: { 'aws:username': 'a', 'aws:UserName': 'b' } } },
    { Condition: { StringEquals: { 'aws:username': 'a', 'aws:userid': 'b' } } },
  ],
  [
    'ERROR INVALID_CONDITION_DATA_TYPE',
    when('StringEquals', 'aws:username', ['a', 5]),
    when('StringEquals', 'aws:username', ['a', '5']),
  ],
  ['ERROR POLICY_REFUSED', JSON.stringify({ Statement: BASES.identity }), {}],
  [
    'WARNING POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
    { Resource: `${BUCKET}${'x'.repeat(6144)}` },
    {},
  ],
  [
    'WARNING POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
    { Resource: `${BUCKET}${'x'.repeat(20_480)}` },
    {},
    'resource',
  ],
  ['WARNING POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', { Sid: 'x'.repeat(2048) }, {}, 'trust'],
  ['ERROR POLICY_SIZE_EXCEEDS_SCP_QUOTA', { Sid: 'x'.repeat(5120) }, {}, 'scp'],
]

export const ELEMENTS: readonly Row[] = [
  ['WARNING ACTION_NOT_SERVED', { Action: 's3:GetBucketWebsite' }, {}],
  ['WARNING SERVICE_NOT_SERVED', { Action: 'ec2:RunInstances' }, {}],
  ['ERROR VARIABLE_UNSUPPORTED_IN_ELEMENT', { Action: 's3:${aws:username}' }, {}],
  [
    'WARNING ACTION_WITHOUT_FITTING_RESOURCE',
    { Action: 's3:GetObject' },
    { Action: 's3:GetObject', Resource: `${BUCKET}/*` },
  ],
  [
    'WARNING ACTION_WITHOUT_FITTING_RESOURCE',
    { Action: 's3:ListAllMyBuckets' },
    { Action: 's3:ListAllMyBuckets', Resource: '*' },
  ],
  [
    'WARNING ACTION_WITHOUT_FITTING_RESOURCE',
    { Action: 'logs:PutLogEvents', Resource: `arn:aws:logs:us-east-1:${OWN}:log-group:g` },
    { Action: 'logs:PutLogEvents', Resource: `arn:aws:logs:us-east-1:${OWN}:log-group:g:*` },
  ],
  [
    'WARNING ACTION_WITHOUT_FITTING_RESOURCE',
    { Action: 'lex:PostText', Resource: `arn:aws:lex:us-east-1:${OWN}:bot/b` },
    { Action: 'lex:PostText', Resource: `arn:aws:lex:us-east-1:${OWN}:bot:b:PROD` },
  ],
  ['ERROR MISSING_ARN_FIELD', { Resource: 'arn:aws:s3' }, {}],
  ['ERROR INVALID_ARN_SERVICE_CASE', { Resource: 'arn:aws:S3:::b' }, {}],
  [
    'ERROR INVALID_ARN_REGION',
    { Action: 'kms:Decrypt', Resource: KEY.replace('us-east-1', 'useast') },
    { Action: 'kms:Decrypt', Resource: KEY },
  ],
  [
    'ERROR INVALID_ARN_ACCOUNT',
    { Action: 'kms:Decrypt', Resource: KEY.replace(OWN, '1') },
    { Action: 'kms:Decrypt', Resource: KEY },
  ],
  ['ERROR INVALID_ARN_RESOURCE', { Resource: 'arn:aws:s3:::' }, {}],
  [
    'ERROR ARN_REGION_NOT_ALLOWED',
    { Action: 'sts:AssumeRole', Resource: `arn:aws:sts:us-east-1:${OWN}:x` },
    { Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${OWN}:role/x` },
  ],
  ['ERROR ARN_REGION_NOT_ALLOWED', { Resource: 'arn:aws:s3:us-east-1::b' }, {}],
  ['ERROR ARN_ACCOUNT_NOT_ALLOWED', { Resource: `arn:aws:s3::${OWN}:b` }, {}],
  [
    'ERROR MISSING_ARN_REGION',
    { Action: 'kms:Decrypt', Resource: KEY.replace('us-east-1', '') },
    { Action: 'kms:Decrypt', Resource: KEY.replace('us-east-1', '*') },
  ],
  [
    'ERROR EMPTY_VARIABLE',
    { Resource: `${BUCKET}/\${}` },
    { Resource: `${BUCKET}/\${aws:username}` },
  ],
  [
    'ERROR UNSUPPORTED_SPACE_IN_VARIABLE',
    { Resource: `${BUCKET}\${aws:user name}` },
    { Resource: `${BUCKET}\${aws:username, 'a b'}` },
  ],
  [
    'ERROR MISSING_QUOTE_IN_VARIABLE',
    { Resource: `${BUCKET}\${aws:username, a}` },
    { Resource: `${BUCKET}\${*}` },
  ],
  [
    'ERROR MISSING_QUOTE_IN_VARIABLE',
    when('StringEquals', 'aws:userid', '${aws:username, a}'),
    when('StringEquals', 'aws:userid', "${aws:username, 'a'}"),
  ],
  [
    'WARNING UNIQUE_SIDS_RECOMMENDED',
    whole({ ...BASES.identity, Sid: 'a' }, { ...BASES.identity, Effect: 'Deny', Sid: 'a' }),
    {},
    'scp',
  ],
  [
    'WARNING STATEMENT_WITHOUT_EFFECT',
    both({}, { Effect: 'Deny', Action: 's3:List*', Resource: '*' }),
    both({}, { Effect: 'Deny', Action: 's3:List*', Resource: `${BUCKET}c` }),
  ],
  [
    'SECURITY_WARNING SCP_DENIES_EVERYTHING',
    { Effect: 'Deny', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*', ...when('Null', 'aws:username', true) },
    'scp',
  ],
  [
    'SECURITY_WARNING KEY_POLICY_WITHOUT_ADMINISTRATOR',
    { Action: 'kms:Decrypt', Resource: '*' },
    { Action: 'kms:*', Resource: '*' },
    'resource',
  ],
  [
    'SECURITY_WARNING ALLOW_WITH_NOT_PRINCIPAL',
    { Principal: none, NotPrincipal: { AWS: OWN } },
    { Principal: none, NotPrincipal: { AWS: OWN }, Effect: 'Deny' },
    'resource',
  ],
  ['SUGGESTION EMPTY_SID_VALUE', { Sid: '' }, { Sid: 'a' }],
  ['SUGGESTION REDUNDANT_STATEMENT', both({}, {}), both({}, { Effect: 'Deny' })],
  ['WARNING MISSING_VERSION', JSON.stringify({ Statement: BASES.resource }), {}, 'resource'],
]

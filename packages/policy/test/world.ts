/** The small world in which random policies and requests meet often enough to be interesting. */
import type { Question } from '../reference/question.ts'

export const OWN = '111111111111'
export const FOREIGN = '222222222222'

export interface Theme {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly trustsAccount: boolean
  readonly resourceKind: 'resource' | 'trust'
}

/** One for every rule of spec/iam.md §4.6, and one for plain services. */
export const THEMES: readonly Theme[] = [
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:GetBucketPolicy', 's3:DeleteBucketPolicy'],
    resources: ['arn:aws:s3:::b', 'arn:aws:s3:::b/k', 'arn:aws:s3:::b/alice/x', 'arn:aws:s3:::b/*'],
    trustsAccount: true,
    resourceKind: 'resource',
  },
  {
    actions: ['lex:GetBot', 'lex:PutBot', 'lex:PostText', 'lex:TagResource', 'lex:GetBots'],
    resources: [
      `arn:aws:lex:us-east-1:${OWN}:bot:Order`,
      `arn:aws:lex:us-east-1:${OWN}:bot:Order:prod`,
      `arn:aws:lex:eu-west-1:${OWN}:bot:order`,
      `arn:aws:lex:us-east-1:${OWN}:intent:alice:1`,
    ],
    trustsAccount: true,
    resourceKind: 'resource',
  },
  {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:RetireGrant', 'kms:CreateAlias'],
    resources: [
      `arn:aws:kms:us-east-1:${OWN}:key/k1`,
      `arn:aws:kms:us-east-1:${OWN}:alias/aws/lex`,
      `arn:aws:kms:us-east-1:${OWN}:alias/x`,
    ],
    trustsAccount: false,
    resourceKind: 'resource',
  },
  {
    actions: [
      'sts:AssumeRole',
      'sts:TagSession',
      'sts:AssumeRoleWithWebIdentity',
      'sts:GetCallerIdentity',
      'sts:GetSessionToken',
    ],
    resources: [`arn:aws:iam::${OWN}:role/target`, `arn:aws:iam::${OWN}:role/team/app`],
    trustsAccount: false,
    resourceKind: 'trust',
  },
  {
    actions: ['iam:PassRole', 'iam:CreatePolicyVersion', 'iam:TagPolicy', 'iam:GetPolicy'],
    resources: [
      `arn:aws:iam::${OWN}:role/target`,
      `arn:aws:iam::${FOREIGN}:role/xapp`,
      'arn:aws:iam::aws:policy/AmazonLexFullAccess',
      `arn:aws:iam::${OWN}:policy/p`,
    ],
    trustsAccount: true,
    resourceKind: 'resource',
  },
  {
    actions: ['lambda:InvokeFunction', 'lambda:GetFunction', 'sqs:SendMessage'],
    resources: [
      `arn:aws:lambda:us-east-1:${OWN}:function:f`,
      `arn:aws:lambda:us-east-1:${OWN}:function:f:live`,
      `arn:aws:sqs:us-east-1:${OWN}:q`,
    ],
    trustsAccount: true,
    resourceKind: 'resource',
  },
]

const PROVIDER = `arn:aws:iam::${OWN}:oidc-provider/id.example`

export const CALLERS: readonly Question['principal'][] = [
  {
    kind: 'user',
    arn: `arn:aws:iam::${OWN}:user/alice`,
    account: OWN,
    uniqueId: 'AIDAALICE00000001',
  },
  { kind: 'user', arn: `arn:aws:iam::${OWN}:user/x/bob`, account: OWN },
  {
    kind: 'user',
    arn: `arn:aws:iam::${FOREIGN}:user/xav`,
    account: FOREIGN,
    uniqueId: 'AIDAXAV0000000001',
  },
  {
    kind: 'role-session',
    arn: `arn:aws:sts::${OWN}:assumed-role/app/s1`,
    account: OWN,
    roleArn: `arn:aws:iam::${OWN}:role/team/app`,
    uniqueId: 'AROAAPP0000000001',
  },
  {
    kind: 'role-session',
    arn: `arn:aws:sts::${FOREIGN}:assumed-role/xapp/s1`,
    account: FOREIGN,
    roleArn: `arn:aws:iam::${FOREIGN}:role/xapp`,
  },
  {
    kind: 'role-session',
    arn: `arn:aws:sts::${OWN}:assumed-role/AWSServiceRoleForLexBots/s`,
    account: OWN,
    roleArn: `arn:aws:iam::${OWN}:role/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots`,
    serviceLinked: true,
  },
  {
    kind: 'federated-user',
    arn: `arn:aws:sts::${OWN}:federated-user/bob`,
    account: OWN,
    issuerArn: `arn:aws:iam::${OWN}:user/alice`,
    issuerUniqueId: 'AIDAALICE00000001',
  },
  { kind: 'federated-user', arn: `arn:aws:sts::${OWN}:federated-user/carol`, account: OWN },
  { kind: 'root', arn: `arn:aws:iam::${OWN}:root`, account: OWN },
  { kind: 'root', arn: `arn:aws:iam::${FOREIGN}:root`, account: FOREIGN },
  { kind: 'service', name: 'lex.amazonaws.com' },
  { kind: 'service', name: 'lexv2.amazonaws.com' },
  { kind: 'federated-identity', provider: PROVIDER },
  { kind: 'federated-identity', provider: 'cognito-identity.amazonaws.com' },
  { kind: 'anonymous' },
]

/** What `Principal` elements name, by type. */
export const NAMED: readonly (readonly [string, string])[] = [
  ...CALLERS.flatMap(({ arn, roleArn, uniqueId, name, provider, issuerArn }) => [
    ...[arn, roleArn, uniqueId, issuerArn].flatMap(one => (one ? [['AWS', one] as const] : [])),
    ...(name ? [['Service', name] as const] : []),
    ...(provider ? [['Federated', provider] as const] : []),
  ]),
  ['AWS', OWN],
  ['AWS', FOREIGN],
  ['AWS', `arn:aws:iam::${OWN}:role/app`],
  ['AWS', `arn:aws:iam::${OWN}:user/bob`],
  ['AWS', 'arn:aws:iam::AWS-ACCOUNT:user/u'],
  ['AWS', 'arn:aws:s3:::b'],
  ['CanonicalUser', 'c'.repeat(64)],
]

/** Ids that principals may have been pinned to: their own, or that of one since deleted. */
export const PINS: ReadonlyMap<string, readonly string[]> = new Map([
  [`arn:aws:iam::${OWN}:user/alice`, ['AIDAALICE00000001', 'AIDAALICE0000DEAD']],
  [`arn:aws:iam::${OWN}:role/team/app`, ['AROAAPP0000000001', 'AROAAPP000000DEAD']],
  [`arn:aws:iam::${FOREIGN}:user/xav`, ['AIDAXAV0000000001']],
  ['c'.repeat(64), [OWN, FOREIGN]],
])

export interface Key {
  readonly name: string
  readonly many: boolean
  /** Values of requests and of policies alike. */
  readonly values: readonly string[]
}

const key = (name: string, values: readonly string[], many = false): Key => ({ name, values, many })

const WORDS = [
  '${aws',
  '${}',
  '${a b}',
  'x',
  'X',
  'team',
  '',
  'a*',
  'ab',
  '?',
  '${aws:username}',
  'alice',
  'stra\u00dfe',
  'STRASSE',
]
const NUMBERS = [
  '10',
  '10.0',
  '-3',
  '+7',
  '.5',
  '5.',
  '9007199254740993',
  '9007199254740992',
  'ten',
  '1e3',
  '-0',
  '00010',
  '0.000000000000000000',
  '.50000000000000000001',
  '.50000000000000000000',
  '100000000000000000000000.5',
  '100000000000000000000000.50',
  '-100000000000000000000001',
  '1000000000000000000000000',
  `-0.${'0'.repeat(400)}1`,
  '0',
  '9'.repeat(400),
  '9'.repeat(401),
]
const DATES = [
  '2026-06-30T00:00:00Z',
  '2026-06-30T02:00:00+02:00',
  '2026-06-30T00:00:00.000000001Z',
  '2026-06-30',
  '2026-06',
  '1782777600',
  '2024',
  '2026-06-30t00:00z',
  '2026-06-29T23:59:59-00:30',
]
const STRANGE_DATES = [
  '2026-02-30',
  '2026-06-30T24:00:00Z',
  'soon',
  '9223372036854775808',
  '2026-06-30T00:00:00+24:00',
]
const ADDRESSES = [
  '203.0.113.7',
  '203.0.113.0/24',
  '::ffff:203.0.113.7',
  '::ffff:203.0.113.0/120',
  '2001:db8::1',
  '2001:DB8::/32',
  '0.0.0.0/0',
  '::/0',
  '::1.2.3.4',
  '010.0.0.1',
  '10.0.0.0/33',
  '203.0.113.7/032',
  '1::2::3',
  '2001:db8::/20',
  '2001:db8:0:0:0:0:0:1',
  '2001:db8:0:0:1::/80',
  '1:2:3',
  '1:2:3:4:5:6:1.2.3.4',
  '::g',
  '1.2.3.4::',
  '1.2.3',
  '::ffff:0:0/96',
]
const ARNS = [
  `arn:aws:iam::${OWN}:user/alice`,
  `arn:aws:iam::${OWN}:role/team/app`,
  `arn:aws:iam::${OWN}:user/*`,
  'arn:aws:iam::*:user/${aws:username}',
  `arn:aws:iam::\${aws:ResourceAccount}:user/alice`,
  `arn:aws:lex:us-east-1:${OWN}:bot:Order:prod`,
  'arn:*:lex:*:*:bot:*',
  'arn:aws:lex:*:bot:Order',
  'not-an-arn',
  'arn:aws',
]
const BYTES = ['QmluYXJ5', 'QQ==', 'QR==', 'QQ', '', 'no!', '+/+/']
const BOOLEANS = ['true', 'false', 'TRUE', 'False', 'yes', "${aws:y, 'true'}", '${aws:none}', '']

/** Letters whose cases are not one to one. */
const LETTERS = [
  'É',
  'é',
  'ß',
  'ẞ',
  'Σ',
  'ς',
  'σ',
  'ſ',
  's',
  'K',
  'k',
  'İ',
  'ı',
  'I',
  'i',
  '😀',
  'a?',
  '?',
]

/** Longer than the bits of a word. */
const LONG = [
  'ab'.repeat(40),
  `${'ab'.repeat(40)}c`,
  `${'ab'.repeat(20)}*${'ab'.repeat(20)}`,
  `*${'b?'.repeat(18)}*c`,
  `*${'ab'.repeat(20)}c`,
  `é${'?'.repeat(40)}*é`,
  `é${'ab'.repeat(40)}😀é`,
  `*${'?'.repeat(33)}*`,
  `*${'a*b*'.repeat(20)}`,
]

export const KEYS: Readonly<Record<string, readonly Key[]>> = {
  String: [
    key('aws:PrincipalTag/t', WORDS),
    key('aws:ResourceTag/T', WORDS),
    key('aws:long', LONG),
    key('aws:username', ['alice', 'bob', 'x', '*', '']),
    key('aws:FederatedProvider', [PROVIDER, 'cognito-identity.amazonaws.com']),
    key('aws:TagKeys', ['team', 'env', 'cost', '', 'a*'], true),
    key('lex:associatedIntents', ['Order', 'Cancel', 'x'], true),
  ],
  Letters: [key('aws:letters', LETTERS)],
  Numeric: [key('s3:max-keys', NUMBERS), key('aws:MultiFactorAuthAge', NUMBERS)],
  Date: [key('aws:CurrentTime', [...DATES, ...STRANGE_DATES]), key('aws:TokenIssueTime', DATES)],
  Bool: [key('aws:SecureTransport', BOOLEANS), key('aws:MultiFactorAuthPresent', BOOLEANS)],
  Ip: [key('aws:SourceIp', ADDRESSES)],
  Arn: [key('aws:PrincipalArn', ARNS), key('aws:SourceArn', ARNS), key('aws:Arns', ARNS, true)],
  Binary: [key('aws:bin', BYTES)],
}

export const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  Letters: ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike'],
  Numeric: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  Date: [
    'DateEquals',
    'DateNotEquals',
    'DateLessThan',
    'DateLessThanEquals',
    'DateGreaterThan',
    'DateGreaterThanEquals',
  ],
  Bool: ['Bool'],
  Ip: ['IpAddress', 'NotIpAddress'],
  Arn: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  Binary: ['BinaryEquals'],
}
/** Dates of policies must be readable, or the document is refused. */
export const POLICY_DATES = DATES

/** The four workloads on which engines are compared, the same numbers in every run. */

export interface Workload {
  readonly id: 'a' | 'b' | 'c' | 'd'
  readonly principal: string
  readonly role?: string
  /** Attached policies, as lists of statements. */
  readonly identity: readonly (readonly StatementJson[])[]
  readonly boundary?: readonly StatementJson[]
  readonly scp?: readonly (readonly StatementJson[])[]
  readonly resourcePolicy?: readonly StatementJson[]
  readonly resourceAccount?: string
  readonly requests: readonly BenchRequest[]
}

export interface StatementJson {
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | { readonly AWS: readonly string[] }
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export interface BenchRequest {
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
}

export const CALLER_ACCOUNT = '111122223333'
const OTHER_ACCOUNT = '444455556666'
const REGION = 'us-east-1'
const REQUESTS = 5000
const USER = `arn:aws:iam::${CALLER_ACCOUNT}:user/u0`

/** One policy of one statement. */
export function workloadA(): Workload {
  const arn = (name: string) => `arn:aws:lex:${REGION}:${CALLER_ACCOUNT}:bot:${name}`
  return {
    id: 'a',
    principal: USER,
    identity: [[{ Effect: 'Allow', Action: ['lex:PostText'], Resource: [arn('OrderFlowers:*')] }]],
    requests: requests((random, i) => ({
      action: 'lex:PostText',
      resource: arn(`${random() < 0.5 ? 'OrderFlowers' : `Other${i % 50}`}:prod`),
      context: {},
    })),
  }
}

/** Ten attached policies of twenty statements. */
export function workloadB(): Workload {
  const random = randomOf(42)
  const policies = Array.from({ length: 10 }, (_, i) =>
    Array.from({ length: 20 }, (_, j) => statement(random, i * 20 + j)),
  )
  return { id: 'b', principal: USER, identity: policies, requests: lexRequests() }
}

/** One policy of so many statements. */
export function workloadC(statements = 1000): Workload {
  const random = randomOf(43)
  const policy = Array.from({ length: statements }, (_, i) => statement(random, i))
  return { id: 'c', principal: USER, identity: [policy], requests: lexRequests() }
}

/** A role session of one account on a bucket of another: identity, boundary, three SCP levels, bucket policy. */
export function workloadD(): Workload {
  const role = `arn:aws:iam::${CALLER_ACCOUNT}:role/lex-logs`
  const all: StatementJson = { Effect: 'Allow', Action: ['*'], Resource: ['*'] }
  const insecure = { Bool: { 'aws:SecureTransport': ['false'] } }
  const objects = ['arn:aws:s3:::lexlogs-b/*']
  return {
    id: 'd',
    principal: `arn:aws:sts::${CALLER_ACCOUNT}:assumed-role/lex-logs/s1`,
    role,
    identity: [
      [
        allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::lexlogs-*/*']),
        allow(['s3:ListBucket'], ['arn:aws:s3:::lexlogs-*']),
        allow(['logs:*'], ['*']),
        allow(
          ['kms:GenerateDataKey', 'kms:Decrypt'],
          [`arn:aws:kms:${REGION}:${OTHER_ACCOUNT}:key/*`],
        ),
        deny(['s3:PutObject'], ['arn:aws:s3:::lexlogs-*/locked/*']),
      ],
    ],
    boundary: [
      allow(['s3:*', 'logs:*', 'kms:*'], ['*']),
      deny(['s3:Delete*'], ['*']),
      deny(['iam:*'], ['*']),
    ],
    scp: [
      [all],
      [all, deny(['organizations:*'], ['*'])],
      [all, { ...deny(['s3:*'], ['*']), Condition: insecure }],
    ],
    resourcePolicy: [
      { ...allow(['s3:GetObject', 's3:PutObject'], objects), Principal: { AWS: [role] } },
      {
        ...allow(['s3:ListBucket'], ['arn:aws:s3:::lexlogs-b']),
        Principal: { AWS: [`arn:aws:iam::${CALLER_ACCOUNT}:root`] },
      },
      { ...deny(['s3:*'], objects), Principal: '*', Condition: insecure },
      {
        ...deny(['s3:PutObject'], objects),
        Principal: '*',
        Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': ['aws:kms'] } },
      },
    ],
    resourceAccount: OTHER_ACCOUNT,
    requests: requests((random, i) => {
      const put = random() < 0.5
      return {
        action: put ? 's3:PutObject' : 's3:GetObject',
        resource: `arn:aws:s3:::lexlogs-b/${random() < 0.2 ? 'locked' : 'audio'}/k${i}`,
        context: {
          'aws:SecureTransport': random() < 0.9 ? 'true' : 'false',
          ...(put && {
            's3:x-amz-server-side-encryption': random() < 0.8 ? 'aws:kms' : 'AES256',
          }),
        },
      }
    }),
  }
}

export const WORKLOADS: Readonly<Record<Workload['id'], () => Workload>> = {
  a: workloadA,
  b: workloadB,
  c: workloadC,
  d: workloadD,
}

/** A policy document as text. */
export const documentOf = (statements: readonly StatementJson[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements })

const allow = (Action: string[], Resource: string[]): StatementJson => ({
  Effect: 'Allow',
  Action,
  Resource,
})
const deny = (Action: string[], Resource: string[]): StatementJson => ({
  Effect: 'Deny',
  Action,
  Resource,
})

const ACTIONS = [
  ...['GetBot', 'GetBots', 'GetBotAlias', 'GetIntent', 'GetIntents', 'GetSlotType'],
  ...['PutBot', 'PutIntent', 'PutSlotType', 'PutBotAlias', 'DeleteBot', 'DeleteIntent'],
  ...['PostText', 'PostContent', 'GetSession', 'PutSession'],
]
const WILD = ['Get*', 'Put*', 'Delete*', 'Post*', '*', 'GetBot*', 'PutB*']
const TYPES = ['bot', 'intent', 'slottype']

function statement(random: () => number, i: number): StatementJson {
  const arn = `arn:aws:lex:${REGION}:${CALLER_ACCOUNT}:${TYPES[i % 3]}`
  const wild = i % 4 === 0 ? pick(random, WILD) : undefined
  const actions = wild ? [wild] : [0, 1, 2].map(() => pick(random, ACTIONS))
  const condition = CONDITIONS[i % 5]?.(i)
  return {
    Effect: i % 10 === 9 ? 'Deny' : 'Allow',
    Action: actions.map(name => `lex:${name}`),
    Resource: [`${arn}:Team${i % 100}-*`, `${arn}:*-shared-${i}:*`],
    ...(condition && { Condition: condition }),
  }
}

const CONDITIONS: readonly ((i: number) => NonNullable<StatementJson['Condition']>)[] = [
  i => ({ StringEquals: { 'aws:PrincipalTag/team': [`t${i % 20}`, `t${(i + 1) % 20}`] } }),
  () => ({ StringLike: { 'aws:ResourceTag/env': ['prod*', 'stage-?'] } }),
  () => ({
    IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16'] },
    Bool: { 'aws:SecureTransport': ['true'] },
  }),
  () => ({ NumericLessThan: { 'aws:MultiFactorAuthAge': ['3600'] } }),
]

function lexRequests(): BenchRequest[] {
  return requests((random, i) => ({
    action: `lex:${pick(random, ACTIONS)}`,
    resource: `arn:aws:lex:${REGION}:${CALLER_ACCOUNT}:${pick(random, TYPES)}:Team${(random() * 110) | 0}-b${i % 17}:prod`,
    context: {
      'aws:PrincipalTag/team': `t${(random() * 20) | 0}`,
      'aws:ResourceTag/env': random() < 0.5 ? 'prod-eu' : 'dev',
      'aws:SourceIp': random() < 0.5 ? '10.1.2.3' : '8.8.8.8',
      'aws:SecureTransport': 'true',
      'aws:MultiFactorAuthAge': String((random() * 7200) | 0),
    },
  }))
}

function requests(make: (random: () => number, i: number) => BenchRequest): BenchRequest[] {
  const random = randomOf(7)
  return Array.from({ length: REQUESTS }, (_, i) => make(random, i))
}

const pick = (random: () => number, list: readonly string[]) =>
  list[(random() * list.length) | 0] ?? ''

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

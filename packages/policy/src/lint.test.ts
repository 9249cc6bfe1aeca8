import { describe, expect, it } from 'vitest'
import { createCatalogue } from './catalogue.ts'
import { lint } from './lint.ts'
import { parsePolicy } from './parse.ts'
import type { PolicyKind } from './types.ts'

const catalogue = createCatalogue({
  lex: {
    actions: [
      { name: 'GetBot' },
      { name: 'PutBot', creates: true },
      { name: 'DeleteBot' },
      { name: 'GetBots', withoutResource: true },
    ],
    keys: { 'lex:associatedIntents': { type: 'String', many: true } },
  },
  iam: {
    actions: [{ name: 'PassRole' }, { name: 'CreateServiceLinkedRole' }, { name: 'GetRole' }],
  },
  s3: { actions: [{ name: 'GetObject' }], keys: { 's3:max-keys': { type: 'Numeric' } } },
})

function codes(changes: object, kind: PolicyKind = 'identity', version?: '2008-10-17'): string[] {
  const base = kind === 'trust' ? {} : { Resource: '*' }
  const statement = { Effect: 'Allow', Action: 'lex:GetBot', ...base, ...changes }
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  const document = { ...parsed.value, ...(version && { version }) }
  return lint(document, catalogue, kind).map(({ type, code }) => `${type} ${code}`)
}
const when = (operator: string, key: string, value: unknown) =>
  codes({ Condition: { [operator]: { [key]: value } } })

const BOT = 'arn:aws:lex:us-east-1:111111111111:bot'
const rows: [string, () => string[], string[]][] = [
  ['nothing about a plain statement', () => codes({ Resource: `${BOT}:Order` }), []],
  [
    'an action that does not exist',
    () => codes({ Action: 'lex:GetBott' }),
    ['ERROR INVALID_ACTION'],
  ],
  ['a pattern that fits no action', () => codes({ Action: 'lex:Fly*' }), ['ERROR INVALID_ACTION']],
  [
    'a service that is not served, as a warning',
    () => codes({ Action: 'ec2:StartInstances' }),
    ['WARNING SERVICE_NOT_SERVED'],
  ],
  [
    'an action that another covers',
    () => codes({ Action: ['lex:Get*', 'lex:GetBot'] }),
    ['SUGGESTION REDUNDANT_ACTION'],
  ],
  [
    'a resource that another covers',
    () => codes({ Resource: [`${BOT}:Order`, `${BOT}:O*`] }),
    ['SUGGESTION REDUNDANT_RESOURCE'],
  ],
  ['an ARN of Lex V2', () => codes({ Resource: `${BOT}/ABCDE` }), ['WARNING LEX_V2_ARN']],
  ['every bot at once', () => codes({ Resource: `${BOT}:*` }), ['SUGGESTION LEX_EVERY_BOT']],
  [
    'a variable where there are none',
    () => codes({ Resource: 'arn:aws:lex:*:${aws:PrincipalAccount}:bot:a' }),
    ['ERROR VARIABLE_UNSUPPORTED_IN_ELEMENT'],
  ],
  [
    'a variable in a document of 2008',
    () => codes({ Resource: `${BOT}:\${aws:username}` }, 'identity', '2008-10-17'),
    ['WARNING MISSING_VERSION', 'ERROR VARIABLE_UNSUPPORTED_IN_VERSION'],
  ],
  [
    'a variable that is not closed',
    () => codes({ Resource: `${BOT}:\${aws:username` }),
    ['ERROR MISSING_BRACE_IN_VARIABLE'],
  ],
  [
    'any role passed to any service',
    () => codes({ Action: 'iam:PassRole' }),
    ['SECURITY_WARNING PASS_ROLE_WITH_STAR_IN_RESOURCE', 'SUGGESTION PASS_ROLE_WITHOUT_SERVICE'],
  ],
  [
    'any role passed by a wildcard',
    () =>
      codes({
        Action: 'iam:Pass*',
        NotResource: `arn:aws:iam::111111111111:role/a`,
        Resource: undefined,
      }),
    [
      'SECURITY_WARNING PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
      'SUGGESTION PASS_ROLE_WITHOUT_SERVICE',
    ],
  ],
  [
    'one role passed to one service, as it should be',
    () =>
      codes({
        Action: 'iam:PassRole',
        Resource: 'arn:aws:iam::111111111111:role/logs',
        Condition: { StringEquals: { 'iam:PassedToService': 'lex.amazonaws.com' } },
      }),
    ['ERROR INVALID_SERVICE_CONDITION_KEY'],
  ],
  [
    'a tag of the resource on what makes the resource',
    () =>
      codes({
        Action: 'lex:*Bot',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } },
      }),
    ['WARNING TAG_OF_RESOURCE_ON_CREATION'],
  ],
  [
    'ForAllValues that passes on an absent key',
    () => when('ForAllValues:StringEquals', 'lex:associatedIntents', 'Order'),
    ['SECURITY_WARNING FORALLVALUES_WITHOUT_NULL'],
  ],
  [
    'ForAllValues on a key of one value',
    () => when('ForAllValues:StringEquals', 'aws:username', 'alice'),
    [
      'SECURITY_WARNING FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      'SECURITY_WARNING FORALLVALUES_WITHOUT_NULL',
    ],
  ],
  [
    'ForAllValues with its guard, as it should be',
    () =>
      codes({
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' },
          Null: { 'aws:TagKeys': 'false' },
        },
      }),
    [],
  ],
  [
    'an operator in the wrong case',
    () => when('stringequals', 'aws:username', 'a'),
    ['ERROR INVALID_CONDITION_OPERATOR'],
  ],
  [
    'a global key that does not exist',
    () => when('StringEquals', 'aws:UserNam', 'a'),
    ['ERROR INVALID_GLOBAL_CONDITION_KEY'],
  ],
  [
    'a tag without a name',
    () => when('StringEquals', 'aws:RequestTag/', 'a'),
    ['ERROR MISSING_TAG_KEY_IN_CONDITION'],
  ],
  [
    'a wildcard that is a plain character',
    () => when('StringEquals', 'aws:username', 'a*'),
    ['WARNING WILDCARD_WITHOUT_LIKE_OPERATOR'],
  ],
  [
    'an operator of another type',
    () => when('NumericEquals', 'aws:username', '1'),
    ['WARNING TYPE_MISMATCH_STRING'],
  ],
  [
    'a value that cannot be read',
    () => when('NumericNotEquals', 's3:max-keys', 'ten'),
    ['ERROR DATA_TYPE_MISMATCH'],
  ],
  [
    'a variable that is plain text',
    () => when('NumericEquals', 's3:max-keys', '${s3:max-keys}'),
    ['ERROR INVALID_VARIABLE_FOR_OPERATOR'],
  ],
  [
    'a private address, and bits that do not count',
    () => when('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.9/24']),
    ['SUGGESTION IMPROVE_IP_RANGE', 'SUGGESTION PRIVATE_IP_ADDRESS_SUBSET'],
  ],
  [
    'a list without values',
    () => when('StringEquals', 'aws:username', []),
    ['SUGGESTION EMPTY_ARRAY_CONDITION'],
  ],
  [
    'a value named twice',
    () => when('StringEquals', 'aws:username', ['a', 'a']),
    ['SUGGESTION REDUNDANT_CONDITION_VALUE'],
  ],
  [
    'Null with a set operator',
    () => when('ForAnyValue:Null', 'aws:username', true),
    ['SUGGESTION NULL_WITH_QUALIFIER'],
  ],
  [
    'NotAction in an Allow',
    () => codes({ Action: undefined, NotAction: 'iam:*' }),
    ['SECURITY_WARNING ALLOW_WITH_NOT_ACTION'],
  ],
]

describe('lint', () => {
  for (const [name, found, expected] of rows) {
    it(`finds ${name}`, () => expect(found()).toEqual(expected))
  }

  it('asks whom a service acts for, and an account for its external id', () => {
    const trust = (Principal: object, Condition?: object) =>
      codes({ Action: 'sts:AssumeRole', Principal, ...(Condition && { Condition }) }, 'trust')
    const known = 'WARNING SERVICE_NOT_SERVED'
    const Service = 'lex.amazonaws.com'
    expect(trust({ Service })).toEqual([
      known,
      'SECURITY_WARNING RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    ])
    const guarded = { StringEquals: { 'aws:SourceAccount': '111111111111' } }
    expect(trust({ Service }, guarded)).toEqual([known])
    const AWS = '222222222222'
    expect(trust({ AWS })).toEqual([known, 'SUGGESTION TRUST_WITHOUT_EXTERNAL_ID'])
    expect(trust({ AWS }, { StringEquals: { 'sts:ExternalId': 'x' } })).toEqual([known])
  })

  it('says which statement, and where', () => {
    const statement = { Effect: 'Allow', Action: 'lex:GetBot', Resource: '*' }
    const twice = JSON.stringify(
      {
        Version: '2012-10-17',
        Statement: [statement, { ...statement, Sid: 'b', Action: 'lex:X' }, statement],
      },
      undefined,
      1,
    )
    const parsed = parsePolicy(twice, 'identity')
    const findings = parsed.ok ? lint(parsed.value, catalogue) : []
    expect(
      findings.map(({ code, statement: at, sid, position }) => [code, at, sid, position?.line]),
    ).toEqual([
      ['REDUNDANT_STATEMENT', 2, undefined, 15],
      ['INVALID_ACTION', 1, 'b', 9],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { parsePolicy } from './parse.ts'
import type { PolicyKind } from './types.ts'

const statement = (members: object) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'lex:*', Resource: '*', ...members },
})
const without = (name: string, kind?: 'trust') => {
  const all = kind ? trust({}) : statement({})
  return { ...all, Statement: { ...all.Statement, [name]: undefined } }
}
const trust = (members: object) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'lex.amazonaws.com' },
    ...members,
  },
})

const NOT_OF_THIS_TYPE =
  'The provided policy document does not meet the requirements of the specified policy type.'

const refused: [PolicyKind, unknown, string][] = [
  ['identity', '{', 'Syntax errors in policy.'],
  ['identity', '[]', 'Syntax errors in policy.'],
  ['identity', '{"Version":"2012-10-17","Version":"2012-10-17"}', 'Syntax errors in policy.'],
  ['identity', `${'['.repeat(100)}`, 'Syntax errors in policy.'],
  ['identity', { ...statement({}), Extra: 1 }, 'Syntax errors in policy.'],
  ['identity', statement({ NotAction: 'x:y' }), 'Syntax errors in policy.'],
  ['identity', statement({ Condition: { Nope: { k: 'v' } } }), 'Syntax errors in policy.'],
  ['identity', statement({ Action: [['lex:*']] }), 'Syntax errors in policy.'],
  ['identity', statement({ Resource: null }), 'Syntax errors in policy.'],
  ['identity', without('Effect'), 'Syntax errors in policy.'],
  [
    'identity',
    { ...statement({}), Version: '2008-10-17' },
    'Policy document must be version 2012-10-17 or greater.',
  ],
  ['identity', statement({ Effect: 'allow' }), 'The policy failed legacy parsing'],
  [
    'identity',
    statement({ Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } }),
    'The policy failed legacy parsing',
  ],
  [
    'identity',
    {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'a', Effect: 'Allow', Action: '*', Resource: '*' },
        { Sid: 'a', Effect: 'Allow', Action: '*', Resource: '*' },
      ],
    },
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  ['identity', without('Action'), 'Policy statement must contain actions.'],
  ['identity', statement({ Action: [] }), 'Policy statement must contain actions.'],
  ['identity', statement({ Resource: 'x' }), 'Resource x must be in ARN format or "*".'],
  [
    'identity',
    statement({ Resource: 'arn:p:a:b:c:d' }),
    'Partition "p" is not valid for resource "arn:p:a:b:c:d".',
  ],
  [
    'identity',
    statement({ Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [
    'identity',
    statement({ Resource: 'arn:aws:iam:us-east-1:111111111111:user/a' }),
    'IAM resource ARN cannot contain region information.',
  ],
  [
    'identity',
    statement({ Resource: 'arn:aws:s3:us-east-1:111111111111:b' }),
    'Resource ARN can not contain region information.',
  ],
  [
    'identity',
    statement({ Action: 'PostText' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  ['identity', statement({ Action: 'a:b:c' }), 'Actions/Condition can contain only one colon.'],
  ['identity', statement({ Action: 'l*x:Get' }), 'Vendor l*x is not valid'],
  ['identity', without('Resource'), 'Policy statement must contain resources.'],
  ['identity', statement({ Principal: '*' }), 'Policy document should not specify a principal.'],
  ['trust', '{', 'This policy contains invalid Json'],
  [
    'trust',
    { ...trust({}), Version: '2020-01-01' },
    'The policy must contain a valid version string',
  ],
  ['trust', { Version: '2012-10-17' }, 'Could not parse the policy: Statement is empty!'],
  ['trust', without('Effect', 'trust'), 'Missing required field Effect'],
  ['trust', trust({ Effect: 'Maybe' }), 'Invalid effect: Maybe'],
  ['trust', without('Principal', 'trust'), 'Missing required field Principal'],
  ['trust', trust({ Principal: {} }), 'Missing required field Principal cannot be empty!'],
  [
    'trust',
    trust({ Principal: '*' }),
    'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
  ],
  ['trust', trust({ Principal: { Human: 'x' } }), 'Invalid principal in policy: "Human"'],
  ['trust', without('Action', 'trust'), 'Missing required field Action'],
  ['trust', trust({ Action: '*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  ['trust', trust({ Resource: '*' }), 'Has prohibited field Resource'],
  ['resource', statement({}), 'Missing required field Principal'],
  [
    'identity',
    statement({ Sid: 'two words' }),
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  ],
  [
    'identity',
    statement({ Resource: 'arn:aws:*:us-east-1:111111111111:bot:b' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  ['resource', statement({ Principal: { Human: '*' } }), 'Syntax errors in policy.'],
  [
    'resource',
    statement({ Principal: { AWS: 'arn:aws:iam::111111111111:user/a*' } }),
    'Invalid principal in policy',
  ],
  [
    'resource',
    statement({ Principal: { AWS: 'arn:aws:iam::111111111111:group/g' } }),
    'Invalid principal in policy',
  ],
  ['resource', statement({ NotPrincipal: '*' }), 'Allow with NotPrincipal is not allowed.'],
  [
    'trust',
    trust({ Principal: { Service: 'lex*' } }),
    'Invalid principal in policy: "SERVICE":"lex*"',
  ],
  [
    'trust',
    trust({ Principal: { Federated: 'cognito-identity.amazonaws.com' } }),
    'A condition block must be present for the Cognito provider',
  ],
  ['scp', statement({ Principal: '*' }), NOT_OF_THIS_TYPE],
  ['scp', { ...statement({}), Version: '2008-10-17' }, NOT_OF_THIS_TYPE],
  ['rcp', statement({ Principal: '*' }), NOT_OF_THIS_TYPE],
  ['rcp', statement({ Effect: 'Deny' }), NOT_OF_THIS_TYPE],
  ['rcp', statement({ Effect: 'Deny', Principal: { AWS: '1' } }), NOT_OF_THIS_TYPE],
  ['rcp', statement({ Effect: 'Deny', Principal: '*', Action: '*' }), NOT_OF_THIS_TYPE],
  [
    'rcp',
    statement({ Effect: 'Deny', Principal: '*', Action: undefined, NotAction: 's3:*' }),
    NOT_OF_THIS_TYPE,
  ],
]

const accepted: [PolicyKind, unknown][] = [
  ['identity', statement({ Action: 'iam: asdf ', Sid: '' })],
  ['identity', statement({ Condition: { Nope: {}, StringEquals: { k: [] } } })],
  ['identity', statement({ Resource: 'arn:aws:iam::${aws:PrincipalAccount}:role/a' })],
  ['resource', statement({ Principal: { AWS: 'AIDAEXAMPLE000000001' }, Sid: 'two words' })],
  ['rcp', statement({ Action: '*', Principal: { AWS: '*' } })],
  ['rcp', statement({ Effect: 'Deny', Principal: '*', Action: 's3:*' })],
]

describe('parsePolicy', () => {
  for (const [kind, document, message] of refused) {
    const text = typeof document === 'string' ? document : JSON.stringify(document)
    it(`refuses as ${kind}: ${text.slice(0, 120)}`, () => {
      const parsed = parsePolicy(text, kind)
      expect(parsed.ok ? undefined : parsed.error[0]?.message).toBe(message)
    })
  }

  for (const [kind, document] of accepted) {
    it(`accepts as ${kind}: ${JSON.stringify(document)}`, () => {
      expect(parsePolicy(JSON.stringify(document), kind).ok).toBe(true)
    })
  }

  it('says which item of a list is wrong', () => {
    const text = JSON.stringify(statement({ Resource: ['*', 'x'] }), undefined, 1)
    const parsed = parsePolicy(text, 'identity')
    expect(parsed.ok ? undefined : parsed.error[0]?.position).toEqual({ line: 8, column: 4 })
  })

  it('says where the document breaks', () => {
    const parsed = parsePolicy('{\n  "Version": "2012-10-17",\n  "Statement": oops\n}', 'identity')
    expect(parsed.ok ? undefined : parsed.error[0]?.position).toEqual({ line: 3, column: 16 })
  })

  it('refuses characters beyond Latin-1', () => {
    const parsed = parsePolicy('{"Version":"…"}', 'identity')
    expect(parsed.ok ? undefined : parsed.error[0]?.code).toBe('InvalidCharacters')
  })

  it('reads scalars and lists alike and keeps `__proto__` a mere name', () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"a:b","Resource":["*"],"Condition":{"Bool":{"__proto__":true}}}}'
    const parsed = parsePolicy(text, 'identity')
    expect(parsed.ok && parsed.value.statements[0]).toMatchObject({
      effect: 'Deny',
      notAction: ['a:b'],
      resource: ['*'],
      condition: [{ operator: 'Bool', key: '__proto__', values: ['true'] }],
    })
  })
})

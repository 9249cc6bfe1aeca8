/** Input made to be slow: each must be decided or refused within 5 ms. */
import {
  type ContextValue,
  compilePolicy,
  decide,
  EMPTY_POLICY_SET,
  type PolicyDocument,
  parsePolicy,
} from '../../packages/policy/src/index.ts'

const OWN = '111111111111'
const LONG = 'a'.repeat(2048)

/** What makes the input of each case, by name, and then what is timed. */
export function worstCases(): Record<string, () => () => unknown> {
  const many = () => Array.from({ length: 100_000 }, (_, i) => `v${i}`)
  const text = (parts: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: { ...ALLOW, ...parts } })
  const resources = (pattern: string, count: number) =>
    Array.from({ length: count }, () => `arn:aws:s3:::${pattern}`)
  return {
    'a star before every character': () => deciding({ Resource: resources('*a'.repeat(3000), 1) }),
    'and a last character that is not there': () =>
      deciding({
        Resource: resources(`${'*a'.repeat(3000)}*b`, 1),
      }),
    '6 KB of one literal that nearly fits': () =>
      deciding({
        Resource: resources(`*${'a'.repeat(1000)}b*`, 6),
      }),
    '6 KB of question marks': () => deciding({ Resource: resources(`*${'?a'.repeat(500)}b*`, 6) }),
    '6 KB of short patterns': () => deciding({ Resource: resources('*ab*', 300) }),
    'ten policies of 6 KB': () =>
      deciding({ Resource: resources(`*${'a'.repeat(1000)}b*`, 6) }, 10),
    'ten policies of 6 KB of short patterns': () =>
      deciding({ Resource: resources('*ab*', 300) }, 10),
    '100,000 values of StringEquals': () => withValues('StringEquals', many(), 'x'),
    '100,000 values of StringLike': () =>
      withValues(
        'StringLike',
        many().map(one => `${one}*`),
        'x',
      ),
    '100,000 values of IpAddress': () =>
      withValues(
        'IpAddress',
        many().map(() => '10.0.0.0/8'),
        '11.0.0.1',
      ),
    '100,000 values of ArnLike': () =>
      withValues(
        'ArnLike',
        many().map(one => `arn:aws:s3:::${one}*`),
        'arn:aws:s3:::x',
      ),
    '100,000 values of NumericEquals': () =>
      withValues(
        'NumericEquals',
        many().map((_, i) => `${i}`),
        '-1',
      ),
    '100,000 values of the request': () => withValues('ForAllValues:StringLike', ['v*'], many()),
    'both at once': () =>
      withValues(
        'ForAnyValue:StringLike',
        many().map(one => `*${one}?`),
        many(),
      ),
    '100,000 values as text': () => reading(text({ Condition: { StringEquals: { k: many() } } })),
    '1 MB of JSON': () => reading(`"${'x'.repeat(1_000_000)}"`),
    '131,072 characters of statements': () =>
      reading(
        `{"Version":"2012-10-17","Statement":[${Array.from({ length: 1700 }, () => text({}).slice(36, -1)).join(',')}]}`.slice(
          0,
          131_072,
        ),
      ),
    'depth of 1,000': () => reading('{"a":'.repeat(1000)),
    'depth of 100,000': () => reading('['.repeat(100_000)),
    '__proto__ keys': () =>
      reading(text({ Condition: JSON.parse('{"Bool":{"__proto__":"true"}}') })),
    'lone surrogates': () => reading(text({ Sid: '\ud800' })),
    'a number of 100,000 digits': () =>
      withValues('NumericLessThan', ['9'.repeat(100_000)], '9'.repeat(99_999) + '8'),
  }
}

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }

const reading = (text: string) => () => parsePolicy(text, 'identity')

function deciding(parts: { readonly Resource: readonly string[] }, policies = 1) {
  const parsed = parsePolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: { ...ALLOW, ...parts } }),
    'identity',
  )
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  const { value } = parsed
  return asking(
    Array.from({ length: policies }, () => value),
    new Map(),
  )
}

function withValues(operator: string, values: readonly string[], given: ContextValue) {
  const position = { line: 1, column: 1 }
  const document: PolicyDocument = {
    version: '2012-10-17',
    statements: [
      {
        effect: 'Deny',
        action: ['*'],
        resource: ['*'],
        condition: [{ operator, key: 'k', values }],
        start: position,
        end: position,
      },
    ],
  }
  return asking([document], new Map([['k', given]]))
}

function asking(documents: readonly PolicyDocument[], context: ReadonlyMap<string, ContextValue>) {
  const identity = documents.map(one => compilePolicy(one, { kind: 'identity', name: 'worst' }))
  const set = { ...EMPTY_POLICY_SET, identity }
  return () =>
    decide(set, {
      principal: { kind: 'user', arn: `arn:aws:iam::${OWN}:user/u`, account: OWN },
      action: 's3:GetObject',
      // It holds every character of the patterns, so that no quick look can refuse.
      resource: { arns: [`arn:aws:s3:::b${LONG}`], account: OWN, trustsAccount: true },
      context,
    })
}

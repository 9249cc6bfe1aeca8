/** Documents that are nearly valid: what a tired author, a broken tool or an attacker would send. */
import type { Json, Kind } from './generate.ts'
import { type Choices, choices } from './random.ts'

const VALUES: readonly unknown[] = [
  ...[null, 1, 1.5, true, [], {}, '', '*', 'x', [['x']], [null], [1], { AWS: '*' }, { AWS: [] }],
  ...['Allow', 'Deny', 'allow', '2012-10-17', '2008-10-17', '2020-01-01', 'a b', '\ud800', '…'],
  ...['arn', 'arn:aws', 'arn:p:a:b:c:d', 'arn:aws::x', 'arn:aws:s3::x', 'arn:aws:*:::b', 'a::b'],
  ...['arn:aws:iam:us-east-1:1:user/a', 'arn:aws:s3:us-east-1:1:b', 'arn:aws:iam::1:thing/a'],
  ...['arn:aws:s3:us-east-1:1:accesspoint/a', 'arn:aws:iam:*:1:user/a', 'arn:aws:s3:*:1:b'],
  ...['a:b:c', 'l*x:Get', 'iam: asdf ', 'iam:', 'sts:AssumeRole', '${aws:username}', '${', '${}'],
  ...[{ Human: 'x' }, { Service: 'a*' }, { AWS: 'arn:aws:iam::1:group/g' }, { Federated: 'x' }],
  ...[{ AWS: 'arn:aws:iam::111111111111:user/*' }, { Service: [] }, { CanonicalUser: 'c' }],
  ...[{ Nope: {} }, { Nope: { k: 'v' } }, { Bool: 1 }, { Bool: { k: null } }, { Bool: { k: {} } }],
  ...[{ Bool: { k: 'true', K: 'true' } }, { NullIfExists: { k: true } }, { Bool: {} }],
  ...[
    { DateEquals: { k: 'soon' } },
    { DateEquals: 'soon' },
    { StringLike: { __proto__x: '\u0080' } },
  ],
]

const NAMES = [
  ...['Version', 'Id', 'Statement', 'Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action'],
  ...['NotAction', 'Resource', 'NotResource', 'Condition', 'Extra', 'effect', '__proto__'],
]

const SNIPPETS = [
  ...['"', '{', '}', '[', ']', ',', ':', '\\', '\\u0041', '\\ud800', '\\x', 'null', 'true', '1e5'],
  ...[
    '\n',
    '\t',
    '\u0001',
    '…',
    '-',
    '0',
    ' ',
    '\\n',
    '\\u12',
    '"Effect":"Allow",',
    '"__proto__":1,',
  ],
]

/** A document made from statements, then broken in one to three places. */
export function nearlyValid(seed: number, kind: Kind, statements: readonly Json[]): string {
  const random = choices(seed)
  let root: unknown = {
    ...(random.percent(90) && { Version: '2012-10-17' }),
    ...(random.percent(10) && { Id: 'a document' }),
    Statement: random.percent(20) ? statements[0] : named(statements, random),
  }
  for (let n = 1 + random.number(2); n > 0; n--) root = broken(root, random)
  const text = JSON.stringify(root, undefined, random.pick([0, 1])) ?? ''
  return random.percent(70) || kind === 'scp' ? text : brokenText(text, random)
}

function named(statements: readonly Json[], random: Choices): Json[] {
  const sids = ['a', 'b', 'A1', '', 'with space', 'a']
  return statements.map(one => (random.percent(30) ? { Sid: random.pick(sids), ...one } : one))
}

/** Changes, renames, adds or leaves out one member or item somewhere. */
function broken(value: unknown, random: Choices): unknown {
  if (typeof value !== 'object' || value === null || random.percent(8)) return random.pick(VALUES)
  const entries = Object.entries(value)
  if (entries.length === 0) return random.pick(VALUES)
  const at = random.number(entries.length)
  const [name, below] = entries[at] ?? ['', undefined]
  const kept = entries.filter((_, i) => i !== at)
  const changed: [string, unknown][] = random.pick([
    () => [...kept, [name, broken(below, random)] as [string, unknown]],
    () => [...kept, [name, broken(below, random)] as [string, unknown]],
    () => kept,
    () => [...entries, [random.pick(NAMES), random.pick(VALUES)] as [string, unknown]],
    () => [...kept, [random.pick(NAMES), below] as [string, unknown]],
  ])()
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
}

function brokenText(text: string, random: Choices): string {
  const at = random.number(text.length + 1)
  const end = Math.min(text.length, at + random.number(6))
  return random.pick([
    () => text.slice(0, at) + random.pick(SNIPPETS) + text.slice(at),
    () => text.slice(0, at) + random.pick(SNIPPETS) + text.slice(end),
    () => text.slice(0, at) + text.slice(end),
    () => text.slice(0, at) + text.slice(at, end) + text.slice(at),
    () => text.slice(0, at),
  ])()
}

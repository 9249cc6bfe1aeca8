/**
 * Proves that the comparison can fail: breaks the engine in a copy outside the repository, one place at a
 * time, and expects the fuzz run to notice.
 *
 *   node scripts/run.mjs packages/policy/test/mutants.ts [--seconds 60] [--only TEXT]
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

interface Mutant {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
}

const mutant = (name: string, file: string, from: string, to: string): Mutant => ({
  name,
  file,
  from,
  to,
})

/** Each is a mistake that somebody has made or could make. */
const MUTANTS: readonly Mutant[] = [
  mutant(
    'StringNotEquals over several values is OR, not NOR',
    'condition.ts',
    'const wanted = !negated',
    'const wanted = true',
  ),
  mutant(
    'NumericLessThanEquals excludes the limit',
    'operators.ts',
    "['lessthanequals', order => order <= 0]",
    "['lessthanequals', order => order < 0]",
  ),
  mutant(
    'StringEqualsIgnoreCase folds by the rules of words',
    'template.ts',
    'for (const character of text) folded += foldCharacter(character)',
    'folded = text.toUpperCase()',
  ),
  mutant(
    'an IPv4 block in IPv6 is of IPv6',
    'address.ts',
    'if (isMapped(words) && prefix >= 96)',
    'if (isMapped(words) && prefix > 128)',
  ),
  mutant(
    'an unreadable value in a negated list is skipped',
    'operators.ts',
    'const otherwise = wanted.length < values.length ? undefined : false',
    'const otherwise = false',
  ),
  mutant('dates forget the offset', 'date.ts', 'seconds: ms / 1000 - offset', 'seconds: ms / 1000'),
  mutant(
    'numbers are compared as doubles',
    'decimal.ts',
    'a.text.length <= SAFE_DIGITS && b.text.length <= SAFE_DIGITS',
    'true',
  ),
  mutant(
    'a negated operator fails on an absent key',
    'condition.ts',
    '(negated && set === undefined)',
    '(negated && set === "any")',
  ),
  mutant(
    'ForAllValues fails on an absent key',
    'condition.ts',
    "set === 'all' ||\n",
    'ifExists ||\n',
  ),
  mutant(
    'a multivalued key needs no set operator',
    'condition.ts',
    'if (set === undefined) return false',
    'if (set === undefined) return value.some(one => compare(one, context) === wanted)',
  ),
  mutant(
    'a star in a tag is a wildcard',
    'template.ts',
    "const wild = piece.kind === 'text' && template.options.wildcards",
    'const wild = template.options.wildcards',
  ),
  mutant(
    'documents of 2008 have variables',
    'compile.ts',
    "const variables = version === '2012-10-17'",
    'const variables = version.length > 0',
  ),
  mutant(
    'stars of ARN conditions cross colons',
    'arn.ts',
    'if (parts.length !== 6) return undefined',
    'if (parts.length !== 6) while (parts.length < 6) parts.push("*")',
  ),
  mutant(
    'BinaryEquals compares text',
    'operators.ts',
    '(BASE64.test(text) ? atob(text) : undefined)',
    '(BASE64.test(text) ? text : undefined)',
  ),
  mutant(
    'an account entry in NotPrincipal exempts its users',
    'principal.ts',
    'return role && account',
    'return account',
  ),
  mutant(
    'a role named in a resource policy needs no boundary',
    'decide.ts',
    'return missingCap(policies, request) ?? grantBy(by, layer)',
    'return grantBy(by, layer)',
  ),
  mutant(
    'a recreated user inherits the grant',
    'principal.ts',
    'return pinnedId === undefined ? userMatcher(value) : idMatcher(pinnedId)',
    'return userMatcher(value)',
  ),
  mutant(
    'a wildcard lets an identity of a provider in',
    'search.ts',
    "namesCallers && principal.kind === 'federated-identity' &&",
    'false &&',
  ),
  mutant(
    'only the first level of control policies must allow',
    'decide.ts',
    'for (const level of scp) if (!allowing(level)) return IMPLICIT.scp',
    'for (const level of scp.slice(0, 1)) if (!allowing(level)) return IMPLICIT.scp',
  ),
  mutant(
    'a federated user needs no session policy',
    'decide.ts',
    "principal.kind === 'federated-user' ? IMPLICIT.session : undefined",
    'undefined',
  ),
  mutant(
    'NotResource excludes what an unresolved variable would',
    'template.ts',
    'if (filled === undefined) return false',
    'if (filled === undefined) return true',
  ),
  mutant(
    'an action without resource is fitted by any NotResource',
    'search.ts',
    'return statement.resource === undefined\n}',
    'return statement.resource === undefined && !subject.isAny\n}',
  ),
  mutant(
    'the search by three characters looks at the first place alone',
    'search.ts',
    'for (let i = 0; i < arn.gramCount; i++) {',
    'for (let i = 0; i < 1; i++) {',
  ),
  mutant(
    'needed characters include those of wildcards',
    'template.ts',
    'pattern.split(/[*?]/)',
    'pattern.split(/[*]/)',
  ),
  mutant(
    'a question mark matches no character',
    'stretch.ts',
    'at += isPair(text, at) ? 2 : 1',
    'at += isPair(text, at) ? 2 : 0',
  ),
]

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, only: { type: 'string', default: '' } },
})
const copy = mkdtempSync(join(tmpdir(), 'policy-mutants-'))
let survivors = 0
try {
  for (const name of ['src', 'test', 'reference', 'package.json']) {
    cpSync(resolve(import.meta.dirname, '..', name), join(copy, name), { recursive: true })
  }
  for (const one of MUTANTS.filter(({ name }) => name.includes(values.only))) {
    if (!isCaught(one)) survivors++
  }
} finally {
  rmSync(copy, { recursive: true })
}
if (survivors > 0) console.log(`${survivors} mistakes went unnoticed`)
process.exitCode = survivors > 0 ? 1 : 0

function isCaught({ name, file, from, to }: Mutant): boolean {
  const path = join(copy, 'src', file)
  const original = readFileSync(path, 'utf8')
  if (original.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`)
  writeFileSync(
    path,
    original.replace(from, () => to),
  )
  const started = performance.now()
  const args = [join(copy, 'test/fuzz.ts'), '--seed', '1', '--seconds', values.seconds]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  writeFileSync(path, original)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const decisions = /^(\d+) decisions on/m.exec(stdout)?.[1] ?? '0'
  const caught = status === 1
  console.log(
    `${caught ? 'caught' : 'NOT CAUGHT'} after ${seconds} s, ${decisions} decisions: ${name}`,
  )
  return caught
}

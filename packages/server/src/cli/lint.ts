import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type LintFinding, lintPolicy, type PolicyKind, servedCatalogue } from '@parley/policy'
import { guarded, UsageError } from './client.ts'

/** `parley lint FILE [--kind KIND]`: what is wrong with a policy, without a server. Errors make exit code 1. */
export const lint = (args: readonly string[]) =>
  guarded(async () => {
    const { file, kind } = argumentsOf(args)
    const findings = lintPolicy(await textOf(file), servedCatalogue(), kind)
    for (const finding of findings) process.stdout.write(`${lineOf(file, finding)}\n`)
    return findings.some(({ type }) => type === 'ERROR') ? 1 : 0
  })

const KINDS: readonly PolicyKind[] = [
  'identity',
  'boundary',
  'session',
  'resource',
  'trust',
  'scp',
  'rcp',
  'endpoint',
]

function argumentsOf(args: readonly string[]): { file: string; kind: PolicyKind } {
  const { values, positionals } = parsed(args)
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new UsageError('lint needs one file')
  const kind = KINDS.find(kind => kind === values.kind)
  if (kind) return { file, kind }
  throw new UsageError(`\`${values.kind}\` is no kind of policy: ${KINDS.join(', ')}`)
}

function parsed(args: readonly string[]) {
  try {
    const kind = { type: 'string', default: 'identity' } as const
    return parseArgs({ args: [...args], options: { kind }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : error}`)
  }
}

function lineOf(file: string, { type, code, message, position }: LintFinding): string {
  return `${file}:${position?.line ?? 1}:${position?.column ?? 1} ${type} ${code} ${message}`
}

/** The shape of the house as a test: allowed imports, sizes and habits (docs/design.md §1, docs/style.md §8). */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export interface Finding {
  readonly file: string
  readonly line: number
  readonly message: string
}

const ROOT = resolve(import.meta.dirname, '..')
const SERVER = 'packages/server/src/'

/** Room → rooms it may import from. A room may always import from itself. */
export const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  wire: ['kernel'],
  store: ['kernel'],
  blobs: ['kernel', 'wire'],
  jobs: ['kernel', 'store'],
  audit: ['kernel', 'store', 'wire/models'],
  backup: ['kernel', 'store', 'blobs'],
  access: ['kernel', 'store', '@parley/policy'],
  operation: ['kernel', 'wire', 'access', 'store'],
  bots: ['kernel', 'store', 'blobs', 'jobs', 'wire/models', '@parley/nlu'],
  dialog: ['kernel', '@parley/nlu'],
  outbox: ['kernel', 'store'],
  functions: ['kernel'],
  services: [
    'kernel',
    'wire',
    'store',
    'blobs',
    'jobs',
    'audit',
    'access',
    'operation',
    'bots',
    'dialog',
    'outbox',
    'functions',
    'collector',
    '@parley/policy',
    '@parley/nlu',
  ],
  collector: ['kernel', 'store', 'blobs', 'jobs', 'access', 'wire'],
  delivery: ['kernel', 'store', 'blobs', 'jobs', 'outbox', 'audit', 'wire'],
  gateway: ['kernel', 'wire', 'store', 'operation', 'access', 'audit', '@parley/policy'],
  sample: ['kernel', 'wire', 'access'],
  cli: ['kernel', 'wire', 'backup', 'config', 'app', '@parley/policy'],
  config: ['kernel'],
}

const LONGEST_FILE = 400
// Only the generated tables may be longer; they are data.
const GENERATED = /\/wire\/models\/(?:own\/)?[a-z0-9-]+\.ts$/

const HABITS: readonly { pattern: RegExp; message: string; except?: RegExp }[] = [
  {
    pattern: /\b(?:it|test|describe)\.(?:only|skip|todo)\b/,
    message: 'a test is focused, skipped or left for later',
  },
  {
    pattern: /\bMath\.random\(|\bDate\.now\(|\bnew Date\(\)/,
    message: 'time and randomness come from Clock and Random',
    except: /\/kernel\/|\/test\/|\.test\.ts$|^bench\/|^scripts\/|\/cli\/|^examples\//,
  },
  {
    pattern: /\bprocess\.env\b/,
    message: 'only config.ts reads the environment',
    except: /config\.ts$|\/cli\/|\/test\/|\.test\.ts$|^bench\/|^scripts\/|^examples\//,
  },
  {
    pattern: /\bnew RegExp\(/,
    message: 'no regular expression from text; use the bounded matcher',
    except: /\/wire\/|\.test\.ts$|\/test\/|^bench\/|^scripts\//,
  },
  { pattern: /: any\b|\bas any\b/, message: 'no any' },
  { pattern: /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}/, message: 'an empty catch hides a failure' },
]

/** Everything that is not tidy in the repository. */
export function findings(): Finding[] {
  return sourceFiles().flatMap(file => {
    const lines = readFileSync(join(ROOT, file), 'utf8').split('\n')
    return [...wrongImports(file, lines), ...badHabits(file, lines), ...tooLong(file, lines)]
  })
}

export function sourceFiles(): string[] {
  return ['packages', 'scripts', 'bench', 'examples']
    .filter(folder => existsSync(join(ROOT, folder)))
    .flatMap(folder => walk(join(ROOT, folder)))
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    if (name === 'node_modules' || name === 'dist') return []
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return walk(path)
    return path.endsWith('.ts') ? [relative(ROOT, path)] : []
  })
}

function wrongImports(file: string, lines: readonly string[]): Finding[] {
  if (file.endsWith('.test.ts') || file.endsWith('testing.ts')) return []
  return importsOf(lines).flatMap(({ line, specifier }) => {
    const message = importProblem(file, specifier)
    return message ? [{ file, line, message }] : []
  })
}

function importProblem(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return pureProblem(file, specifier)
  if (/^packages\/(policy|nlu)\//.test(file)) {
    const target = specifier.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(file), specifier))
      : specifier
    const home = file.split('/').slice(0, 2).join('/')
    return target.startsWith(`${home}/`)
      ? undefined
      : `${home} imports nothing, not even ${specifier}`
  }
  if (!file.startsWith(SERVER)) return undefined
  const from = file.slice(SERVER.length)
  const room = roomOf(from)
  const allowed = ALLOWED_IMPORTS[room]
  // app.ts, the composition root, knows every part.
  if (!allowed) return undefined
  if (!specifier.startsWith('.')) {
    if (!specifier.startsWith('@parley/') || allowed.includes(specifier)) return undefined
    return `${room} may not import ${specifier}`
  }
  const target = relative(join(ROOT, SERVER), resolve(ROOT, dirname(file), specifier))
  return roomProblem(from, target, room, allowed)
}

function roomProblem(
  from: string,
  target: string,
  room: string,
  allowed: readonly string[],
): string | undefined {
  const other = roomOf(target)
  if (other === room) {
    const service = from.split('/')[1]
    const another = room === 'services' && target.split('/')[1] !== service
    return another ? `a service never imports another service (${target})` : undefined
  }
  if (allowed.some(entry => other === entry || target.startsWith(`${entry}/`))) return undefined
  return `${room} may not import from ${other} (${target})`
}

const roomOf = (path: string) => path.split('/')[0]?.replace(/\.ts$/, '') ?? ''

function pureProblem(file: string, specifier: string): string | undefined {
  const pure = /^packages\/(policy|nlu)\/src\//.test(file)
  return pure ? `runs in a browser: ${specifier} may not be imported` : undefined
}

function importsOf(lines: readonly string[]): { line: number; specifier: string }[] {
  return lines.flatMap((text, index) => {
    const specifier =
      /(?:\bfrom|^import)\s+'([^']+)'/.exec(text)?.[1] ?? /\bimport\('([^']+)'\)/.exec(text)?.[1]
    return specifier ? [{ line: index + 1, specifier }] : []
  })
}

function badHabits(file: string, lines: readonly string[]): Finding[] {
  if (file.endsWith('scripts/tidy.ts')) return []
  return lines.flatMap((text, index) =>
    HABITS.filter(({ pattern, except }) => pattern.test(text) && !except?.test(file)).map(
      ({ message }) => ({ file, line: index + 1, message }),
    ),
  )
}

function tooLong(file: string, lines: readonly string[]): Finding[] {
  if (lines.length <= LONGEST_FILE || GENERATED.test(file)) return []
  return [{ file, line: lines.length, message: `${lines.length} lines; is it still one idea?` }]
}

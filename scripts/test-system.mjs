// Installs the Debian packages that the system tests drive, names what it cannot, and runs the tests.
import { spawnSync } from 'node:child_process'

const PACKAGES = {
  aws: 'awscli',
  bwrap: 'bubblewrap',
  pg_ctlcluster: 'postgresql',
  rclone: 'rclone',
}

const has = command => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
const missing = Object.entries(PACKAGES).filter(([command]) => !has(command))
if (missing.length > 0 && has('apt-get')) {
  spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore' })
  const names = missing.map(([, name]) => name)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
for (const [command, name] of missing) {
  if (!has(command))
    console.log(`skipped: what needs ${command} (Debian package ${name}) is not tested here`)
}
const hasPostgres = has('pg_ctlcluster')
const run = args =>
  spawnSync(process.execPath, ['scripts/run.mjs', ...args], { stdio: 'inherit' }).status ?? 1
const asked = process.argv.slice(2)
const system = ['run', '--config', 'vitest.system.config.ts', '--passWithNoTests', ...asked]
if (!hasPostgres) system.push('--exclude', '**/*.pg.test.ts')
let status = run(['node_modules/vitest/vitest.mjs', ...system])

// The same conformance tests as in memory, against PostgreSQL; their report stands beside the other.
if (hasPostgres && asked.every(one => one.startsWith('-'))) {
  const reported = asked.map(one => one.replace('system.json', 'postgres.json'))
  const names = [
    ...['iam-', 'sts-', 'organizations-', 'lex-', 'kms-', 's3-', 'lambda-', 'logs-'],
    ...['cloudwatch-', 'cloudtrail-', 'conversation-', 'delivery-', 'collector-'],
    ...['sample.', 'story.'],
  ]
  const files = names.map(name => `packages/server/test/conformance/${name}`)
  // In these the clock runs through months, faster than a database answers what comes due.
  const without = ['kms-background', 'lex-models-utterances'].flatMap(name => [
    '--exclude',
    `**/${name}.test.ts`,
  ])
  const conformance = ['node_modules/vitest/vitest.mjs', 'run', ...files, ...without, ...reported]
  status = run(['packages/server/test/with-postgres.ts', ...conformance]) || status
}
process.exit(status)

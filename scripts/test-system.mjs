// Installs the Debian packages that the system tests drive, names what it cannot, and runs the tests.
import { spawnSync } from 'node:child_process'

const PACKAGES = { aws: 'awscli', bwrap: 'bubblewrap' }

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
const vitest = [
  'scripts/run.mjs',
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'vitest.system.config.ts',
  '--passWithNoTests',
]
process.exit(
  spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], { stdio: 'inherit' }).status ??
    1,
)

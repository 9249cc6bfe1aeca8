/**
 * Runs a script of Node beside a throw-away PostgreSQL, which it finds at `TEST_DATABASE_URL`:
 * `node scripts/run.mjs packages/server/test/with-postgres.ts SCRIPT ARGUMENT…`
 */
import { spawn } from 'node:child_process'
import { startCluster } from './postgres.ts'

const [, , ...args] = process.argv
const durable = process.env['TEST_DATABASE_DURABLE'] === '1'
const cluster = await startCluster({ durable })
const child = spawn(process.execPath, args, {
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE_URL: cluster.adminUrl },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const code = await new Promise<number>(done => child.once('exit', found => done(found ?? 1)))
await cluster.close()
process.exit(code)

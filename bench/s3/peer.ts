import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { forget, temporary } from '../harness/servers.ts'
import type { Subject } from './subject.ts'

/**
 * Another S3 server on the same requests. It is no dependency of ours: install it in a folder of its own and
 * name that. It keeps objects as files, which it does not sync, encrypts nothing and decides nothing.
 *
 *   npm i --prefix ~/peers s3rver@3.7.1
 *   BENCH_PEERS=~/peers npm run bench:s3
 */
const NAME = 's3rver'
const FOLDER = process.env['BENCH_PEERS']

/** Undefined where it is not installed. */
export async function startPeer(): Promise<Subject | undefined> {
  const script = join(resolve(FOLDER ?? ''), 'node_modules', NAME, 'bin', `${NAME}.js`)
  if (FOLDER === undefined || !existsSync(script)) return undefined
  const data = temporary()
  const args = [script, '-d', data, '-a', '127.0.0.1', '-p', '0', '--silent', '--no-vhost-buckets']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((found, failed) => {
    let printed = ''
    child.stdout.on('data', chunk => {
      printed += chunk
      const listening = /listening on \S+:(\d+)/.exec(printed)?.[1]
      if (listening) found(listening)
    })
    child.once('exit', () => failed(new Error(`${NAME} ended: ${printed}`)))
  })
  return {
    name: NAME,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    async stop() {
      child.kill('SIGTERM')
      await new Promise(done => child.once('exit', done))
      forget(data)
    },
  }
}

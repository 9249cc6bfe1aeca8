import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { SigningCredentials } from '../src/wire/sigv4/sign.ts'

const MAIN = resolve(import.meta.dirname, '../src/cli/main.ts')

/** A server in a process of its own, which a test may kill. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** What it printed until it was ready. */
  readonly printed: string
  readonly credentials: SigningCredentials
  /** Resolves with the exit code when the process is gone. */
  readonly ended: Promise<number | null>
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

export async function startProcess(
  data: string,
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const args = [MAIN, 'serve', '--port', '0', '--data', data, ...flags]
  const env = { ...process.env, ...environment }
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  const { url, printed } = await untilReady(child)
  const ended = new Promise<number | null>(done => child.once('exit', done))
  return {
    url,
    pid: child.pid ?? 0,
    printed: printed(),
    credentials: readCredentials(join(data, 'root-credentials')),
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

function untilReady(child: ChildProcess): Promise<{ url: string; printed: () => string }> {
  return new Promise((done, failed) => {
    let printed = ''
    child.stdout?.on('data', chunk => {
      printed += chunk
      const url = /^parley ready on (\S+)/m.exec(printed)?.[1]
      // Whatever else it has to say comes in the same moment.
      if (url) setTimeout(() => done({ url, printed: () => printed }), 20)
    })
    child.stderr?.on('data', chunk => {
      printed += chunk
    })
    child.once('exit', code => failed(new Error(`the server ended with ${code}: ${printed}`)))
  })
}

function readCredentials(file: string): SigningCredentials {
  const text = readFileSync(file, 'utf8')
  const accessKeyId = /^aws_access_key_id = (\S+)/m.exec(text)?.[1] ?? ''
  const secretAccessKey = /^aws_secret_access_key = (\S+)/m.exec(text)?.[1] ?? ''
  return { accessKeyId, secretAccessKey }
}

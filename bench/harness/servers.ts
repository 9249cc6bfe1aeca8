import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { SigningCredentials } from '../../packages/server/src/wire/sigv4/sign.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export interface Running {
  readonly url: string
  readonly pid: number
  /** From spawning until the ready line. */
  readonly readyMs: number
  stop(): Promise<void>
}

export interface RunningParley extends Running {
  readonly data: string
  readonly credentials: SigningCredentials
}

/** A Parley of its own process over an empty or given data directory. */
export async function startParley(flags: readonly string[] = [], data = temporary()) {
  const main = join(ROOT, 'packages/server/src/cli/main.ts')
  const args = [main, 'serve', '--port', '0', '--data', data, ...flags]
  const running = await start(args, /^parley ready on (\S+)/m)
  const file = readFileSync(join(data, 'root-credentials'), 'utf8')
  const value = (name: string) => new RegExp(`^${name} = (\\S+)`, 'm').exec(file)?.[1] ?? ''
  const credentials = {
    accessKeyId: value('aws_access_key_id'),
    secretAccessKey: value('aws_secret_access_key'),
  }
  return { ...running, data, credentials } satisfies RunningParley
}

/** The same as a user starts it: what npm and the search for Node cost counts. */
export const startByNpm = (data: string) =>
  start(['start', '--', '--port', '0', '--data', data], /^parley ready on (\S+)/m, 'npm')

export const temporary = () => mkdtempSync(join(tmpdir(), 'parley-bench-'))

export const forget = (data: string) => rmSync(data, { recursive: true, force: true })

/** The yardstick: a bare server that reads, hashes and answers as many bytes. */
export function startBare(answer: { readonly contentType: string; readonly bytes: number }) {
  const script = join(ROOT, 'bench/harness/bare-server.ts')
  return start([script, answer.contentType, String(answer.bytes)], /^ready on (\S+)/m)
}

async function start(
  args: readonly string[],
  ready: RegExp,
  command = process.execPath,
): Promise<Running> {
  const from = performance.now()
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(command, args, { stdio: [...stdio], cwd: ROOT, detached: true })
  const url = await firstMatch(child, ready)
  return {
    url,
    pid: child.pid!,
    readyMs: performance.now() - from,
    async stop() {
      process.kill(-child.pid!, 'SIGTERM')
      while (isAlive(child.pid!)) await new Promise(resolve => setTimeout(resolve, 10))
    },
  }
}

/** Whether anybody of a process group is left: npm ends before the server that it started. */
function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}

function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((found, failed) => {
    let printed = ''
    child.stdout?.on('data', chunk => {
      printed += chunk
      const match = pattern.exec(printed)?.[1]
      if (match) found(match)
    })
    child.once('exit', code => failed(new Error(`the server ended with ${code}: ${printed}`)))
  })
}

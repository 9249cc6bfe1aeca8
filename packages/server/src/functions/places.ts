import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RuntimeFamily } from './function-spec.ts'

/** The runtimes of our own, which are copied to no other place. */
export const BOOTSTRAPS = join(import.meta.dirname, 'bootstraps')

/** The ports of a sandbox's loopback: Lambda's own for the Runtime API, this server's usual for its API. */
export const PORTS = { runtimeApi: 9001, api: 4600 } as const

/** Where things lie inside of a sandbox. */
export const INSIDE = {
  code: '/var/task',
  runtime: '/var/runtime',
  node: '/var/lang/bin/node',
  sockets: '/run/parley',
} as const

/** The program that runs a family's functions; undefined when this machine does not have it. */
export function findProgram(runtime: RuntimeFamily): string | undefined {
  if (runtime === 'nodejs') return process.execPath
  if (runtime === 'python') return PYTHON.find(existsSync)
  return 'bootstrap'
}

const PYTHON = ['/usr/bin/python3', '/usr/local/bin/python3']

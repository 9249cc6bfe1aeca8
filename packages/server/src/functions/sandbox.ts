import { existsSync } from 'node:fs'
import type { Launch } from './launch.ts'
import { BOOTSTRAPS, INSIDE, PORTS } from './places.ts'

/**
 * The arguments of bubblewrap (spec/surroundings.md §4.3): name spaces of its own for everything, no
 * capability, system libraries and the code read-only, a private `/tmp` of limited size, a network with nothing
 * in it. What is not named here does not exist inside.
 */
export function sandboxArguments(
  { codeDirectory, socket, apiSocket, runtime, ephemeralMb, hidden }: Launch,
  command: readonly string[],
): string[] {
  const forwards: (readonly [port: number, path: string])[] = [
    [PORTS.runtimeApi, `${INSIDE.sockets}/runtime.sock`],
  ]
  if (apiSocket !== undefined) forwards.push([PORTS.api, `${INSIDE.sockets}/api.sock`])
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    ...['--cap-drop', 'ALL'],
    ...['--uid', '993', '--gid', '990', '--hostname', 'localhost'],
    ...['--info-fd', '3'],
    ...SYSTEM.flatMap(path => ['--ro-bind-try', path, path]),
    // A directory that is hidden by what it must not contain: the data of a server installed below /usr.
    ...hidden.filter(isBelowSystem).flatMap(path => ['--tmpfs', path]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--size', String(ephemeralMb * 1024 * 1024), '--tmpfs', '/tmp'],
    ...['--ro-bind', codeDirectory, INSIDE.code],
    ...['--ro-bind', BOOTSTRAPS, INSIDE.runtime],
    ...['--ro-bind', process.execPath, INSIDE.node],
    ...['--bind', socket, `${INSIDE.sockets}/runtime.sock`],
    ...(apiSocket === undefined ? [] : ['--bind', apiSocket, `${INSIDE.sockets}/api.sock`]),
    // Otherwise both would be tmpfs without a limit.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--chdir', INSIDE.code],
    INSIDE.node,
    `${INSIDE.runtime}/init.mjs`,
    JSON.stringify({ forwards: runtime === 'provided' ? forwards : forwards.slice(1) }),
    ...command,
  ]
}

/** Programs and libraries; of `/etc` only what they need to find one another and to trust certificates. */
const SYSTEM = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/ssl/certs',
]

const isBelowSystem = (path: string) =>
  existsSync(path) && SYSTEM.some(root => path.startsWith(`${root}/`))

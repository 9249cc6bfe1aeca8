import { realpathSync, statSync } from 'node:fs'
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
    ...hidingArguments(hidden, SYSTEM),
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

/**
 * Covers what must not be seen though it lies below what is bound, such as the data of a server installed below /usr: a
 * file by an empty one, a directory by one in which nothing can be written. One directory may be bound under several
 * names (/lib is /usr/lib), and each is covered.
 */
export function hidingArguments(hidden: readonly string[], roots: readonly string[]): string[] {
  const bound = roots.flatMap(root => {
    const real = realPath(root)
    return real === undefined ? [] : [{ root, real }]
  })
  return hidden.flatMap(path => {
    const real = realPath(path)
    if (real === undefined) return []
    const isDirectory = statSync(real).isDirectory()
    return bound
      .filter(one => real.startsWith(`${one.real}/`))
      .map(one => `${one.root}${real.slice(one.real.length)}`)
      .flatMap(inside =>
        isDirectory
          ? ['--tmpfs', inside, '--remount-ro', inside]
          : ['--ro-bind', '/dev/null', inside],
      )
  })
}

/** Undefined where nothing is. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

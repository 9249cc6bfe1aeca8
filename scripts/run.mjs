// Runs a file on Node 24 or newer, whatever Node the machine has (design §7). Plain JavaScript, for old Nodes.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const NEEDED_MAJOR = 24
const PARENT_POLL_MS = 500

/** The path of a Node binary that is new enough: the machine's own, or the one that `npm ci` brought. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath
  const require = createRequire(import.meta.url)
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  try {
    return require.resolve(`node-${platform}-${process.arch}/bin/${binary}`)
  } catch {
    return undefined
  }
}

/** Runs Node with these arguments in this process's place: same streams, signals passed on, same end. */
export function run(args) {
  const node = findNode()
  if (!node) {
    console.error(
      `Parley needs Node ${NEEDED_MAJOR} or newer (this is ${process.version}); run "npm ci" or install it.`,
    )
    process.exit(1)
  }
  // Set from outside, the cache holds for the first file too: Node need not load what strips its types.
  const cache = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache')
  const env = { ...process.env, NODE_COMPILE_CACHE: cache }
  const child = spawn(node, args, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm's shell passes no signal on: when it is gone, its server must not stay behind.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    const look = () => process.ppid !== parent && child.kill('SIGTERM')
    setInterval(look, PARENT_POLL_MS).unref()
  }
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  run(process.argv.slice(2))
}

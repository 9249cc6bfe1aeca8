import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** How foreign code is kept from this server and its machine. */
export type Isolation =
  | {
      readonly kind: 'bubblewrap'
      readonly path: string
      /** Arguments that this machine's bubblewrap may not know. */
      readonly locks: readonly string[]
    }
  /** A plain child process with this server's rights: only for code that is trusted like the server itself. */
  | { readonly kind: 'process' }
  /** Foreign code is not run at all. */
  | { readonly kind: 'none'; readonly reason: string }

export type WantedIsolation = 'bubblewrap' | 'process'

/** What the operator must know of it. */
export function warningOf(isolation: Isolation): string | undefined {
  if (isolation.kind === 'process') {
    return 'functions run unprotected: they can do what this server can (--lambda-isolation process)'
  }
  if (isolation.kind === 'bubblewrap') return undefined
  return `functions are not run: ${isolation.reason}; --lambda-isolation process runs them unprotected`
}

/** What is possible here. Bubblewrap counts only if a sandbox really starts. */
export async function findIsolation(wanted: WantedIsolation): Promise<Isolation> {
  if (wanted === 'process') return { kind: 'process' }
  if (process.platform !== 'linux') return none('bubblewrap exists on Linux alone')
  const path = BUBBLEWRAP.find(existsSync)
  if (path === undefined) return none('bubblewrap (bwrap) is not installed')
  if ((await tryOut(path, NO_NESTING)) === undefined) {
    return { kind: 'bubblewrap', path, locks: NO_NESTING }
  }
  const problem = await tryOut(path, [])
  if (problem !== undefined) return none(`bwrap fails: ${problem}`)
  return { kind: 'bubblewrap', path, locks: [] }
}

/**
 * Inside of a sandbox nobody makes another (bubblewrap 0.8). There he would be root, and could mount directories in memory
 * that count for no limit.
 */
const NO_NESTING = ['--unshare-user', '--disable-userns']

const BUBBLEWRAP = ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap']

const none = (reason: string): Isolation => ({ kind: 'none', reason })

/** Undefined when it works. */
function tryOut(path: string, locks: readonly string[]): Promise<string | undefined> {
  const roots = ['/usr', '/bin', '/lib', '/lib64'].flatMap(root => ['--ro-bind-try', root, root])
  const start = ['--unshare-all', ...locks, '--die-with-parent']
  const args = [...start, ...roots, '--proc', '/proc', '/bin/true']
  return new Promise(resolve => {
    const child = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'], env: {} })
    let told = ''
    child.stderr.on('data', chunk => {
      told += chunk
    })
    child.on('error', error => resolve(error.message))
    child.on('close', code => resolve(code === 0 ? undefined : told.trim() || `status ${code}`))
  })
}

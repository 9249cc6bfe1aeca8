import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { RuntimeFamily } from './function-spec.ts'
import type { Isolation } from './isolation.ts'
import { LIMITS } from './limits.ts'
import { BOOTSTRAPS, findProgram, INSIDE } from './places.ts'
import {
  descendantsOf,
  isMoving,
  type Process,
  processOf,
  residentBytes,
  threadsOf,
} from './process-tree.ts'
import { sandboxArguments } from './sandbox.ts'

/** A process to start: a runtime with one function's code. */
export interface Launch {
  readonly runtime: RuntimeFamily
  /** The unpacked package. */
  readonly codeDirectory: string
  /** Of the Runtime API. */
  readonly socket: string
  /** `host:port` of the Runtime API for a `provided` runtime outside of a sandbox. */
  readonly address: string | undefined
  /** Of this server's own API; undefined until it listens. */
  readonly apiSocket: string | undefined
  readonly variables: Readonly<Record<string, string>>
  readonly memoryMb: number
  readonly ephemeralMb: number
  /** Files and directories that must not be seen inside, wherever they lie. */
  readonly hidden: readonly string[]
}

export interface Launched {
  readonly output: readonly Readable[]
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<Ending>
  /** What the function takes now. */
  use(): Use
  /** Stops and resumes all of it; nothing happens where that is not possible. */
  freeze(): void
  thaw(): void
  /** Whether something of it goes on after it was stopped: processes can resume one another. */
  moves(): boolean
  /** Ends all of it at once. */
  kill(): void
}

export interface Use {
  readonly memoryBytes: number
  /** Of all its processes. */
  readonly threads: number
}

export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  /** The program could not be started. */
  readonly problem?: string
}

export function launch(isolation: Isolation, request: Launch): Launched {
  return isolation.kind === 'bubblewrap'
    ? launchSandbox(isolation, request)
    : launchProcess(request)
}

type Bubblewrap = Extract<Isolation, { kind: 'bubblewrap' }>

function launchSandbox({ path, locks }: Bubblewrap, request: Launch): Launched {
  const command = commandOf(request.runtime, request.memoryMb, {
    node: INSIDE.node,
    bootstraps: INSIDE.runtime,
    code: INSIDE.code,
    socket: `${INSIDE.sockets}/runtime.sock`,
  })
  const args = [...locks, ...sandboxArguments(request, command)]
  const child = spawn(path, args, {
    // INVARIANT: no variable of a function reaches a process outside of the sandbox. The dynamic linker obeys LD_*
    // before bubblewrap does anything, and would load or write what a function names.
    env: {},
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  giveVariables(child, request.variables)
  let inner: number | undefined
  child.stdio[3]?.on('data', chunk => {
    inner ??= Number(/"child-pid":\s*(\d+)/.exec(String(chunk))?.[1]) || undefined
  })
  // INVARIANT: no signal goes to the number of a process that is gone, which another may have by now.
  child.once('close', () => {
    inner = undefined
  })
  let frozen: readonly Process[] = []
  const below = () => (inner === undefined ? [] : descendantsOf(inner, LIMITS.threads + 1))
  return {
    ...streamsOf(child),
    use() {
      if (inner === undefined) return { memoryBytes: 0, threads: 0 }
      const all = below()
      // Bubblewrap, and the first below it that is ours as well: it forwards and waits.
      const ours = [processOf(inner), ...all.slice(0, 1)]
      // INVARIANT: foreign code can make them take more, as it may signal and write to whatever runs in its sandbox.
      const excess = Math.max(0, residentBytes(ours) - LIMITS.forwarderBytes)
      return { memoryBytes: residentBytes(all.slice(1)) + excess, threads: threadsOf(all) }
    },
    freeze() {
      // The first process inside leads a group; what has left it is stopped one by one.
      if (inner !== undefined) send(-inner, 'SIGSTOP')
      frozen = below()
      for (const { pid } of frozen) send(pid, 'SIGSTOP')
    },
    moves: () => below().some(isMoving),
    thaw() {
      if (inner !== undefined) send(-inner, 'SIGCONT')
      for (const { pid } of frozen) send(pid, 'SIGCONT')
      frozen = []
    },
    kill() {
      // The kernel ends a name space with its first process.
      if (inner !== undefined) send(inner, 'SIGKILL')
      child.kill('SIGKILL')
    },
  }
}

/** They are neither among the arguments, which every process can read, nor in a file. */
function giveVariables({ stdio }: ChildProcess, variables: Launch['variables']): void {
  const pipe = stdio[4] as Writable | undefined
  // What ends before it has read them is told by its end.
  pipe?.on('error', () => {})
  pipe?.end(JSON.stringify(variables))
}

function launchProcess(request: Launch): Launched {
  const { codeDirectory: code, socket, variables, address } = request
  const own = { node: process.execPath, bootstraps: BOOTSTRAPS, code, socket }
  const command = commandOf(request.runtime, request.memoryMb, own)
  const wrapper = variables['AWS_LAMBDA_EXEC_WRAPPER']
  const [program = '', ...args] = wrapper === undefined ? command : [wrapper, ...command]
  const child = spawn(program, args, {
    cwd: code,
    env: {
      ...variables,
      LAMBDA_TASK_ROOT: code,
      LAMBDA_RUNTIME_DIR: BOOTSTRAPS,
      ...(address !== undefined && { AWS_LAMBDA_RUNTIME_API: address }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that what it starts ends with it.
    detached: true,
  })
  return {
    ...streamsOf(child),
    use() {
      const { pid } = child
      const all = pid === undefined ? [] : [processOf(pid), ...descendantsOf(pid, LIMITS.threads)]
      return { memoryBytes: residentBytes(all), threads: threadsOf(all) }
    },
    // Frozen processes would outlive a server that was killed.
    freeze: () => {},
    thaw: () => {},
    moves: () => false,
    kill: () => {
      if (child.pid !== undefined) send(-child.pid, 'SIGKILL')
    },
  }
}

function commandOf(
  runtime: RuntimeFamily,
  memoryMb: number,
  at: { node: string; bootstraps: string; code: string; socket: string },
): readonly string[] {
  switch (runtime) {
    case 'nodejs':
      return [at.node, `--max-old-space-size=${memoryMb}`, `${at.bootstraps}/node.mjs`, at.socket]
    case 'python':
      return [findProgram('python') ?? 'python3', '-u', `${at.bootstraps}/python.py`, at.socket]
    case 'provided':
      return [`${at.code}/bootstrap`]
  }
}

function streamsOf(child: ChildProcess): Pick<Launched, 'output' | 'ended'> {
  const output = [child.stdout, child.stderr].filter(stream => stream !== null)
  const ended = new Promise<Ending>(resolve => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(
        // As a shell tells it, and as our first process inside of a sandbox does.
        code === 'ENOENT'
          ? { code: 127, signal: null }
          : { code: null, signal: null, problem: message },
      ),
    )
    // After `close` all of its output was read.
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return { output, ended }
}

/** False when there is nobody to hear it. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

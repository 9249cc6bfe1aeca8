import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { type ApiSocket, openApiSocket, reachable } from './api-socket.ts'
import { type CodeStore, createCodeStore } from './code-store.ts'
import { type Environment, startEnvironment } from './environment.ts'
import type { FunctionSpec, Invocation, Invoked } from './function-spec.ts'
import type { Isolation } from './isolation.ts'
import { findProgram, PORTS } from './places.ts'
import { createPool, type Pool } from './pool.ts'

/** Runs functions: the one door of this room. */
export interface Functions {
  /** Rejects only when the caller's signal is aborted, or when this server itself fails. */
  invoke(spec: FunctionSpec, invocation: Invocation): Promise<Invoked>
  /** Unpacks the code and ends what runs older code, so that the next invocation finds it ready. */
  prepare(spec: FunctionSpec): Promise<void>
  /** Where functions reach this server. */
  apiUrl(): Promise<string>
  /** Ends what a group of environments, or a whole owner, still runs: it is deleted. */
  retire(groupOrOwner: string): void
  close(): Promise<void>
}

export interface FunctionsOptions {
  readonly isolation: Promise<Isolation>
  /** Resolves when this server listens. */
  readonly api: Promise<string>
  /** What no function may see, wherever it lies. */
  readonly hidden: readonly string[]
  readonly clock: Clock
  readonly random: Random
}

export function createFunctions(options: FunctionsOptions): Functions {
  const { clock, isolation } = options
  let place: Place | undefined
  const placeOf = () => (place ??= openPlace(options))
  const pool: Pool = createPool(clock, async spec => {
    const found = await isolation
    return start(spec, found, await placeOf().sockets(), { ...options, place: placeOf() })
  })
  return {
    async invoke(spec, invocation) {
      const found = await isolation
      const reason = notRunnable(found, spec)
      if (reason !== undefined) return { outcome: { kind: 'not-runnable', reason }, tail: '' }
      return pool.invoke(spec, invocation)
    },
    async prepare(spec) {
      pool.refresh(spec)
      const isRunnable = notRunnable(await isolation, spec) === undefined
      const code = isRunnable ? await placeOf().code.use(spec.code) : undefined
      if (code?.ok) code.value.release()
    },
    async apiUrl() {
      const url = new URL(await options.api)
      if ((await isolation).kind === 'bubblewrap') return `${url.protocol}//127.0.0.1:${PORTS.api}`
      return reachable(url).origin
    },
    retire: pool.retire,
    async close() {
      await pool.close()
      await place?.close()
    },
  }
}

function notRunnable(isolation: Isolation, { runtime }: FunctionSpec): string | undefined {
  if (isolation.kind === 'none') {
    return `Functions are not run on this server: ${isolation.reason}.`
  }
  if (findProgram(runtime) !== undefined) return undefined
  return `The runtime ${runtime} is not installed on this server.`
}

/** Directories of this process: code and sockets. */
interface Place {
  /** A path that no environment has yet. */
  nextSocket(): string
  readonly code: CodeStore
  sockets(): Promise<ApiSocket>
  close(): Promise<void>
}

function openPlace({ api, random }: FunctionsOptions): Place {
  // Below the system's own directory, because the path of a socket must be short.
  const directory = mkdtempSync(join(tmpdir(), 'parley-'))
  let socket: Promise<ApiSocket> | undefined
  let count = 0
  return {
    nextSocket: () => join(directory, String(++count)),
    code: createCodeStore(join(directory, 'code'), random),
    sockets: () =>
      (socket ??= api.then(url => openApiSocket(join(directory, 'api'), reachable(new URL(url))))),
    async close() {
      ;(await socket)?.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function start(
  spec: FunctionSpec,
  isolation: Isolation,
  api: ApiSocket,
  { place, clock, random, hidden }: FunctionsOptions & { readonly place: Place },
): Promise<Environment> {
  const [code, started] = await Promise.allSettled([place.code.use(spec.code), spec.start()])
  const used = code.status === 'fulfilled' && code.value.ok ? code.value.value : undefined
  try {
    if (code.status === 'rejected') throw code.reason
    if (!code.value.ok) throw new Error(`a stored package cannot be read: ${code.value.error}`)
    if (started.status === 'rejected') throw started.reason
    const environment = await startEnvironment(spec, started.value, {
      isolation,
      clock,
      random,
      socket: place.nextSocket(),
      apiSocket: api.path,
      codeDirectory: code.value.value.directory,
      hidden,
    })
    void environment.ended.then(code.value.value.release)
    return environment
  } catch (error) {
    // INVARIANT: of an environment that did not start nothing is kept: neither its code nor its log.
    used?.release()
    if (started.status === 'fulfilled') started.value.log.end()
    throw error
  }
}

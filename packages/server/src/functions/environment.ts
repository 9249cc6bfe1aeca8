import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import type { FunctionSpec, Invocation, Invoked, Outcome, Started } from './function-spec.ts'
import { invokeIn, KILLED } from './invocation.ts'
import type { Isolation } from './isolation.ts'
import { type Ending, type Launched, launch } from './launch.ts'
import { LIMITS } from './limits.ts'
import { createOutput, type Output } from './output.ts'
import { createOutputReader } from './output-reader.ts'
import { type RuntimeApi, type RuntimeEvents, serveRuntimeApi } from './runtime-api.ts'

/** One process with one function's code, which answers one invocation after another. */
export interface Environment {
  /** It can take an invocation: it lives and is not busy. */
  isFree(): boolean
  /** One at a time. What a function does is an outcome, never a rejection. */
  invoke(invocation: Invocation): Promise<Invoked>
  readonly expiresAt: number
  /** Resolves when its process is gone. */
  readonly ended: Promise<void>
  end(): void
}

export interface EnvironmentParts {
  readonly isolation: Isolation
  readonly clock: Clock
  readonly random: Random
  /** Short: a socket's path has at most 107 bytes. */
  readonly socket: string
  readonly apiSocket: string | undefined
  readonly codeDirectory: string
  readonly hidden: readonly string[]
}

/** What is known of the process, by its Runtime API and by its end. */
export interface State {
  readonly spec: FunctionSpec
  readonly parts: EnvironmentParts
  readonly output: Output
  /** The invocation in progress. */
  busy: { readonly requestId: string; outcome?: Outcome } | undefined
  /** The runtime waits for an invocation. */
  waits: boolean
  /** Why it cannot be used any more. */
  over:
    | { readonly kind: 'ended'; readonly ending: Ending }
    | { readonly kind: 'not-started'; readonly payload: Uint8Array }
    | undefined
  /** What the function was seen to take, and when. */
  seen: { readonly memoryBytes: number; readonly at: number }
  /** Tells whoever waits that something has changed. */
  wake?: () => void
  /** Stops the process a little after its last invocation: nothing of a function runs in between, as on Lambda. */
  freezing?: NodeJS.Timeout
}

/** Starts the process; loading the handler goes on while the first invocation waits. */
export async function startEnvironment(
  spec: FunctionSpec,
  started: Started,
  parts: EnvironmentParts,
): Promise<Environment> {
  const { clock, socket, isolation } = parts
  const output = createOutput(started.log, clock.now)
  const state = newState(spec, parts, output)
  const onLoopback = spec.runtime === 'provided' && isolation.kind === 'process'
  const api = await serveRuntimeApi({ socket, onLoopback }, eventsOf(state))
  output.preface(`INIT_START Runtime Version: ${spec.runtimeVersion}`)
  let coldAt: number | undefined = performance.now()
  const launched = launchOrClose(state, started, api)
  const ended = launched.ended.then(ending => {
    state.over ??= { kind: 'ended', ending }
    clearTimeout(state.freezing)
    state.wake?.()
    api.close()
    output.finish()
    started.log.end()
  })
  return {
    isFree: () => !state.busy && !state.over,
    expiresAt: started.expiresAt,
    ended,
    end() {
      state.over ??= KILLED
      launched.kill()
    },
    invoke(invocation) {
      const startedAt = coldAt
      coldAt = undefined
      return invokeIn(state, { api, launched, invocation, startedAt })
    },
  }
}

const newState = (spec: FunctionSpec, parts: EnvironmentParts, output: Output): State => ({
  spec,
  parts,
  output,
  busy: undefined,
  waits: false,
  over: undefined,
  seen: { memoryBytes: 0, at: Number.NEGATIVE_INFINITY },
})

function eventsOf(state: State): RuntimeEvents {
  const settle = (requestId: string, outcome: Outcome) => {
    if (state.busy?.requestId !== requestId || state.busy.outcome) return
    state.busy.outcome = outcome
    state.wake?.()
  }
  return {
    waits() {
      state.waits = true
      state.wake?.()
    },
    answered: (id, payload) => settle(id, { kind: 'answered', payload }),
    answeredTooMuch: id => settle(id, TOO_LARGE),
    failed: (id, payload) => settle(id, { kind: 'failed', payload }),
    failedToStart(payload) {
      state.over ??= { kind: 'not-started', payload }
      state.wake?.()
    },
    misused() {
      state.over ??= KILLED
      state.wake?.()
    },
  }
}

const TOO_LARGE: Outcome = {
  kind: 'failed',
  payload: Buffer.from(
    JSON.stringify({
      errorMessage: `Response payload size exceeded maximum allowed payload size (${LIMITS.answerBytes} bytes).`,
      errorType: 'Function.ResponseSizeTooLarge',
    }),
  ),
}

/** What the system refuses to start leaves nothing behind. */
function launchOrClose(state: State, started: Started, api: RuntimeApi): Launched {
  try {
    return launchFunction(state, started, api)
  } catch (error) {
    api.close()
    throw error
  }
}

/** One for all functions of this process. */
const reader = createOutputReader()

function launchFunction(state: State, { variables }: Started, { address }: RuntimeApi): Launched {
  const { socket, apiSocket, codeDirectory, hidden, isolation } = state.parts
  const { runtime, memoryMb, ephemeralMb } = state.spec
  const launched = launch(isolation, {
    runtime,
    memoryMb,
    ephemeralMb,
    variables,
    socket,
    apiSocket,
    codeDirectory,
    hidden,
    address,
  })
  for (const [index, stream] of launched.output.entries()) {
    reader.read(stream, chunk => state.output.take(index === 0 ? 'stdout' : 'stderr', chunk))
  }
  return launched
}

import type { State } from './environment.ts'
import {
  type FunctionSpec,
  failedWith,
  type Invocation,
  type Invoked,
  type Outcome,
} from './function-spec.ts'
import type { Ending, Launched } from './launch.ts'
import { LIMITS } from './limits.ts'
import { reportLine } from './output.ts'
import type { RuntimeApi } from './runtime-api.ts'

interface Invoking {
  readonly api: RuntimeApi
  readonly launched: Launched
  readonly invocation: Invocation
  /** When the environment was started, if this is its first invocation. */
  readonly startedAt: number | undefined
}

/**
 * One invocation from its first log line to its last: waits for the runtime, hands the event over, waits for the
 * answer, the end of the process or the end of the time.
 */
export async function invokeIn(state: State, invoking: Invoking): Promise<Invoked> {
  const { spec, output } = state
  const { launched, invocation, startedAt } = invoking
  const { requestId } = invocation
  const busy: NonNullable<State['busy']> = { requestId }
  state.busy = busy
  clearTimeout(state.freezing)
  launched.thaw()
  // Loading a handler can take as much as handling an event.
  const watch = watchUse(state, launched)
  const isUp = await until(state, () => state.waits || isOver(state), LIMITS.initMs)
  const readyAt = performance.now()
  output.line(`START RequestId: ${requestId} Version: ${spec.version}`)
  if (state.waits && !isOver(state)) {
    hand(state, invoking)
    await until(state, () => Boolean(busy.outcome) || isOver(state), spec.timeoutMs)
  }
  const handledMs = performance.now() - readyAt
  const mostBytes = watch.stop()
  const isLate = !busy.outcome && !isOver(state)
  const durationMs = isLate ? spec.timeoutMs : handledMs
  const outcome = busy.outcome ?? failureOf(state, requestId, isUp)
  if (isLate) output.line(`${nowOf(state)} ${requestId} ${timedOut(spec)}`)
  if (isLate || isOver(state)) await end(state, launched)
  else await outputOf(launched)
  output.line(`END RequestId: ${requestId}`)
  output.line(
    reportLine(requestId, {
      durationMs,
      memoryMb: spec.memoryMb,
      maxMemoryMb: Math.ceil(mostBytes / 1024 / 1024),
      initMs: startedAt === undefined ? undefined : readyAt - startedAt,
    }),
  )
  const tail = output.cut()
  state.busy = undefined
  if (!isOver(state)) freezeSoon(state, launched)
  return { outcome, tail, durationMs }
}

/** Its end, when this server has ended it. */
export const KILLED: State['over'] = {
  kind: 'ended',
  ending: { code: null, signal: 'SIGKILL' },
}

const isOver = ({ over }: State) => over !== undefined

const nowOf = ({ parts }: State) => new Date(parts.clock.now()).toISOString()

function hand(state: State, { api, invocation }: Invoking): void {
  const { requestId, functionArn, payload, clientContext } = invocation
  const { clock, random } = state.parts
  state.waits = false
  api.hand({
    requestId,
    functionArn,
    payload,
    deadlineMs: clock.now() + state.spec.timeoutMs,
    traceId: traceId(clock.now(), bytes => random.bytes(bytes)),
    ...(clientContext !== undefined && { clientContext }),
  })
}

function traceId(now: number, bytes: (count: number) => Uint8Array): string {
  const hex = (count: number) => Buffer.from(bytes(count)).toString('hex')
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${hex(12)};Parent=${hex(8)};Sampled=0`
}

async function end(state: State, launched: Launched): Promise<void> {
  state.over ??= KILLED
  launched.kill()
  await launched.ended
}

/** What was printed before the answer has been read when the loop has turned, unless it is very much. */
async function outputOf({ output }: Launched): Promise<void> {
  const end = performance.now() + LIMITS.outputWaitMs
  for (let turn = 0; turn < 2 || output.some(stream => stream.readableLength > 0); turn++) {
    if (performance.now() > end) return
    await new Promise(resolve => (turn < 2 ? setImmediate(resolve) : setTimeout(resolve, 1)))
  }
}

/** Resolves to false when the time is over first. */
async function until(state: State, isSo: () => boolean, ms: number): Promise<boolean> {
  if (isSo()) return true
  let timer: NodeJS.Timeout | undefined
  const isInTime = await new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), ms)
    state.wake = () => {
      if (isSo()) resolve(true)
    }
  })
  clearTimeout(timer)
  delete state.wake
  return isInTime
}

/** Not at once: what comes right after finds the process awake. What does not stand still is ended. */
function freezeSoon(state: State, launched: Launched): void {
  let attempts = 0
  const freeze = () => {
    const isStill = attempts > 0 && !launched.moves()
    if (isStill) return
    if (attempts >= LIMITS.freezeAttempts || launched.use().memoryBytes > ceilingOf(state)) {
      state.over ??= KILLED
      return launched.kill()
    }
    attempts++
    launched.freeze()
    state.freezing = setTimeout(freeze, LIMITS.memoryEveryMs).unref()
  }
  state.freezing = setTimeout(freeze, LIMITS.freezeAfterMs).unref()
}

const ceilingOf = ({ spec }: State) => spec.memoryMb * 1024 * 1024

/** Looks at what a busy function takes, and ends it when that is more than it may. */
function watchUse(state: State, launched: Launched): { stop(): number } {
  const ceiling = ceilingOf(state)
  let most = 0
  const look = () => {
    const { memoryBytes, threads } = launched.use()
    state.seen = { memoryBytes, at: performance.now() }
    most = Math.max(most, memoryBytes)
    if (most > ceiling || threads >= LIMITS.threads) launched.kill()
  }
  const timer = setInterval(look, LIMITS.memoryEveryMs)
  return {
    stop() {
      clearInterval(timer)
      if (performance.now() - state.seen.at > LIMITS.memoryEveryMs) look()
      return Math.max(most, state.seen.memoryBytes)
    },
  }
}

function failureOf({ over, spec }: State, requestId: string, isUp: boolean): Outcome {
  if (over?.kind === 'not-started') return { kind: 'failed', payload: over.payload }
  if (over) {
    const reason = `RequestId: ${requestId} Error: ${endingText(over.ending)}`
    return failedWith('Runtime.ExitError', reason)
  }
  const text = isUp ? timedOut(spec) : `Init timed out after ${seconds(LIMITS.initMs)} seconds`
  return failedWith('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`)
}

const timedOut = ({ timeoutMs }: FunctionSpec) =>
  `Task timed out after ${seconds(timeoutMs)} seconds`

const seconds = (ms: number) => (ms / 1000).toFixed(2)

function endingText({ code, signal, problem }: Ending): string {
  if (problem !== undefined) return `Runtime could not be started: ${problem}`
  if (code === 0) return 'Runtime exited without providing a reason'
  const name = signal ?? SIGNALS[code ?? 0]
  if (name !== undefined) return `Runtime exited with error: signal: ${SHOWN[name] ?? name}`
  return `Runtime exited with error: exit status ${code}`
}

/** How a shell, and our first process inside of a sandbox, tell an end by a signal. */
const SIGNALS: Readonly<Record<number, string>> = { 134: 'SIGABRT', 137: 'SIGKILL', 139: 'SIGSEGV' }

const SHOWN: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
}

import type { LogSink } from '../../functions/function-spec.ts'
import type { Clock } from '../../kernel/clock.ts'
import { ServiceError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { ActingAs, CallOptions, Calls } from '../../wire/calls.ts'
import { logs } from '../../wire/models/logs.ts'
import { LIMITS } from './limits.ts'

export interface LogTarget {
  readonly account: string
  readonly region: string
  readonly group: string
  readonly stream: string
}

/** The log of one environment, written as the function's role. */
export interface LogWriter extends Omit<LogSink, 'end'> {
  /** Writes what waits, at once; resolves when it is written or is lost. */
  written(): Promise<void>
}

interface Event {
  readonly timestamp: number
  readonly message: string
  /** UTF-8: what CloudWatch Logs counts. */
  readonly bytes: number
}

/**
 * Writes to CloudWatch Logs what the role may write (spec/surroundings.md §4.3): without permission there is no
 * log, and the function runs all the same. Never holds up a function; what does not fit is dropped.
 */
export function createLogWriter(
  target: LogTarget,
  as: ActingAs,
  { calls, clock, log }: { readonly calls: Calls; readonly clock: Clock; readonly log: Logger },
): LogWriter {
  const waiting: Event[] = []
  let bytes = 0
  let isReady = false
  let quietUntil = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const writeBatch = async (events: readonly Event[]) => {
    try {
      if (!isReady) await makeStream(target, as, calls)
      isReady = true
      await put(events, target, as, calls)
    } catch (error) {
      isReady = false
      // A role without permission is not asked for at every invocation.
      quietUntil = clock.now() + LIMITS.logRefusedMs
      tell(error, target, log)
    }
  }
  const writeAll = async () => {
    while (waiting.length > 0) {
      const events = takeBatch(waiting)
      bytes -= events.reduce((sum, event) => sum + event.bytes, 0)
      if (clock.now() >= quietUntil) await writeBatch(events)
    }
  }
  const writeNow = () => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(writeAll)
    return writing
  }
  return {
    write(text, timestamp) {
      if (waiting.length >= LIMITS.logEvents || bytes >= LIMITS.logBytes) return
      // CloudWatch Logs takes no empty event.
      const message = text === '' ? ' ' : text
      const event = { timestamp, message, bytes: Buffer.byteLength(message) }
      bytes += event.bytes
      waiting.push(event)
    },
    flush() {
      timer ??= setTimeout(writeNow, LIMITS.logDelayMs).unref()
    },
    written: writeNow,
  }
}

function tell(error: unknown, { group }: LogTarget, log: Logger): void {
  if (error instanceof ServiceError) {
    log.info('the log of a function is not written', { group, reason: error.message })
  } else log.error('the log of a function could not be written', { group, error })
}

function takeBatch(waiting: Event[]): Event[] {
  let size = 0
  let count = 0
  while (count < waiting.length && count < LIMITS.logBatchEvents) {
    size += waiting[count]?.bytes ?? 0
    if (count > 0 && size > LIMITS.logBatchBytes) break
    count++
  }
  return waiting.splice(0, count)
}

const optionsOf = ({ account, region }: LogTarget): CallOptions => ({ account, region })

function put(events: readonly Event[], target: LogTarget, as: ActingAs, calls: Calls) {
  const { group: logGroupName, stream: logStreamName } = target
  const logEvents = [...events]
    .sort((a, b) => a.timestamp - b.timestamp)
    .map(({ timestamp, message }) => ({ timestamp, message }))
  const input = { logGroupName, logStreamName, logEvents }
  return calls.call(logs.PutLogEvents, input, as, optionsOf(target))
}

/** The stream; its group too, when it is not there and the role may make it. */
async function makeStream(target: LogTarget, as: ActingAs, calls: Calls): Promise<void> {
  const { group: logGroupName, stream: logStreamName } = target
  const options = optionsOf(target)
  const make = () =>
    calls
      .call(logs.CreateLogStream, { logGroupName, logStreamName }, as, options)
      .catch(ignore('ResourceAlreadyExistsException'))
  try {
    await make()
  } catch (error) {
    if (!isCode(error, 'ResourceNotFoundException')) throw error
    await calls
      .call(logs.CreateLogGroup, { logGroupName }, as, options)
      .catch(ignore('ResourceAlreadyExistsException'))
    await make()
  }
}

const isCode = (error: unknown, code: string) =>
  error instanceof ServiceError && error.code === code

const ignore = (code: string) => (error: unknown) => {
  if (!isCode(error, code)) throw error
}

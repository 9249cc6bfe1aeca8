import { StringDecoder } from 'node:string_decoder'
import type { LogSink } from './function-spec.ts'
import { LIMITS } from './limits.ts'

/** The log of one environment: what it prints, and the lines that frame each invocation. */
export interface Output {
  /** Reads what one of its streams says. */
  take(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
  line(text: string): void
  /** A line of the log alone: what starts an environment is in no invocation's tail. */
  preface(text: string): void
  /** What was written since the last call, its end alone; flushes. */
  cut(): string
  /** The last line, though it has no end. */
  finish(): void
}

export function createOutput(sink: LogSink, now: () => number): Output {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  const rest = { stdout: '', stderr: '' }
  let tail = ''
  // One message is one event: line ends inside of it travel as carriage returns.
  const preface = (text: string) => sink.write(text.replaceAll('\r', '\n'), now())
  const line = (text: string) => {
    tail = `${tail}${text}\n`
    if (tail.length > 2 * LIMITS.tailBytes) tail = tail.slice(-LIMITS.tailBytes)
    preface(text)
  }
  const takeText = (stream: 'stdout' | 'stderr', text: string) => {
    const lines = (rest[stream] + text).split('\n')
    rest[stream] = lines.pop() ?? ''
    for (const one of lines) line(one)
    while (rest[stream].length > LIMITS.logLineBytes) {
      line(rest[stream].slice(0, LIMITS.logLineBytes))
      rest[stream] = rest[stream].slice(LIMITS.logLineBytes)
    }
  }
  const finish = () => {
    for (const stream of ['stdout', 'stderr'] as const) {
      takeText(stream, decoders[stream].end())
      if (rest[stream] !== '') line(rest[stream])
      rest[stream] = ''
    }
  }
  return {
    take: (stream, chunk) => takeText(stream, decoders[stream].write(Buffer.from(chunk))),
    line,
    preface,
    cut() {
      const text = tail
      tail = ''
      sink.flush()
      return Buffer.from(text).subarray(-LIMITS.tailBytes).toString('utf8')
    },
    finish,
  }
}

export interface Measured {
  readonly durationMs: number
  readonly memoryMb: number
  readonly maxMemoryMb: number
  /** Of a cold start. */
  readonly initMs: number | undefined
}

/** The last line of an invocation. */
export function reportLine(requestId: string, measured: Measured): string {
  const { durationMs, memoryMb, maxMemoryMb, initMs } = measured
  const init = initMs === undefined ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${maxMemoryMb} MB`,
    init,
  ].join('\t')
}

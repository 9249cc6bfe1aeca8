import type { Readable } from 'node:stream'
import { LIMITS } from './limits.ts'

export interface OutputReader {
  /** Hands on what a stream says. */
  read(stream: Readable, take: (chunk: Uint8Array) => void): void
}

/**
 * Reads what functions print, for no more than a share of this process's time: to print costs a function nothing,
 * and to read a million empty lines costs this server a second. A function whose output is not read has to wait.
 */
export function createOutputReader(
  now: () => number = () => performance.now(),
  later: (resume: () => void, ms: number) => void = setTimeout,
): OutputReader {
  // All streams together.
  let restUntil = 0
  return {
    read(stream, take) {
      stream.on('data', (chunk: Uint8Array) => {
        const began = now()
        take(chunk)
        const ended = now()
        restUntil = Math.max(restUntil, ended) + (ended - began) * LIMITS.outputRest
        if (restUntil - ended < LIMITS.outputRestMs) return
        stream.pause()
        later(() => stream.resume(), restUntil - ended)
      })
    },
  }
}

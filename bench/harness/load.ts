import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Load {
  readonly url: string
  /** Raw requests; sent in turn and, when `once` is not set, again from the start. */
  readonly requests: readonly string[]
  readonly connections: number
  readonly seconds: number
  /** The server's process, for its CPU time. */
  readonly pid: number
}

export interface Measured {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Server CPU time, user and system, per request. */
  readonly cpuMicros: number
  /** Answers that were no success; a bench with any is void. */
  readonly failures: number
}

/** Drives a server with wrk (Debian) for a while. @throws when wrk is not installed */
export async function drive({ url, requests, connections, seconds, pid }: Load): Promise<Measured> {
  if (spawnSync('wrk', ['-v']).error) throw new Error('install wrk: apt-get install wrk')
  const script = join(tmpdir(), `parley-bench-${process.pid}.lua`)
  writeFileSync(script, luaScript(requests))
  const before = cpuMicros(pid)
  // One thread: wrk gives each thread its own script, and requests must not repeat.
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, url]
  try {
    const { stdout } = await promisify(execFile)('wrk', args, { maxBuffer: 1 << 20 })
    const [, total, failures, p50, p99, micros] =
      /parley (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stdout)?.map(Number) ?? []
    if (!total || !micros) throw new Error(`wrk said: ${stdout}`)
    return {
      requestsPerSecond: (total * 1e6) / micros,
      p50Ms: (p50 ?? 0) / 1000,
      p99Ms: (p99 ?? 0) / 1000,
      cpuMicros: (cpuMicros(pid) - before) / total,
      failures: failures ?? 0,
    }
  } finally {
    rmSync(script)
  }
}

function luaScript(requests: readonly string[]): string {
  const list = requests.map(request => `  ${luaString(request)},`).join('\n')
  return `local requests = {
${list}
}
local at = 0
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("parley %d %d %f %f %f\\n", summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), summary.duration))
end
`
}

/** Every byte that is not plain text as a decimal escape. */
function luaString(text: string): string {
  const escaped = Array.from(Buffer.from(text), byte =>
    byte >= 32 && byte < 127 && byte !== 34 && byte !== 92
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, '0')}`,
  )
  return `"${escaped.join('')}"`
}

const TICK_MICROS = 10_000

/** User and system time of a process and its threads, from /proc. */
function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kb) / 1024
}

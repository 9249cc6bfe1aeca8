import { readdirSync, readFileSync } from 'node:fs'

/** A process with its threads: each has started processes of its own, and goes on when the first has ended. */
export interface Process {
  readonly pid: number
  readonly threads: readonly number[]
}

/**
 * The processes below one, parents before their children; no more than have `max` threads together. What ended
 * meanwhile is left out, and where there is no `/proc`, so is everything.
 */
export function descendantsOf(pid: number, max: number): readonly Process[] {
  const found: Process[] = []
  const next = childrenOf(processOf(pid))
  let threads = 0
  for (let one = next.shift(); one !== undefined && threads < max; one = next.shift()) {
    const process = processOf(one)
    threads += process.threads.length
    found.push(process)
    next.push(...childrenOf(process))
  }
  return found
}

export function processOf(pid: number): Process {
  try {
    return { pid, threads: readdirSync(`/proc/${pid}/task`).map(Number) }
  } catch {
    return { pid, threads: [] }
  }
}

export const threadsOf = (processes: readonly Process[]): number =>
  processes.reduce((sum, { threads }) => sum + threads.length, 0)

/** Bytes that processes have in memory. */
export function residentBytes(processes: readonly Process[]): number {
  return processes.reduce((sum, process) => sum + pagesOf(process) * PAGE_BYTES, 0)
}

const PAGE_BYTES = 4096

/** All threads have the same, but of one that has ended nothing is told. */
function pagesOf({ pid, threads }: Process): number {
  for (const thread of threads) {
    const pages = Number(read(`/proc/${pid}/task/${thread}/statm`).split(' ')[1] ?? 0)
    if (pages > 0) return pages
  }
  return 0
}

/** Whether it runs, or would if something woke it: neither stopped nor ended, nor held up in the kernel. */
export function isMoving({ pid, threads }: Process): boolean {
  return threads.some(thread => {
    const [state = ''] = read(`/proc/${pid}/task/${thread}/stat`).split(') ').at(-1) ?? ''
    return state === 'R' || state === 'S'
  })
}

function childrenOf({ pid, threads }: Process): number[] {
  return threads.flatMap(thread => {
    const text = read(`/proc/${pid}/task/${thread}/children`)
    return text.split(' ').filter(Boolean).map(Number)
  })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

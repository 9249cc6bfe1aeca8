import { readFileSync } from 'node:fs'

/**
 * The processes below one, parents before their children; no more than `max`. What ended meanwhile is left out,
 * and where there is no `/proc`, so is everything.
 */
export function descendantsOf(pid: number, max: number): readonly number[] {
  const found: number[] = []
  const next = childrenOf(pid)
  for (let one = next.shift(); one !== undefined && found.length < max; one = next.shift()) {
    found.push(one)
    next.push(...childrenOf(one))
  }
  return found
}

/** Bytes that processes have in memory. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + pagesOf(pid) * PAGE_BYTES, 0)
}

const PAGE_BYTES = 4096

const pagesOf = (pid: number): number => Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0)

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`)
  return text.split(' ').filter(Boolean).map(Number)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Lines of a service's JSON log, the same for every run: some words common, some ids unique. */
export const LINES_PER_OBJECT = 20_000

export function logLine(
  number: number,
  count: number,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  const random = (salt: number, limit: number) => mix(number * 31 + salt) % limit
  const pick = (salt: number, values: readonly string[]) => values[random(salt, values.length)]
  const time = from + Math.floor(((to - from) * number) / count)
  return JSON.stringify({
    timestamp: new Date(time).toISOString(),
    level: random(1, 100) < 3 ? 'error' : random(2, 10) === 0 ? 'warn' : 'info',
    service: `svc${random(3, 20)}`,
    requestId: requestIdOf(number),
    path: `/api/v1/items/${random(4, 50_000)}`,
    status: Number(pick(5, ['200', '200', '200', '200', '404', '500'])),
    ms: random(6, 900),
    ip: `10.${random(7, 256)}.${random(8, 256)}.${random(9, 256)}`,
    message: `request ${pick(10, ['handled', 'queued', 'timeout', 'retried'])} by worker ${random(11, 64)} in zone ${random(12, 4)}`,
  })
}

/** One line has it. */
export function requestIdOf(number: number): string {
  const part = (salt: number) =>
    mix(number * 7 + salt)
      .toString(16)
      .padStart(8, '0')
  return `${part(1)}-${part(2).slice(0, 4)}-${part(2).slice(4)}-${part(3).slice(0, 4)}-${part(3).slice(4)}${part(4)}`
}

function mix(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

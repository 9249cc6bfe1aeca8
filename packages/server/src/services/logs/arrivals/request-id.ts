import { createHash } from 'node:crypto'

/** The same for the same part of the same arrival: what is asked twice, by a job that runs twice, is done once. */
export function requestIdOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

import { createHash } from 'node:crypto'

export const bytesOf = (name: string): Buffer => Buffer.from(name, 'utf8')

/** Stands for a name of any length in an index. */
export const digestOf = (name: string): Buffer => createHash('sha256').update(name).digest()

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files below a directory, with their paths. */
export const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

/** Whether one of them holds the text, as it is. */
export const filesHold = (directory: string, text: string): boolean =>
  filesOf(directory).some(file => readFileSync(file).includes(text))

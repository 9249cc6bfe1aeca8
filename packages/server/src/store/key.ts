import type { Key } from './store.ts'

const SEPARATOR = '\u0000'
const ESCAPE = '\u0001'

/**
 * A key of its parts. U+0000 separates, so parts sort as a tuple; a part that holds U+0000 or U+0001
 * is escaped in a way that keeps the order.
 */
export function key(kind: string, ...parts: readonly string[]): Key {
  let text = escapePart(kind) + SEPARATOR
  for (const part of parts) text += escapePart(part) + SEPARATOR
  return text as Key
}

/** The parts that `key` was given, kind first. */
export function keyParts(text: Key): string[] {
  return text.split(SEPARATOR).slice(0, -1).map(unescapePart)
}

/** What a key has in common with all that differ from it in their last part. */
export function keyBeforeLast(text: Key): string {
  return text.slice(0, text.lastIndexOf(SEPARATOR, text.length - 2) + 1)
}

/** Bounds of all keys that begin with these parts, for `range(...within('lex.bot', account))`. */
export function within(kind: string, ...parts: readonly string[]): [from: Key, to: Key] {
  const prefix = key(kind, ...parts)
  return [prefix, (prefix.slice(0, -1) + ESCAPE) as Key]
}

/** The first key after all that begin with `prefix`. */
export function after(prefix: Key): Key {
  return (prefix.slice(0, -1) + ESCAPE) as Key
}

function escapePart(part: string): string {
  if (!part.includes(SEPARATOR) && !part.includes(ESCAPE)) return part
  return part.replace(
    /[\u0000\u0001]/g,
    char => ESCAPE + (char === SEPARATOR ? '\u0002' : '\u0003'),
  )
}

function unescapePart(part: string): string {
  return part.replace(/\u0001([\u0002\u0003])/g, (_, char) =>
    char === '\u0002' ? SEPARATOR : ESCAPE,
  )
}

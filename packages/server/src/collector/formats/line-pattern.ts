import { failed, ok, type Result } from '../../kernel/result.ts'
import { LIMITS } from './limits.ts'

/** Tells whether a line begins as a pattern says. */
export type LinePattern = (line: string) => boolean

/**
 * Patterns for the first lines of entries: `#` is a digit, `@` a letter, `?` any character, `*` any run of them, a
 * blank also a tab; `\` takes the meaning away. `####-##-##` begins entries with a date, ` ` continues them by
 * indentation. The rest of the line does not matter. Time is bounded by pattern × `PREFIX` characters of the line.
 */
export function parseLinePattern(source: string): Result<LinePattern, string> {
  if (source.length === 0) return failed('expected a pattern, got nothing')
  if (source.length > LIMITS.patternCharacters) {
    return failed(`expected at most ${LIMITS.patternCharacters} characters`)
  }
  const parts: Part[] = []
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? ''
    if (character === '\\') {
      at++
      const quoted = source[at]
      if (quoted === undefined) return failed(`expected a character behind \`\\\` at ${at - 1}`)
      parts.push(literal(quoted))
    } else {
      parts.push(SPECIAL[character] ?? literal(character))
    }
  }
  return ok(line => beginsWith(parts, line.slice(0, PREFIX)))
}

const PREFIX = 1_024

/** `'run'` is any run of characters. */
type Part = 'run' | ((code: number) => boolean)

const literal =
  (character: string): Part =>
  code =>
    code === character.charCodeAt(0)

const SPECIAL: Readonly<Record<string, Part>> = {
  '*': 'run',
  '?': () => true,
  '#': code => code >= 48 && code <= 57,
  '@': code => (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code >= 0xc0,
  ' ': code => code === 32 || code === 9,
}

/** On a mismatch only the latest run grows. */
function beginsWith(parts: readonly Part[], text: string): boolean {
  let [at, part] = [0, 0]
  let [runAt, runPart] = [-1, -1]
  while (part < parts.length) {
    const wanted = parts[part]
    if (wanted === 'run') {
      part++
      runAt = at
      runPart = part
    } else if (at < text.length && wanted?.(text.charCodeAt(at))) {
      at++
      part++
    } else if (runAt >= 0 && runAt < text.length) {
      runAt++
      at = runAt
      part = runPart
    } else return false
  }
  return true
}

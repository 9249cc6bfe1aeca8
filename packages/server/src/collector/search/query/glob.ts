/** A wildcard pattern, ready to match: `*` any run, `?` one unit, `\` quotes what follows. */
export interface Glob {
  matches(text: string): boolean
}

/** Both pattern and text are in lower case. On a mismatch only the latest star moves. */
export function parseGlob(pattern: string): Glob {
  const parts: (number | typeof RUN | typeof ANY)[] = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === '*') {
      if (parts.at(-1) !== RUN) parts.push(RUN)
    } else if (character === '?') parts.push(ANY)
    else {
      if (character === '\\' && at + 1 < pattern.length) at++
      parts.push(pattern.charCodeAt(at))
    }
  }
  return { matches: text => matches(parts, text) }
}

const RUN = -1
const ANY = -2

function matches(parts: readonly number[], text: string): boolean {
  let [at, part, runAt, runPart] = [0, 0, -1, -1]
  while (at < text.length) {
    const wanted = parts[part]
    if (wanted === RUN) {
      part++
      runAt = at
      runPart = part
    } else if (wanted === ANY || wanted === text.charCodeAt(at)) {
      at++
      part++
    } else if (runAt >= 0) {
      runAt++
      at = runAt
      part = runPart
    } else return false
  }
  while (parts[part] === RUN) part++
  return part === parts.length
}

/** A word of a line: what stands between blanks, brackets or quotes. Undefined for `-`, which stands for nothing. */
export type Word = string | undefined

/**
 * The words of an access log's line. A quoted word ends at a quote before a blank or the line's end, because such
 * logs do not escape the quotes of what browsers send.
 */
export function wordsOf(line: string, limit: number): Word[] {
  const words: Word[] = []
  let at = 0
  while (at < line.length && words.length < limit) {
    const first = line[at]
    if (first === ' ') {
      at++
      continue
    }
    const [from, end] =
      first === '"'
        ? [at + 1, endOf(line, '"', at + 1)]
        : first === '['
          ? [at + 1, endOf(line, ']', at + 1)]
          : [at, blankAfter(line, at)]
    const word = line.slice(from, end)
    words.push(word === '-' ? undefined : word)
    at = end + 1
  }
  return words
}

function endOf(line: string, quote: string, from: number): number {
  let at = line.indexOf(quote, from)
  while (at >= 0 && at + 1 < line.length && line[at + 1] !== ' ') at = line.indexOf(quote, at + 1)
  return at < 0 ? line.length : at
}

function blankAfter(line: string, from: number): number {
  const at = line.indexOf(' ', from)
  return at < 0 ? line.length : at
}

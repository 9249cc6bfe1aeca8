/**
 * What stands where the stars of a pattern are; `parts` are the texts between them. Each star ends where the text
 * after it comes first, so one pass is enough.
 */
export function globExtract(
  parts: readonly string[],
): (text: string) => readonly string[] | undefined {
  const [head = '', ...rest] = parts
  return text => {
    const start = text.indexOf(head)
    if (start < 0) return undefined
    let at = start + head.length
    const found: string[] = []
    for (const [index, part] of rest.entries()) {
      const isLast = index === rest.length - 1
      const end = part === '' ? (isLast ? text.length : at) : text.indexOf(part, at)
      if (end < 0) return undefined
      found.push(text.slice(at, end))
      at = end + part.length
    }
    return found
  }
}

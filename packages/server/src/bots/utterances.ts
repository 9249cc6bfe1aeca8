/** The slots that an utterance names, in order: `a {Size} pizza` → `Size`. */
export function slotsIn(utterance: string): string[] {
  return Array.from(utterance.matchAll(/\{([^{}]*)\}/g), match => match[1] ?? '')
}

/** What is wrong with an utterance by itself (spec/lex-models.md §3.6), or undefined. */
export function utteranceProblem(utterance: string): string | undefined {
  const named = slotsIn(utterance)
  if (/[{}]/.test(utterance.replaceAll(/\{[^{}]*\}/g, ''))) {
    return `The utterance '${utterance}' has a brace without its pair.`
  }
  const twice = named.find((slot, index) => named.indexOf(slot) !== index)
  if (twice !== undefined) return `The utterance '${utterance}' names the slot '${twice}' twice.`
  return undefined
}

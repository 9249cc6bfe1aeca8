/** A sample utterance as written in the bot: literal text and placeholders (spec/lex-runtime.md §4.1). */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'slot'; readonly slot: string }

/** Placeholders of unknown slots are read as text; `slots` maps lower-cased names to defined ones. */
export function parseTemplate(source: string, slots: ReadonlyMap<string, string>): TemplatePart[] {
  const parts: TemplatePart[] = []
  let text = ''
  const flush = () => {
    if (text) parts.push({ kind: 'text', text })
    text = ''
  }
  let at = 0
  while (at < source.length) {
    const close = source[at] === '{' ? source.indexOf('}', at) : -1
    if (close < 0) {
      text += source[at]
      at++
      continue
    }
    const name = source.slice(at + 1, close).trim()
    const slot = slots.get(name.toLowerCase())
    if (slot === undefined) text += ` ${name} `
    else {
      flush()
      parts.push({ kind: 'slot', slot })
    }
    at = close + 1
  }
  flush()
  return parts
}

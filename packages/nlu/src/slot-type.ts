/** How the values of one slot type are found: listed, by a pattern, or by a built-in grammar (§4.3, §4.4). */
import { type BuiltinType, builtinType } from './builtin/builtin.ts'
import { type Nearest, newNearest } from './gazetteer/nearest.ts'
import type { Outline, TypeOutline } from './outline.ts'
import { parseSlotPattern, type SlotPattern } from './pattern/slot-pattern.ts'
import type { SlotValue } from './types.ts'

export interface SlotType {
  readonly outline: TypeOutline
  readonly builtin: BuiltinType | undefined
  readonly pattern: SlotPattern | undefined
  /** Unlisted text may be a value too. */
  readonly open: boolean
  /** Listed values that a misspelt phrase means. */
  readonly nearest: Nearest
}

export function slotTypesOf({ types, locale }: Outline): SlotType[] {
  return types.map(outline => {
    const builtin = outline.sort === 'builtin' ? builtinType(locale, outline.name) : undefined
    const parsed = outline.pattern === undefined ? undefined : parseSlotPattern(outline.pattern)
    return {
      outline,
      builtin,
      pattern: parsed?.ok ? parsed.pattern : undefined,
      open: isOpen(outline, builtin),
      nearest: newNearest(outline),
    }
  })
}

/** Open: custom types that expand their values, lists that are built in, free alphanumerics. */
function isOpen(outline: TypeOutline, builtin: BuiltinType | undefined): boolean {
  if (outline.sort === 'custom') return !outline.restricted
  return outline.sort === 'builtin' && builtin?.closed !== true
}

/** A regex value as typed, upper-cased, or spelled with gaps: whichever the pattern takes. */
export function patternValue(pattern: SlotPattern, text: string): string | undefined {
  const joined = text.replace(/[\s.-]+/g, '')
  return [text, text.toUpperCase(), joined, joined.toUpperCase()].find(candidate =>
    pattern.matches(candidate),
  )
}

/** What a custom slot becomes for a span and the values it resolves to (spec/lex-runtime.md §4.3). */
export function customValue(
  { outline }: SlotType,
  original: string,
  resolutions: readonly string[],
): SlotValue | undefined {
  const top = resolutions[0]
  if (!outline.restricted) return { value: original, resolutions, original }
  return top === undefined ? undefined : { value: top, resolutions, original }
}

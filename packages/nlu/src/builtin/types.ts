/** What the recogniser asks of a built-in slot type (spec/lex-runtime.md §4.4). */

export interface BuiltinType {
  readonly name: string
  /** A type that parses (date, number, …), against a list whose unlisted spans stay open. */
  readonly closed: boolean
  /** Every span of the text that is a value, longest first, then leftmost. */
  find(text: string, now: number): readonly BuiltinMatch[]
  /** Phrases that stand for the type when sample utterances are expanded. */
  readonly samples: readonly string[]
}

export interface BuiltinMatch {
  /** UTF-16 offsets into the text as it was given, end exclusive. */
  readonly start: number
  readonly end: number
  /** Null when the span has several readings, or names no point at all (`evening` as a time). */
  readonly value: string | null
  readonly resolutions: readonly string[]
}

export interface Fillers {
  readonly leading: readonly string[]
  readonly trailing: readonly string[]
  readonly articles: readonly string[]
}

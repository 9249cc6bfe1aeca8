import type { Json } from '../../kernel/json.ts'
import type { Cut } from './cutter.ts'
import type { Field, ParsedLine } from './format.ts'

/** Makes lines of cuts; one for each, or none for a header. */
export interface Parser {
  parse(cut: Cut): ParsedLine | undefined
  /** What a parser that begins behind the last cut must know. */
  state(): Json
}

/** A parser that remembers nothing. */
export const stateless = (parse: Parser['parse']): Parser => ({ parse, state: () => null })

/** A line that was not understood: kept whole, found by its text. */
export function unparsed({ raw }: Cut, problem: string): ParsedLine {
  return { time: undefined, fields: [textField(raw)], problem, raw }
}

export const textField = (raw: string): Field => [
  'message',
  raw.isWellFormed() ? raw : raw.toWellFormed(),
]

import { literalUnits, matchesUnits, type Units, wildcardUnits } from './glob.ts'
import type { RequestContext } from './types.ts'

/**
 * Text of a policy that may hold policy variables: `${aws:username}`, `${key, 'default'}` and the
 * escapes `${*}`, `${?}`, `${$}` (spec/iam.md §2.5).
 */
export interface Template {
  readonly source: string
  /** Keys of the variables, lower case. */
  readonly keys: readonly string[]
  /** Whether the text fits; a variable without value and default fits nothing. */
  matches(text: string, context: RequestContext): boolean
  /** The text with its variables filled in; undefined when one has no value. */
  fill(context: RequestContext): string | undefined
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined }

export interface TemplateOptions {
  /** False for documents of 2008-10-17 and where variables have no meaning: the text stays as it is. */
  readonly variables: boolean
  readonly wildcards: boolean
  readonly ignoreCase?: boolean
}

/** Prepares a template once; matching it later allocates only when it has variables. */
export function compileTemplate(source: string, options: TemplateOptions): Template {
  const pieces = options.variables ? piecesOf(source) : [{ kind: 'text' as const, text: source }]
  const keys = pieces.flatMap(piece => (piece.kind === 'variable' ? [piece.key] : []))
  const fold = options.ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text
  const fill = (context: RequestContext) => filled(pieces, context)
  if (keys.length > 0) {
    return {
      source,
      keys,
      fill,
      matches(text, context) {
        const units = unitsOf(pieces, context, options.wildcards, fold)
        return units !== undefined && matchesUnits(units, fold(text))
      },
    }
  }
  const units = unitsOf(pieces, new Map(), options.wildcards, fold) ?? []
  const exact = units.every(unit => unit >= 0) ? String.fromCharCode(...units) : undefined
  return {
    source,
    keys,
    fill,
    matches:
      exact === undefined ? text => matchesUnits(units, fold(text)) : text => fold(text) === exact,
  }
}

function unitsOf(
  pieces: readonly Piece[],
  context: RequestContext,
  wildcards: boolean,
  fold: (text: string) => string,
): Units | undefined {
  const units: number[] = []
  for (const piece of pieces) {
    const text = piece.kind === 'variable' ? variableValue(piece, context) : piece.text
    if (text === undefined) return undefined
    // What a variable holds is literal: a star in a tag is no wildcard.
    const isPattern = wildcards && piece.kind === 'text'
    for (const unit of isPattern ? wildcardUnits(fold(text)) : literalUnits(fold(text)))
      units.push(unit)
  }
  return units
}

function filled(pieces: readonly Piece[], context: RequestContext): string | undefined {
  let all = ''
  for (const piece of pieces) {
    const text = piece.kind === 'variable' ? variableValue(piece, context) : piece.text
    if (text === undefined) return undefined
    all += text
  }
  return all
}

// A multivalued key can be no variable.
function variableValue(
  { key, fallback }: Extract<Piece, { kind: 'variable' }>,
  context: RequestContext,
): string | undefined {
  const value = context.get(key)
  if (value === undefined) return fallback
  return typeof value === 'string' ? value : undefined
}

function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = []
  let rest = 0
  for (let at = source.indexOf('${'); at >= 0; at = source.indexOf('${', rest)) {
    const end = source.indexOf('}', at)
    if (end < 0) break
    if (at > rest) pieces.push({ kind: 'text', text: source.slice(rest, at) })
    pieces.push(variableOf(source.slice(at + 2, end), source.slice(at, end + 1)))
    rest = end + 1
  }
  if (rest < source.length || pieces.length === 0)
    pieces.push({ kind: 'text', text: source.slice(rest) })
  return pieces
}

function variableOf(inner: string, whole: string): Piece {
  if (inner === '*' || inner === '?' || inner === '$') return { kind: 'literal', text: inner }
  const withDefault = /^([^,]+), '([^']*)'$/.exec(inner)
  const key = withDefault?.[1] ?? inner
  if (key === '' || /[,\s${]/.test(key.replace(/\/.*$/, '')))
    return { kind: 'literal', text: whole }
  return { kind: 'variable', key: key.toLowerCase(), fallback: withDefault?.[2] }
}

import { compileGlob, type Glob, globMatches } from './glob.ts'
import { appendStretches, cutAtStars, fitsStretches, type Stretch } from './stretch.ts'
import type { RequestContext } from './types.ts'

/**
 * Text of a policy that may hold policy variables: `${aws:username}`, `${key, 'default'}` and the
 * escapes `${*}`, `${?}`, `${$}` (spec/iam.md §2.5).
 */
export interface Template {
  readonly source: string
  /** Keys of the variables, lower case. */
  readonly keys: readonly string[]
  /** What it begins with whatever the variables hold, without wildcards. */
  readonly start: string
  /** The pattern, when nothing in it depends on the request. */
  readonly glob: Glob | undefined
  /** Its parts, when it has to be matched piece by piece. */
  readonly pieces: readonly Piece[]
  readonly options: TemplateOptions
}

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined }

export interface TemplateOptions {
  /** False for documents of 2008-10-17 and where variables have no meaning: the text stays as it is. */
  readonly variables: boolean
  readonly wildcards: boolean
  readonly ignoreCase?: boolean
}

export function compileTemplate(source: string, options: TemplateOptions): Template {
  const { variables, wildcards, ignoreCase } = options
  const given = variables ? piecesOf(source) : [{ kind: 'text' as const, text: source }]
  const pieces = given.map(piece => {
    if (piece.kind === 'variable' || !ignoreCase) return piece
    return { ...piece, text: foldCase(piece.text) }
  })
  const keys = pieces.flatMap(piece => (piece.kind === 'variable' ? [piece.key] : []))
  const first = pieces[0]
  const begin = first && first.kind !== 'variable' ? first.text : ''
  const start = wildcards && first?.kind === 'text' ? begin.replace(/[*?].*$/s, '') : begin
  const glob = constantGlob(pieces, wildcards)
  return glob
    ? { source, keys: NONE, start, glob, pieces: NONE, options }
    : { source, keys, start, glob, pieces, options }
}

const NONE: readonly never[] = Object.freeze([])

/** A text without variables; escapes of wildcards leave it to be matched piece by piece. */
function constantGlob(pieces: readonly Piece[], wildcards: boolean): Glob | undefined {
  const text = pieces.map(piece => (piece.kind === 'variable' ? '' : piece.text)).join('')
  if (pieces.some(piece => piece.kind === 'variable')) return undefined
  if (!wildcards || pieces.every(piece => piece.kind === 'literal')) return { kind: 'exact', text }
  const mixed = pieces.some(piece => piece.kind === 'literal' && /[*?]/.test(piece.text))
  return mixed ? undefined : compileGlob(text)
}

/**
 * Whether the text from `from` on fits; a variable without value and default fits nothing. With `ignoreCase`
 * the text must have been folded.
 */
export function templateMatches(
  template: Template,
  text: string,
  from: number,
  context: RequestContext,
): boolean {
  if (template.glob) return globMatches(template.glob, text, from, text.length)
  if (!text.startsWith(template.start, from)) return false
  const pattern: Stretch[] = ['']
  for (const piece of template.pieces) {
    const filled = piece.kind === 'variable' ? variableValue(piece, context) : piece.text
    if (filled === undefined) return false
    // What a variable holds is literal: a star in a tag is no wildcard.
    const wild = piece.kind === 'text' && template.options.wildcards
    const folded = piece.kind === 'variable' && template.options.ignoreCase
    const own = folded ? foldCase(filled) : filled
    appendStretches(pattern, wild ? cutAtStars(own) : [own])
  }
  return fitsStretches(pattern, text, from, text.length)
}

/** The stretches of literal characters that every text which fits holds. */
export function literalRuns({ glob, pieces, options }: Template): string[] {
  if (glob)
    return glob.kind === 'exact' ? [glob.text] : runsOf(glob.kind === 'any' ? '' : glob.text)
  return pieces.flatMap(piece => {
    if (piece.kind === 'variable') return []
    return piece.kind === 'text' && options.wildcards ? runsOf(piece.text) : [piece.text]
  })
}

const runsOf = (pattern: string) => pattern.split(/[*?]/)

/** The text with its variables filled in; undefined when one has no value. */
export function fillTemplate({ pieces }: Template, context: RequestContext): string | undefined {
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

/** Simple case folding, character by character, whatever the language of the machine. */
export function foldCase(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text) folded += foldCharacter(character)
  return folded
}

function foldCharacter(character: string): string {
  // The dotless i folds to itself although its capital is a plain I.
  if (character === 'ı') return character
  const upper = character.toUpperCase()
  const lower = (isOne(upper) ? upper : character).toLowerCase()
  return isOne(lower) ? lower : character
}

const isOne = (text: string) => text.length === 1 || (text.length === 2 && text > '\ud7ff')

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
  if (key === '' || /[,\s${]/.test(key.replace(/\/.*$/s, '')))
    return { kind: 'literal', text: whole }
  return { kind: 'variable', key: key.toLowerCase(), fallback: withDefault?.[2] }
}

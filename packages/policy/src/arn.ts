import { compileGlob, type Glob, globMatches, isAllStars } from './glob.ts'
import { gramsOf, NO_GRAMS } from './grams.ts'
import { sharedHead } from './heads.ts'
import { type Letters, lettersOf, NO_LETTERS } from './letters.ts'
import type { PreparedArn } from './prepared-arn.ts'
import { compileTemplate, type Template, templateMatches } from './template.ts'
import type { PolicyKind, RequestContext } from './types.ts'

/** A pattern of `Resource` or `NotResource`, prepared. */
export interface ResourcePattern {
  readonly source: string
  /** It fits actions that have no resource: it is nothing but stars. */
  readonly fitsAny: boolean
  /** The first five parts with their colons, lower case, when they hold no wildcard. */
  readonly head: string | undefined
  /** The first five parts, when they do. */
  readonly parts: readonly Glob[]
  readonly rest: Template
  /** Characters that the sixth part of an ARN must hold. */
  readonly letters: Letters
  /** Every three neighbours among the characters that it names behind its beginning. */
  readonly grams: readonly number[]
}

/**
 * Compiles a resource pattern (spec/iam.md §1.4): stars never cross a colon of the first five parts;
 * short ARNs are filled up as the kind of policy says; variables live in the sixth part only.
 * @returns undefined for a pattern that fits nothing
 */
export function compileResource(
  source: string,
  kind: PolicyKind,
  variables: boolean,
): ResourcePattern | undefined {
  if (isAllStars(source)) {
    const rest = compileTemplate('*', { variables: false, wildcards: true })
    const nothing = { letters: NO_LETTERS, grams: NO_GRAMS }
    return { source, fitsAny: true, head: undefined, parts: [], rest, ...nothing }
  }
  const parts = cutPattern(source, variables)
  if (parts.length < 6) {
    if (!mayBeShort(source, kind)) return undefined
    while (parts.length < 6) parts.push('*')
  }
  const globs = parts.slice(0, 5).map(part => compileGlob(part.toLowerCase()))
  const literal = globs.every(glob => glob.kind === 'exact')
  const rest = compileTemplate(parts[5]!, variables ? WITH_VARIABLES : WITHOUT_VARIABLES)
  return {
    source,
    fitsAny: false,
    head: literal ? sharedHead(`${parts.slice(0, 5).join(':').toLowerCase()}:`) : undefined,
    parts: literal ? NO_PARTS : globs,
    rest,
    letters: lettersOf(rest),
    grams: gramsOf(rest),
  }
}

const WITH_VARIABLES = { variables: true, wildcards: true }
const WITHOUT_VARIABLES = { variables: false, wildcards: true }
const NO_PARTS: readonly Glob[] = Object.freeze([])

/** Whether the pattern fits the ARN of a request. */
export function fitsResource(
  { fitsAny, head, parts, rest }: ResourcePattern,
  arn: PreparedArn,
  context: RequestContext,
): boolean {
  if (fitsAny) return true
  if (!arn.isArn) return false
  const fits = head === undefined ? fitsParts(parts, arn.head) : head === arn.head
  return fits && templateMatches(rest, arn.text, arn.rest, context)
}

function fitsParts(parts: readonly Glob[], head: string): boolean {
  let from = 0
  for (const part of parts) {
    const to = head.indexOf(':', from)
    if (!globMatches(part, head, from, to)) return false
    from = to + 1
  }
  return true
}

/** A value of ArnEquals and ArnLike: six parts, each with wildcards and variables; undefined when invalid. */
export function compileArnPattern(source: string, variables: boolean): Template[] | undefined {
  const parts = cutPattern(source, variables)
  if (parts.length !== 6) return undefined
  const options = variables ? WITH_VARIABLES : WITHOUT_VARIABLES
  return parts.map(part => compileTemplate(part, options))
}

/** Whether one of the patterns fits, part by part; undefined when the text is no ARN. */
export function matchesArnPattern(
  patterns: readonly (readonly Template[])[],
  text: string,
  context: RequestContext,
  otherwise: false | undefined,
): boolean | undefined {
  const parts = splitArn(text)
  if (!parts) return undefined
  for (const pattern of patterns) {
    let fits = true
    for (let i = 0; i < 6 && fits; i++) {
      const template = pattern[i]
      fits = template !== undefined && templateMatches(template, parts[i]!, 0, context)
    }
    if (fits) return true
  }
  return otherwise
}

/** The six parts of an ARN, the sixth with its own colons; undefined for anything else. */
export function splitArn(text: string): string[] | undefined {
  if (!text.startsWith('arn:')) return undefined
  const parts: string[] = []
  let from = 0
  for (let i = 0; i < 5; i++) {
    const colon = text.indexOf(':', from)
    if (colon < 0) return undefined
    parts.push(text.slice(from, colon))
    from = colon + 1
  }
  parts.push(text.slice(from))
  return parts
}

function mayBeShort(source: string, kind: PolicyKind): boolean {
  if (!source.startsWith('arn:')) return false
  switch (kind) {
    case 'identity':
    case 'session':
    case 'boundary':
      return true
    case 'resource':
    case 'trust':
    case 'endpoint':
      return source.includes('*')
    case 'scp':
      return source.endsWith('*')
    case 'rcp':
      return false
  }
}

/** Cuts at the first five colons; where there are variables, every `${…}` is taken as one unit. */
export function cutPattern(text: string, variables: boolean): string[] {
  const parts: string[] = []
  let from = 0
  let at = 0
  while (parts.length < 5 && at < text.length) {
    if (variables && text.startsWith('${', at)) {
      const end = text.indexOf('}', at)
      at = end < 0 ? at + 2 : end + 1
    } else if (text[at] === ':') {
      parts.push(text.slice(from, at))
      from = ++at
    } else at++
  }
  parts.push(text.slice(from))
  return parts
}

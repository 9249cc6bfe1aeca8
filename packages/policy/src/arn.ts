import { isAllStars, matchesUnits, wildcardUnits } from './glob.ts'
import { compileTemplate, type Template } from './template.ts'
import type { PolicyKind, RequestContext } from './types.ts'

/** An ARN cut at its first five colons; the sixth part keeps its own. */
export type ArnParts = readonly [string, string, string, string, string, string]

/** Undefined when the text has fewer than six parts or does not begin with `arn`. */
export function splitArn(text: string): ArnParts | undefined {
  const parts = cut(text)
  return parts.length === 6 && parts[0] === 'arn' ? (parts as unknown as ArnParts) : undefined
}

/** A pattern of `Resource` or `NotResource`, prepared. */
export interface ResourcePattern {
  readonly source: string
  /** It fits actions that have no resource: it is nothing but stars. */
  readonly fitsAny: boolean
  readonly keys: readonly string[]
  matches(arn: ArnParts, context: RequestContext): boolean
}

const NOTHING = { fitsAny: false, keys: [], matches: () => false }

/**
 * Compiles a resource pattern (spec/iam.md §1.4): stars never cross a colon of the first five parts;
 * short ARNs are filled up as the kind of policy says; variables live in the sixth part only.
 */
export function compileResource(
  source: string,
  kind: PolicyKind,
  variables: boolean,
): ResourcePattern {
  if (isAllStars(source)) return { source, fitsAny: true, keys: [], matches: () => true }
  const parts = cut(source)
  if (parts.length < 6) {
    if (!mayBeShort(source, kind)) return { source, ...NOTHING }
    while (parts.length < 6) parts.push('*')
  }
  const heads = parts.slice(0, 5).map(part => wildcardUnits(part.toLowerCase()))
  const rest = compileTemplate(parts[5] ?? '', { variables, wildcards: true })
  return {
    source,
    fitsAny: false,
    keys: rest.keys,
    matches(arn, context) {
      for (let i = 0; i < 5; i++) {
        if (!matchesUnits(heads[i] ?? [], arn[i]?.toLowerCase() ?? '')) return false
      }
      return rest.matches(arn[5], context)
    },
  }
}

/** A value of ArnEquals and ArnLike: six parts, each with wildcards and variables; undefined when invalid. */
export function compileArnValue(source: string, variables: boolean): Template[] | undefined {
  const parts = cut(source)
  if (parts.length !== 6) return undefined
  return parts.map(part => compileTemplate(part, { variables, wildcards: true }))
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

/** Cuts at the first five colons, every `${…}` taken as one unit. */
function cut(text: string): string[] {
  const parts: string[] = []
  let from = 0
  let at = 0
  while (parts.length < 5 && at < text.length) {
    if (text.startsWith('${', at)) {
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

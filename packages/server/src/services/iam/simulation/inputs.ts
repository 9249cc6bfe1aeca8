import {
  type CompiledPolicy,
  type PolicyDocument,
  type PolicyKind,
  parsePolicy,
} from '@parley/policy'
import { type ContextEntry, InvalidInputException } from '../../../wire/models/iam.ts'
import type { IamContext } from '../context.ts'

/** Policies that a request brings along, by the names under which answers tell of them. @throws InvalidInput */
export function inputPolicies(
  texts: readonly string[] = [],
  kind: PolicyKind,
  name: string,
  { compiler }: IamContext,
): CompiledPolicy[] {
  return texts.map((text, index) => {
    parsed(text, kind)
    return compiler.compile(text, { kind, name: `${name}.${index + 1}` })
  })
}

/** @throws InvalidInput */
export function parsed(text: string, kind: PolicyKind): PolicyDocument {
  const result = parsePolicy(text, kind)
  if (result.ok) return result.value
  throw InvalidInputException(result.error[0]?.message ?? 'Syntax errors in policy.')
}

/** The context of a simulated request. A list type makes a key multivalued, whatever it holds. */
export function contextOf(
  entries: readonly ContextEntry[] = [],
): Map<string, string | readonly string[]> {
  const context = new Map<string, string | readonly string[]>()
  for (const { ContextKeyName, ContextKeyValues = [], ContextKeyType } of entries) {
    if (ContextKeyName === undefined) continue
    const isList = ContextKeyType?.endsWith('List') ?? false
    const value = isList ? ContextKeyValues : ContextKeyValues[0]
    if (value !== undefined) context.set(ContextKeyName.toLowerCase(), value)
  }
  return context
}

/** The condition keys and variables of documents, as they are written, each once. */
export function contextKeys(all: readonly PolicyDocument[]): string[] {
  const names = new Map<string, string>()
  const note = (name: string) => {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
  }
  for (const { statements, version } of all) {
    for (const { condition = [], resource = [], notResource = [] } of statements) {
      for (const { key } of condition) note(key)
      const values = condition.flatMap(block => block.values)
      // In documents of 2008-10-17 variables are plain text.
      const texts = version === '2012-10-17' ? [...resource, ...notResource, ...values] : []
      for (const text of texts) for (const name of variablesIn(text)) note(name)
    }
  }
  return [...names.values()].sort()
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{([A-Za-z][^},\s]*)/g)].flatMap(([, name]) => name ?? [])
}

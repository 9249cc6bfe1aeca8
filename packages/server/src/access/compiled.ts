import {
  type CompiledPolicy,
  compilePolicy,
  type PolicyKind,
  type PolicySource,
  parsePolicy,
} from '@parley/policy'
import { boundedMap } from '../kernel/bounded-map.ts'
import { assert } from '../kernel/errors.ts'
import { LIMITS } from './limits.ts'
import type { PinnedDocument, Role } from './records.ts'

/** Compiles stored documents, each once: they were valid when they were saved. */
export interface Compiler {
  compile(document: string, source: PolicySource): CompiledPolicy
  /** A role's trust policy, its principals by the unique ids they had when it was saved. */
  trust(role: Role): CompiledPolicy
}

export function createCompiler(): Compiler {
  const known = boundedMap<string, CompiledPolicy>(LIMITS.compiledPolicies)
  const compile = (document: string, source: PolicySource, pins = '') => {
    const { kind, arn = '', attachedTo = '' } = source
    const name = [kind, source.name, arn, attachedTo, pins, document].join('\n')
    const found = known.get(name)
    if (found) return found
    const compiled = compilePolicy(parseStored(document, source.kind), source)
    known.set(name, compiled)
    return compiled
  }
  return {
    compile: (document, source) => compile(document, source),
    trust: ({ arn, trust }) =>
      compile(trust.document, pinnedSource('trust', arn, trust), JSON.stringify(trust.pinned)),
  }
}

function pinnedSource(kind: PolicyKind, arn: string, { pinned }: PinnedDocument): PolicySource {
  return { kind, name: `${kind} policy`, attachedTo: arn, pinned: new Map(Object.entries(pinned)) }
}

function parseStored(document: string, kind: PolicyKind) {
  const parsed = parsePolicy(document, kind)
  assert(parsed.ok, 'a stored policy was valid when it was saved')
  return parsed.value
}

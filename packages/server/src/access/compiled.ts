import {
  type CompiledPolicy,
  compilePolicy,
  type PolicyKind,
  type PolicySource,
  parsePolicy,
} from '@parley/policy'
import { assert } from '../kernel/errors.ts'
import { LIMITS } from './limits.ts'
import type { OrgPolicy } from './organizations.ts'
import type { PinnedDocument, Role } from './records.ts'
import { weighedMap, weighedWeakMap } from './weighed-map.ts'

/** Compiles stored documents, each once: they were valid when they were saved. */
export interface Compiler {
  compile(document: string, source: PolicySource): CompiledPolicy
  /** A role's trust policy, its principals by the unique ids they had when it was saved. */
  trust(role: Role): CompiledPolicy
  /** A policy of an organisation. */
  organization(policy: OrgPolicy): CompiledPolicy
  /**
   * What `make` makes of a record and others, made once while they are the very same. Records are frozen and
   * shared by the store: another value is another object, so nothing stale can be found here.
   */
  once<T extends object>(record: object, others: readonly unknown[], make: () => T): T
}

interface Made {
  readonly others: readonly unknown[]
  readonly value: object
}

export function createCompiler(): Compiler {
  const known = weighedMap<string, CompiledPolicy>({
    entries: LIMITS.compiledPolicies,
    weight: LIMITS.compiledCharacters,
  })
  // Records of who is gone are held by nobody else.
  const made = weighedWeakMap<object, Made>({
    entries: LIMITS.compiledRecords,
    weight: LIMITS.compiledRecordCharacters,
  })
  /** Of all documents that were asked for: the difference is what was compiled of a record. */
  let characters = 0
  const compile = (document: string, source: PolicySource) => {
    characters += document.length
    const { kind, arn = '', attachedTo = '', pinned = [] } = source
    // The same text saved again may mean other principals of the same names.
    const name = [kind, source.name, arn, attachedTo, ...pinned, '', document].join('\n')
    const found = known.get(name)
    if (found) return found
    const compiled = compilePolicy(parseStored(document, source.kind), source)
    known.set(name, compiled, document.length)
    return compiled
  }
  const once: Compiler['once'] = (record, others, make) => {
    const found = made.get(record)
    // INVARIANT: one kind of thing is made of a record, so what was found has the type that `make` has.
    if (found && isSame(found.others, others)) return found.value as ReturnType<typeof make>
    const before = characters
    const value = make()
    made.set(record, { others, value }, characters - before)
    return value
  }
  return {
    compile,
    trust: ({ arn, trust }) =>
      once(trust, [arn], () => compile(trust.document, pinnedSource('trust', arn, trust))),
    organization: policy =>
      once(policy, [], () => {
        const { type, name, arn, content } = policy
        return compile(content, { kind: type, name, arn })
      }),
    once,
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function pinnedSource(kind: PolicyKind, arn: string, { pinned }: PinnedDocument): PolicySource {
  return { kind, name: `${kind} policy`, attachedTo: arn, pinned: new Map(Object.entries(pinned)) }
}

function parseStored(document: string, kind: PolicyKind) {
  const parsed = parsePolicy(document, kind)
  assert(parsed.ok, 'a stored policy was valid when it was saved')
  return parsed.value
}

/** Asks the engine and the reference the same questions. */
import { evaluate, type Policies, type Question } from '../reference/evaluate.ts'
import type { Policy, StatementJson } from '../reference/question.ts'
import { compilePolicy } from '../src/compile.ts'
import { decide, type PolicySet } from '../src/decide.ts'
import { parsePolicy } from '../src/parse.ts'
import type { AuthorizationRequest } from '../src/types.ts'
import type { Case, PoliciesJson, PolicyJson, RequestJson } from './generate.ts'

export interface Tally {
  allow: number
  'implicit-deny': number
  'explicit-deny': number
}

export interface Disagreement {
  readonly request: RequestJson
  readonly engine: string
  readonly reference: string
}

/** The first disagreement of a case; the decisions that agreed are counted. */
export function compare({ policies, requests }: Case, tally: Tally): Disagreement | undefined {
  const set = engineSet(policies)
  const documents = referenceSet(policies)
  for (const request of requests) {
    const question = questionOf(request)
    const engine = engineAnswer(set, question as unknown as AuthorizationRequest)
    const { effect, layer } = evaluate(documents, question)
    const reference = `${effect} by ${layer}`
    if (engine !== reference) return { request, engine, reference }
    tally[effect]++
  }
  return undefined
}

function engineAnswer(set: PolicySet, request: AuthorizationRequest): string {
  try {
    const { effect, layer } = decide(set, request)
    return `${effect} by ${layer}`
  } catch (error) {
    return `threw ${String(error)}`
  }
}

export function engineSet(policies: PoliciesJson): PolicySet {
  const { identity, resource, endpoint, boundary, session, scp, rcp } = policies
  const all = (list: readonly PolicyJson[]) => list.map(compiled)
  return {
    identity: all(identity),
    resource: all(resource),
    endpoint: all(endpoint),
    ...(boundary && { boundary: compiled(boundary) }),
    ...(session && { session: all(session) }),
    scp: scp.map(all),
    rcp: rcp.map(all),
  }
}

function compiled({ kind, version, statements, pinned }: PolicyJson) {
  const text = escaped(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error(`${kind} ${parsed.error[0]?.message}: ${text}`)
  return compilePolicy(
    { ...parsed.value, version },
    { kind, name: kind, pinned: new Map(Object.entries(pinned)) },
  )
}

/** Documents hold no characters beyond Latin-1 but as escapes. */
export function escaped(text: string): string {
  return text.replace(
    /[^\0-\xff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function referenceSet(policies: PoliciesJson): Policies {
  const { identity, resource, endpoint, boundary, session, scp, rcp } = policies
  const all = (list: readonly PolicyJson[]) => list.map(asReference)
  return {
    identity: all(identity),
    resource: all(resource),
    endpoint: all(endpoint),
    ...(boundary && { boundary: asReference(boundary) }),
    ...(session && { session: all(session) }),
    scp: scp.map(all),
    rcp: rcp.map(all),
  }
}

function asReference({ kind, version, statements, pinned }: PolicyJson): Policy {
  return {
    kind,
    document: { Version: version, Statement: statements as unknown as readonly StatementJson[] },
    pinned: new Map(Object.entries(pinned)),
  }
}

export function requestOf(request: RequestJson): AuthorizationRequest {
  return questionOf(request) as unknown as AuthorizationRequest
}

function questionOf(request: RequestJson): Question {
  const known = contexts.get(request.context)
  const context = known ?? new Map(Object.entries(request.context))
  if (!known) contexts.set(request.context, context)
  const { principal, action, resource } = request
  return { principal, action, resource, context }
}

const contexts = new WeakMap<RequestJson['context'], Question['context']>()

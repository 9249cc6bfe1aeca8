/** What must hold beside agreement with the reference: of documents that are nearly valid, of explanations. */
import { evaluate, type Policies } from '../reference/evaluate.ts'
import type { Policy } from '../reference/question.ts'
import { compilePolicy } from '../src/compile.ts'
import { decide, EMPTY_POLICY_SET, type PolicySet } from '../src/decide.ts'
import { type Explanation, explain, renderExplanation } from '../src/explain.ts'
import { parsePolicy } from '../src/parse.ts'
import type { PolicyDocument } from '../src/types.ts'
import { engineSet, requestOf } from './compare.ts'
import type { Case, Kind, RequestJson } from './generate.ts'
import { nearlyValid } from './mutate.ts'

const KINDS: readonly Kind[] = [
  ...(['identity', 'boundary', 'session', 'resource', 'trust', 'scp', 'rcp', 'endpoint'] as const),
]

/** Breaks a document of the case: it is refused with a place, or means what the reference says. */
export function documentProblem(seed: number, { policies, requests }: Case): string | undefined {
  const { identity, resource, scp, rcp } = policies
  const documents = [...identity, ...resource, ...scp.flat(), ...rcp.flat()]
  const one = documents[seed % Math.max(1, documents.length)]
  if (!one) return undefined
  const text = nearlyValid(seed, one.kind, one.statements)
  for (const kind of [one.kind, KINDS[seed % KINDS.length] ?? 'identity']) {
    const parsed = parsePolicy(text, kind)
    const problem = parsed.ok
      ? differentMeaning(text, kind, parsed.value, requests.slice(0, 5))
      : silentRefusal(parsed.error)
    if (problem) return `${kind}: ${problem}: ${text}`
  }
  return undefined
}

function silentRefusal([issue]: readonly { message: string; position?: unknown }[]) {
  return issue?.message && issue.position ? undefined : 'refused without a message or a place'
}

function differentMeaning(
  text: string,
  kind: Kind,
  document: PolicyDocument,
  requests: readonly RequestJson[],
): string | undefined {
  const slot = SLOTS[kind]
  const set: PolicySet = {
    ...EMPTY_POLICY_SET,
    ...slot(compilePolicy(document, { kind, name: kind })),
  }
  const read: Policies = { ...NO_POLICIES, ...slot<Policy>({ kind, document: JSON.parse(text) }) }
  for (const request of requests) {
    const question = requestOf(request)
    const { effect, layer } = decide(set, question)
    const answer = evaluate(read, question)
    if (effect === answer.effect && layer === answer.layer) continue
    return `${effect} by ${layer}, not ${JSON.stringify(answer)} for ${JSON.stringify(request)}`
  }
  return undefined
}

const NO_POLICIES: Policies = { identity: [], resource: [], endpoint: [], scp: [], rcp: [] }

const SLOTS: Readonly<Record<Kind, <T>(policy: T) => object>> = {
  identity: policy => ({ identity: [policy] }),
  boundary: policy => ({ boundary: policy }),
  session: policy => ({ session: [policy] }),
  resource: policy => ({ resource: [policy] }),
  trust: policy => ({ resource: [policy] }),
  scp: policy => ({ scp: [[policy]] }),
  rcp: policy => ({ rcp: [[policy]] }),
  endpoint: policy => ({ endpoint: [policy] }),
}

/** The verdict must be that of `decide`, follow from the evidence shown, and name what is missing. */
export function explanationProblem({ policies, requests }: Case, count: number) {
  const set = engineSet(policies)
  for (const request of requests.slice(0, count)) {
    const problem = contradiction(set, request)
    if (problem) return `${problem}: ${JSON.stringify({ policies, request })}`
  }
  return undefined
}

function contradiction(set: PolicySet, request: RequestJson): string | undefined {
  const asked = requestOf(request)
  const decision = decide(set, asked)
  const explanation = explain(set, asked)
  if (explanation.decision !== decision) return 'the explanation has another verdict'
  if (!renderExplanation(explanation).includes(`${decision.effect} by ${decision.layer}`)) {
    return 'the text has another verdict'
  }
  return wrongEvidence(explanation) ?? wrongMissing(explanation, request)
}

function wrongEvidence({ decision, rule, policies }: Explanation): string | undefined {
  const { effect, layer, statement } = decision
  const shown = policies.flatMap(({ source, level, statements }) =>
    statements.map(one => ({ ...one, kind: source.kind, level })),
  )
  const applying = shown.filter(one => one.applies)
  const deciding = shown.filter(one => one.decides)
  const denies = applying.some(one => one.effect === 'Deny')
  if (denies && effect !== 'explicit-deny') return 'a Deny applies, yet nothing was denied by it'
  if (effect === 'explicit-deny' && !denies && !rule) return 'denied, yet no Deny applies'
  if (deciding.some(one => !one.applies)) return 'what decided does not apply'
  if (statement && deciding.length === 0) return 'what decided is not shown'
  if (!statement && effect !== 'implicit-deny' && !rule) return 'nothing is said to have decided'
  if (effect !== 'implicit-deny') return undefined
  const ceiling = layer === 'scp' || layer === 'rcp'
  const allows = applying.some(one => one.effect === 'Allow' && one.kind === LAYER_KINDS.get(layer))
  return allows && !ceiling ? `the ${layer} layer allows, yet is said to lack it` : undefined
}

const LAYER_KINDS: ReadonlyMap<string, string> = new Map([
  ['identity', 'identity'],
  ['boundary', 'boundary'],
  ['session', 'session'],
  ['vpce', 'endpoint'],
])

function wrongMissing({ decision, missing }: Explanation, request: RequestJson) {
  const { effect, layer } = decision
  const { arns } = request.resource
  const isReal = arns === 'any' || /^arn:(?:[^:]*:){4}/.test(arns[0] ?? '')
  if (effect !== 'implicit-deny' || layer === 'service') {
    return missing.length > 0 ? 'something is missing from what is not missing anything' : undefined
  }
  if (!isReal) return undefined
  if (missing.length === 0) return 'nothing is said to be missing'
  return missing[0]?.layer === layer ? undefined : 'what is missing first is not what decided'
}

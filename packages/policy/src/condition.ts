import { OPERATORS, type Operand, type OperatorName, splitOperator } from './operators.ts'
import type { ConditionBlock, ContextValue, Effect, RequestContext } from './types.ts'

/** One operator with one key, prepared. */
export interface CompiledCondition {
  readonly block: ConditionBlock
  /** The key, lower case. */
  readonly key: string
  /** The key and those of the policy variables among its values. */
  readonly keys: readonly string[]
  holds(context: RequestContext): boolean
}

/**
 * Prepares a condition (spec/iam.md §2). An operator the language does not have holds in a Deny and fails
 * in an Allow: what cannot be understood never grants.
 */
export function compileCondition(
  block: ConditionBlock,
  effect: Effect,
  variables: boolean,
): CompiledCondition {
  const key = block.key.toLowerCase()
  const name = splitOperator(block.operator)
  if (name.base === 'null') {
    return { block, key, keys: [key], holds: context => isNull(block, context.get(key)) }
  }
  const operator = OPERATORS.get(name.base)
  if (!operator) return { block, key, keys: [key], holds: () => effect === 'Deny' }
  const operand = operator.prepare(block.values, variables)
  return {
    block,
    key,
    keys: [key, ...operand.keys],
    holds: testOf(key, name, operator.negated, operand),
  }
}

const isPresent = (value: ContextValue | undefined): value is ContextValue =>
  value !== undefined && (typeof value === 'string' || value.length > 0)

function isNull({ values }: ConditionBlock, value: ContextValue | undefined): boolean {
  const wanted = isPresent(value) ? 'false' : 'true'
  return values.some(text => text.toLowerCase() === wanted)
}

function testOf(
  key: string,
  { set, ifExists }: OperatorName,
  negated: boolean,
  { compare }: Operand,
): (context: RequestContext) => boolean {
  // An answer of undefined satisfies neither the positive nor the negated form.
  const fits = (value: string, context: RequestContext) => compare(value, context) === !negated
  const whenAbsent = set === 'all' || ifExists || (negated && set === undefined)
  return context => {
    const value = context.get(key)
    if (!isPresent(value)) return whenAbsent
    if (typeof value === 'string') return fits(value, context)
    // A multivalued key without a set operator matches nothing, in either form.
    if (set === undefined) return false
    return set === 'all'
      ? value.every(one => fits(one, context))
      : value.some(one => fits(one, context))
  }
}

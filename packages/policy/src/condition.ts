import { LIMITS } from './limits.ts'
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
 * Whether `ForAnyValue:…IfExists` holds when the key is absent. AWS says so of every `IfExists`; one
 * simulator says the opposite (spec/iam.md §11).
 */
const ANY_VALUE_IF_EXISTS_HOLDS_WHEN_ABSENT = true

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
  const unanswered = effect === 'Deny'
  if (!operator) return { block, key, keys: [key], holds: () => unanswered }
  const operand = operator.prepare(block.values, variables)
  const { negated } = operator
  if (operand.size > LIMITS.comparisons) return { block, key, keys: [key], holds: () => unanswered }
  return {
    block,
    key,
    keys: [key, ...operand.keys],
    holds: testOf({ key, negated, unanswered, ...name }, operand),
  }
}

const isPresent = (value: ContextValue | undefined): value is ContextValue =>
  value !== undefined && (typeof value === 'string' || value.length > 0)

function isNull({ values }: ConditionBlock, value: ContextValue | undefined): boolean {
  const wanted = isPresent(value) ? 'false' : 'true'
  return values.some(text => text.toLowerCase() === wanted)
}

interface Test extends OperatorName {
  readonly key: string
  readonly negated: boolean
  /** The answer to a question that is too large to be answered. */
  readonly unanswered: boolean
}

function testOf(
  { key, set, ifExists, negated, unanswered }: Test,
  { compare, size }: Operand,
): (context: RequestContext) => boolean {
  const whenAbsent =
    set === 'all' ||
    (ifExists && (set === undefined || ANY_VALUE_IF_EXISTS_HOLDS_WHEN_ABSENT)) ||
    (negated && set === undefined)
  // An answer of undefined satisfies neither the positive nor the negated form.
  const wanted = !negated
  return context => {
    const value = context.get(key)
    if (!isPresent(value)) return whenAbsent
    if (typeof value === 'string') {
      // AWS takes the empty text for a null data set, of which everything is true.
      return (set === 'all' && value === '') || compare(value, context) === wanted
    }
    // A multivalued key without a set operator matches nothing, in either form.
    if (set === undefined) return false
    if (value.length * size > LIMITS.comparisons) return unanswered
    if (set === 'any') return value.some(one => compare(one, context) === wanted)
    return value.every(isEmpty) || value.every(one => compare(one, context) === wanted)
  }
}

const isEmpty = (text: string) => text === ''

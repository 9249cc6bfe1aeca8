import { isReserved } from '../../../bots/builtins.ts'
import type { EnumerationValue, PutSlotTypeRequest } from '../../../wire/models/lex-models.ts'

/** Checks the pattern of a regex type; the recogniser's own reader. */
export type PatternProblem = (pattern: string) => string | undefined

/**
 * What a PutSlotType may not say, decided by its content alone (spec/lex-models.md §3.1, §3.7).
 * @returns the first fault in a sentence, or undefined
 */
export function slotTypeProblem(
  input: PutSlotTypeRequest,
  patternProblem: PatternProblem,
): string | undefined {
  const { name, parentSlotTypeSignature: parent, enumerationValues = [] } = input
  const patterns = (input.slotTypeConfigurations ?? []).flatMap(
    one => one.regexConfiguration?.pattern ?? [],
  )
  if (isReserved('slot-type', name)) {
    return `The slot type name '${name}' is reserved for a built-in slot type.`
  }
  if (parent && parent !== 'AMAZON.AlphaNumeric') {
    return `A slot type may extend AMAZON.AlphaNumeric alone, not ${parent}.`
  }
  if (!parent && patterns.length > 0) {
    return 'A regular expression needs the parent AMAZON.AlphaNumeric.'
  }
  if (parent && patterns.length === 0) {
    return 'A slot type that extends AMAZON.AlphaNumeric needs a regular expression.'
  }
  if (parent && enumerationValues.length > 0) {
    return 'A slot type that extends AMAZON.AlphaNumeric has no values of its own.'
  }
  if (!parent && enumerationValues.length === 0) {
    return 'A slot type needs at least one enumeration value.'
  }
  for (const pattern of patterns) {
    const problem = patternProblem(pattern)
    if (problem !== undefined) return problem
  }
  return duplicateProblem(enumerationValues)
}

/** Values and synonyms together, as the quotas count them. */
export function countValues(values: readonly EnumerationValue[] = []): number {
  return values.reduce((sum, { synonyms = [] }) => sum + 1 + synonyms.length, 0)
}

// `MRI` and `mri` differ; a synonym that is its own value is harmless, and real exports have it.
function duplicateProblem(values: readonly EnumerationValue[]): string | undefined {
  const seen = new Set(values.map(({ value }) => value))
  if (seen.size < values.length) {
    const texts = values.map(({ value }) => value)
    const twice = texts.find((value, index) => texts.indexOf(value) !== index)
    return `The value '${twice}' is given twice.`
  }
  const synonyms = new Set<string>()
  for (const { value, synonyms: own = [] } of values) {
    for (const synonym of own) {
      if ((synonym !== value && seen.has(synonym)) || synonyms.has(synonym)) {
        return `The synonym '${synonym}' of '${value}' is given twice.`
      }
      synonyms.add(synonym)
    }
  }
  return undefined
}

export {
  type ActionEntry,
  type Catalogue,
  type CatalogueData,
  catalogueOf,
  createCatalogue,
  type KeyType,
} from './catalogue.ts'
export { type CompiledPolicy, compilePolicy } from './compile.ts'
export { decide, EMPTY_POLICY_SET, type PolicySet } from './decide.ts'
export { type Explanation, explain, renderExplanation } from './explain.ts'
export { matchesGlob } from './glob.ts'
export { type LintFinding, lint } from './lint.ts'
export { lintPolicy } from './lint-policy.ts'
export { parsePolicy } from './parse.ts'
export type { Result } from './result.ts'
export { servedCatalogue } from './served.ts'
export type * from './types.ts'

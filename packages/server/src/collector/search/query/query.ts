/**
 * What is looked for, as a tree (spec/surroundings.md §14.7). `parse-query.ts` makes it of text; the REST query DSL
 * makes it of JSON. Matching ignores case. A *word* is a run of letters, digits and `_`; in scripts that are written
 * without spaces every character is a word.
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'and' | 'or'; readonly queries: readonly Query[] }
  | { readonly kind: 'not'; readonly query: Query }
  /** The words of `text` stand side by side in the field; without `field`, in any field of the line's own. */
  | { readonly kind: 'words'; readonly field: string | undefined; readonly text: string }
  /** The field's whole value; case counts here. */
  | { readonly kind: 'equals'; readonly field: string; readonly value: string }
  /** `*` and `?` (`\` quotes them), against each word and against the whole value. */
  | { readonly kind: 'glob'; readonly field: string | undefined; readonly pattern: string }
  /** By number when the bounds are numbers, else by code units. `@timestamp` takes times. */
  | {
      readonly kind: 'range'
      readonly field: string
      readonly from: Bound | undefined
      readonly to: Bound | undefined
    }
  | { readonly kind: 'exists'; readonly field: string }

export interface Bound {
  readonly value: string
  readonly inclusive: boolean
}

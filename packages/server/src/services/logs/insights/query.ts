import type { Period } from './periods.ts'

/** A query of CloudWatch Logs Insights, read (spec/surroundings.md §2.4). */
export interface Query {
  readonly commands: readonly Command[]
}

export type Command =
  | { readonly kind: 'fields'; readonly columns: readonly Column[] }
  | { readonly kind: 'display'; readonly columns: readonly Column[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | {
      readonly kind: 'stats'
      readonly columns: readonly Column[]
      readonly by: readonly Column[]
    }
  | { readonly kind: 'sort'; readonly orders: readonly Order[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'dedup'; readonly keys: readonly Expression[] }
  | {
      readonly kind: 'parse'
      readonly source: Expression
      readonly names: readonly string[]
      /** What `names` are in a text; undefined when it does not fit. */
      readonly extract: (text: string) => readonly (string | undefined)[] | undefined
    }

export interface Column {
  /** As written, or its alias. */
  readonly name: string
  readonly expression: Expression
}

export interface Order {
  readonly expression: Expression
  readonly isDescending: boolean
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly inputs: readonly Expression[] }
  /** Over the rows of a group; only in `stats`. */
  | {
      readonly kind: 'aggregate'
      readonly name: string
      readonly inputs: readonly Expression[]
    }
  | { readonly kind: 'not' | 'negative'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'like'
      readonly operand: Expression
      readonly fits: (text: string) => boolean
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] }

export type BinaryOperator =
  | 'or'
  | 'and'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'

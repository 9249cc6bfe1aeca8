/** Metric math as a tree. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negation'; readonly operand: Expression }
  | {
      readonly kind: 'operation'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }

export type Operator = keyof typeof OPERATORS

const truth = (value: boolean) => (value ? 1 : 0)

/** What operators do to two numbers; what comes first binds less. */
export const OPERATORS = {
  OR: { binds: 1, apply: (a: number, b: number) => truth(a !== 0 || b !== 0) },
  AND: { binds: 2, apply: (a: number, b: number) => truth(a !== 0 && b !== 0) },
  '==': { binds: 3, apply: (a: number, b: number) => truth(a === b) },
  '!=': { binds: 3, apply: (a: number, b: number) => truth(a !== b) },
  '<=': { binds: 3, apply: (a: number, b: number) => truth(a <= b) },
  '>=': { binds: 3, apply: (a: number, b: number) => truth(a >= b) },
  '<': { binds: 3, apply: (a: number, b: number) => truth(a < b) },
  '>': { binds: 3, apply: (a: number, b: number) => truth(a > b) },
  '+': { binds: 4, apply: (a: number, b: number) => a + b },
  '-': { binds: 4, apply: (a: number, b: number) => a - b },
  '*': { binds: 5, apply: (a: number, b: number) => a * b },
  '/': { binds: 5, apply: (a: number, b: number) => a / b },
  '^': { binds: 6, apply: (a: number, b: number) => a ** b },
} as const

/** The ids that an expression reads, and the functions that it calls. */
export function namesIn(expression: Expression): {
  readonly references: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
} {
  const references = new Set<string>()
  const functions = new Set<string>()
  const visit = (one: Expression): void => {
    switch (one.kind) {
      case 'reference':
        references.add(one.id)
        break
      case 'list':
        one.items.forEach(visit)
        break
      case 'negation':
        visit(one.operand)
        break
      case 'operation':
        visit(one.left)
        visit(one.right)
        break
      case 'call':
        functions.add(one.name)
        one.arguments.forEach(visit)
        break
    }
  }
  visit(expression)
  return { references, functions }
}

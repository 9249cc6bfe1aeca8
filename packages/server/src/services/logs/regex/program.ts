import { never } from '../../../kernel/errors.ts'
import { LIMITS } from '../limits.ts'
import { type CharacterSet, has } from './character-set.ts'
import { RegexProblem } from './problem.ts'
import type { Assertion, Node } from './syntax.ts'

/** Steps of a machine that is in many places at once. Numbers are places in the program. */
export type Step =
  | { readonly kind: 'take'; readonly has: (code: number) => boolean }
  /** Goes to both; the first is preferred. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'match' }

export type Program = readonly Step[]

/** @throws RegexProblem when repetitions make it too long */
export function programOf(root: Node): Program {
  const steps: Step[] = []
  emit(steps, { kind: 'save', slot: 0 })
  compile(root, steps)
  emit(steps, { kind: 'save', slot: 1 })
  emit(steps, { kind: 'match' })
  return steps
}

function emit<S extends Step>(steps: Step[], step: S): S {
  if (steps.length >= LIMITS.regexSteps) throw new RegexProblem('is too long once repeated')
  steps.push(step)
  return step
}

function compile(node: Node, steps: Step[]): void {
  switch (node.kind) {
    case 'set':
      emit(steps, { kind: 'take', has: matcherOf(node.set) })
      return
    case 'assert':
      emit(steps, { kind: 'assert', assertion: node.assertion })
      return
    case 'sequence':
      for (const one of node.nodes) compile(one, steps)
      return
    case 'choice':
      compileChoice(node.nodes, steps)
      return
    case 'repeat':
      compileRepeat(node, steps)
      return
    case 'group':
      emit(steps, { kind: 'save', slot: 2 * node.number })
      compile(node.node, steps)
      emit(steps, { kind: 'save', slot: 2 * node.number + 1 })
      return
    default:
      never(node)
  }
}

function compileChoice(nodes: readonly Node[], steps: Step[]): void {
  const ends: { to: number }[] = []
  for (const [index, node] of nodes.entries()) {
    if (index === nodes.length - 1) {
      compile(node, steps)
      break
    }
    const split = emit(steps, { kind: 'split', first: 0, second: 0 })
    split.first = steps.length
    compile(node, steps)
    ends.push(emit(steps, { kind: 'jump', to: 0 }))
    split.second = steps.length
  }
  for (const end of ends) end.to = steps.length
}

function compileRepeat(
  { node, min, max, isLazy }: Extract<Node, { kind: 'repeat' }>,
  steps: Step[],
): void {
  for (let count = 0; count < min; count++) compile(node, steps)
  const branch = () => {
    const split = emit(steps, { kind: 'split', first: 0, second: 0 })
    const [inside, outside] = isLazy
      ? (['second', 'first'] as const)
      : (['first', 'second'] as const)
    split[inside] = steps.length
    return () => {
      split[outside] = steps.length
    }
  }
  if (max === Infinity) {
    const start = steps.length
    const end = branch()
    compile(node, steps)
    emit(steps, { kind: 'jump', to: start })
    end()
    return
  }
  const ends: (() => void)[] = []
  for (let count = min; count < max; count++) {
    ends.push(branch())
    compile(node, steps)
  }
  for (const end of ends) end()
}

/** ASCII from a table, the rest from the ranges. */
function matcherOf(set: CharacterSet): (code: number) => boolean {
  const table = Uint8Array.from({ length: 128 }, (_, code) => (has(set, code) ? 1 : 0))
  return code => (code < 128 ? table[code] === 1 : has(set, code))
}

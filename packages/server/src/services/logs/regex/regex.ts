import { createAutomaton } from './automaton.ts'
import { firstCharacters } from './first-characters.ts'
import { run } from './match.ts'
import { type Program, programOf } from './program.ts'
import { parseSyntax } from './syntax.ts'

/** A regular expression of a user, matched in time bounded by text × expression. */
export interface Regex {
  test(text: string): boolean
  /** Where it matches first: the whole match and its groups, undefined where a group took no part. */
  exec(text: string): RegexMatch | undefined
  /** Named groups, by name their number. */
  readonly names: ReadonlyMap<string, number>
  readonly groupCount: number
}

export interface RegexMatch {
  readonly start: number
  readonly end: number
  /** The whole match, then the groups. */
  readonly groups: readonly (string | undefined)[]
}

export { RegexProblem } from './problem.ts'

/**
 * Reads the expressions that CloudWatch Logs takes between `%` in filter patterns and between `/` in Insights:
 * what they have in common with other dialects, without look-around and back-references, which cannot be matched
 * in linear time. Never a `RegExp`: a pattern of few characters could hold one for hours.
 * @throws RegexProblem
 */
export function parseRegex(text: string): Regex {
  const { root, groupCount, names } = parseSyntax(text)
  const program: Program = programOf(root)
  const first = firstCharacters(program)
  const slots = 2 * (groupCount + 1)
  const automaton = createAutomaton(program)
  const test =
    automaton ?? ((text: string) => run(program, text, { slots: 0, first }) !== undefined)
  return {
    names,
    groupCount,
    test,
    exec(subject) {
      const found = test(subject) ? run(program, subject, { slots, first }) : undefined
      if (!found) return undefined
      const groups = Array.from({ length: groupCount + 1 }, (_, index) => {
        const [start, end] = [found[2 * index], found[2 * index + 1]]
        return start === undefined || end === undefined || start < 0 || end < 0
          ? undefined
          : subject.slice(start, end)
      })
      return { start: found[0] ?? 0, end: found[1] ?? 0, groups }
    },
  }
}

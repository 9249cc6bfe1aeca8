import { literalRuns, type Template } from './template.ts'

/** Three characters as a number; different ones may share it. */
export const gramOf = (first: number, second: number, third: number): number =>
  (first << 20) ^ (second << 10) ^ third

const gramAt = (text: string, at: number): number =>
  gramOf(text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2))

export const NO_GRAMS: readonly number[] = Object.freeze([])

/** Every three neighbours among the characters that a pattern names behind its beginning. */
export function gramsOf(template: Template): readonly number[] {
  const grams: number[] = []
  let from = template.start.length
  for (const run of literalRuns(template)) {
    for (let at = from; at + 3 <= run.length; at++) grams.push(gramAt(run, at))
    from = 0
  }
  return grams.length > 0 ? grams : NO_GRAMS
}

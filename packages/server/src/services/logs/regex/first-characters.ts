import type { Program } from './program.ts'

/**
 * Whether a match can begin with a character; undefined when it can begin anywhere, as it may be empty or depends
 * on its place. Skipping what cannot begin a match is what makes looking through many messages cheap.
 */
export function firstCharacters(program: Program): ((code: number) => boolean) | undefined {
  const takes: ((code: number) => boolean)[] = []
  const seen = new Set<number>()
  const waiting = [0]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (seen.has(place)) continue
    seen.add(place)
    const step = program[place]
    switch (step?.kind) {
      case 'take':
        takes.push(step.has)
        break
      case 'split':
        waiting.push(step.first, step.second)
        break
      case 'jump':
        waiting.push(step.to)
        break
      case 'save':
        waiting.push(place + 1)
        break
      default:
        return undefined
    }
  }
  const table = Uint8Array.from({ length: 128 }, (_, code) =>
    takes.some(takesIt => takesIt(code)) ? 1 : 0,
  )
  return code => (code < 128 ? table[code] === 1 : takes.some(takesIt => takesIt(code)))
}

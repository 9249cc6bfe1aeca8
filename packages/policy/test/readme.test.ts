import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as policy from '../src/index.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const EXAMPLES = [...README.matchAll(/^## (.+)\n[\s\S]*?```ts\n([\s\S]*?)```/gm)]

/** Runs an example; every `value // 'expected'` in it becomes a pair. */
function run(code: string): [string, unknown, unknown][] {
  const body = code.replace(/^import \{([^}]*)\} from '@parley\/policy'$/gm, 'const {$1} = library')
  const lines = body.split('\n').map(line => {
    const [, value, expected] = /^([^\s/].*?) \/\/ (.+)$/.exec(line) ?? []
    if (value === undefined || expected === undefined) return line
    const literal = /^Set (\{.*?\})/.exec(expected)?.[1]
    const wanted = literal ? `new Set([${literal.slice(1, -1)}])` : expected
    return `pairs.push([${JSON.stringify(value)}, ${value}, ${wanted}])`
  })
  const pairs: [string, unknown, unknown][] = []
  new Function('library', 'pairs', lines.join('\n'))(policy, pairs)
  return pairs
}

describe('the examples of the README', () => {
  it('are all found', () => expect(EXAMPLES.map(example => example[1])).toHaveLength(4))

  for (const [, title = '', code = ''] of EXAMPLES) {
    it(`${title}: says what happens`, () => {
      const pairs = run(code)
      expect(pairs.length).toBeGreaterThan(0)
      for (const [source, value, expected] of pairs) expect(value, source).toEqual(expected)
    })
  }
})

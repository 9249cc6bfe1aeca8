import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compile.ts'
import { decide, EMPTY_POLICY_SET } from './decide.ts'
import { matchesGlob } from './glob.ts'
import { parsePolicy } from './parse.ts'

/** Every character of the text against every one of the pattern. */
function matchesByTable(pattern: string, text: string): boolean {
  const wanted = [...pattern]
  let fits = wanted.map((_, i) => wanted.slice(0, i).every(one => one === '*'))
  fits.push(wanted.every(one => one === '*'))
  for (const character of text) {
    const next = [false]
    for (const [i, one] of wanted.entries()) {
      const takes = one === '?' || one === character
      next.push(one === '*' ? fits[i + 1]! || next[i]! : takes && fits[i]!)
    }
    fits = next
  }
  return fits.at(-1) === true
}

/** Mostly of one character, so that nothing rules a pattern out at once. */
const characters = fc.oneof(
  { weight: 6, arbitrary: fc.constant('a') },
  fc.constantFrom('b', '/', '😀', '😁'),
)
const texts = fc.array(characters, { minLength: 0, maxLength: 600, size: 'max' })
const patterns = fc.array(
  fc.oneof({ weight: 3, arbitrary: characters }, fc.constantFrom('*', '*', '?')),
  { maxLength: 16, size: 'max' },
)

describe('stretches of a pattern', () => {
  it('are found where a table of all characters finds them, however often a text is searched', () => {
    fc.assert(
      fc.property(texts, fc.array(patterns, { minLength: 12, maxLength: 20 }), (text, several) => {
        for (const pattern of several) {
          const [whole, all] = [`*${pattern.join('')}*`, text.join('')]
          expect([whole, matchesGlob(whole, all)]).toEqual([whole, matchesByTable(whole, all)])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('may be many for a text that repeats itself: each is tried once', () => {
    const Resource = Array.from({ length: 100 }, (_, i) => `arn:aws:s3:::*aaab*${i}*`)
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource },
    })
    const parsed = parsePolicy(text, 'identity')
    if (!parsed.ok) throw new Error(parsed.error[0]?.message)
    const identity = [compilePolicy(parsed.value, { kind: 'identity', name: 'many' })]
    const ask = (name: string) =>
      decide(
        { ...EMPTY_POLICY_SET, identity },
        {
          principal: {
            kind: 'user',
            arn: 'arn:aws:iam::111111111111:user/u',
            account: '111111111111',
          },
          action: 's3:GetObject',
          resource: {
            arns: [`arn:aws:s3:::${name}`],
            account: '111111111111',
            trustsAccount: true,
          },
          context: new Map(),
        },
      )
    const long = `0123456789b${'a'.repeat(2000)}`
    expect(ask(long)).toMatchObject({ effect: 'implicit-deny', layer: 'identity' })
    expect(ask(`${long}b99`)).toMatchObject({ effect: 'allow' })
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../packages/policy/src/catalogue.ts'
import { CATALOGUE, catalogueData, catalogueText } from './generate-catalogue.ts'
import { sourceFiles } from './tidy.ts'

const SOURCES = sourceFiles()
  .filter(file => /^packages\/server\/src\/(?:services|operation)\//.test(file))
  .filter(file => !file.endsWith('.test.ts'))
  .map(file => readFileSync(join(import.meta.dirname, '..', file), 'utf8'))

describe('the catalogue of what is served', () => {
  it('is what the generator writes now', async () => {
    expect(readFileSync(CATALOGUE, 'utf8')).toBe(await catalogueText())
  })

  it('has every action that a check of a service names', async () => {
    const { services } = catalogueOf(await catalogueData())
    const named = SOURCES.flatMap(text => [
      ...text.matchAll(/[cC]heck(?:Of)?\(\s*'([a-z0-9]+):([A-Za-z]+)'/g),
    ])
    expect(named.length).toBeGreaterThan(200)
    const unknown = named.filter(([, prefix = '', name = '']) => {
      const entry = services.get(prefix)?.actions.get(name.toLowerCase())
      return !entry || entry.elsewhere
    })
    expect(unknown.map(([, prefix, name]) => `${prefix}:${name}`)).toEqual([])
  })

  it('knows a resource of exactly the actions that are not asked on everything', async () => {
    const { services } = catalogueOf(await catalogueData())
    const onAny = SOURCES.flatMap(text => [
      ...text.matchAll(
        /\bcheck\(\s*'([a-z0-9]+):([A-Za-z]+)',\s*(?:'any'|\{\s*arns: 'any'|ANY\b)/g,
      ),
    ]).map(([, prefix = '', name = '']) => `${prefix}:${name}`)
    const onSomething = SOURCES.flatMap(text => [
      ...text.matchAll(
        /\b(?:key|group|stream|alarm|trail|function|policy|entity|bucket|object)Check\(\s*'([a-z0-9]+):([A-Za-z]+)'/g,
      ),
    ]).map(([, prefix = '', name = '']) => `${prefix}:${name}`)
    const entryOf = (action: string) => {
      const [prefix = '', name = ''] = action.split(':')
      return services.get(prefix)?.actions.get(name.toLowerCase())
    }
    const both = onAny.filter(action => onSomething.includes(action))
    const strange = onAny.filter(action => !both.includes(action) && entryOf(action)?.resources)
    expect(strange).toEqual([])
    expect(onSomething.filter(action => !entryOf(action)?.resources)).toEqual([])
  })
})

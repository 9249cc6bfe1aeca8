import { expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import { inTurn } from './turns.ts'

it('opens one archive at a time, also after one that is none', async () => {
  const seen: string[] = []
  const open = (name: string) =>
    inTurn('1', async () => {
      seen.push(`${name} begins`)
      await new Promise(resolve => setImmediate(resolve))
      seen.push(`${name} ends`)
      if (name === 'bad') throw new Error('no zip')
      return name
    })
  const all = await Promise.allSettled([open('bad'), open('good')])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(seen).toEqual(['bad begins', 'bad ends', 'good begins', 'good ends'])
})

it('lets an account wait with so many, and not at the cost of others', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const own = Array.from({ length: LIMITS.importsWaiting }, () => inTurn('1', () => promise))
  await expect(inTurn('1', () => promise)).rejects.toMatchObject({ code: 'LimitExceededException' })
  const others = inTurn('2', async () => 'opened')
  resolve()
  await Promise.all(own)
  expect(await others).toBe('opened')
  expect(await inTurn('1', async () => 'again')).toBe('again')
})

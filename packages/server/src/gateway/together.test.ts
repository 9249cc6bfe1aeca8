import { expect, it } from 'vitest'
import { together } from './together.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

it('lets what arrived in one turn go on in one, up to a number, and the rest in the next', async () => {
  const arrived = together(2)
  const gone: number[] = []
  const arrive = (n: number) => void arrived().then(() => gone.push(n))
  for (const n of [1, 2, 3, 4, 5]) arrive(n)
  expect(gone).toEqual([])
  await turn()
  expect(gone).toEqual([1, 2])
  arrive(6)
  await turn()
  expect(gone).toEqual([1, 2, 3, 4])
  await turn()
  expect(gone).toEqual([1, 2, 3, 4, 5, 6])
  arrive(7)
  await turn()
  expect(gone).toEqual([1, 2, 3, 4, 5, 6, 7])
})

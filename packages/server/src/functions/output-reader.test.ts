import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { LIMITS } from './limits.ts'
import { createOutputReader } from './output-reader.ts'

/** Streams that are read by a clock of their own; what is read costs so much time a byte. */
function room() {
  let time = 0
  const waiting: { readonly at: number; readonly resume: () => void }[] = []
  const reader = createOutputReader(
    () => time,
    (resume, ms) => waiting.push({ at: time + ms, resume }),
  )
  const seen: string[] = []
  return {
    seen,
    waits: () => waiting.map(({ at }) => at),
    stream(costMs: number) {
      const stream = new PassThrough()
      reader.read(stream, chunk => {
        time += costMs
        seen.push(String(chunk))
      })
      return stream
    },
    rest() {
      const [next] = waiting.splice(0, 1)
      time = next?.at ?? time
      next?.resume()
    },
    turn: () => new Promise(resolve => setImmediate(resolve)),
  }
}

it('reads for a quarter of the time at most, whatever is printed', async () => {
  const { seen, waits, stream, rest, turn } = room()
  const flood = stream(100)
  for (const text of ['a', 'b', 'c']) flood.write(text)
  await turn()
  expect(seen).toEqual(['a'])
  expect(waits()).toEqual([100 + 100 * LIMITS.outputRest])
  // What is printed elsewhere meanwhile is read once, and then waits as well.
  const other = stream(100)
  other.write('other')
  other.write('again')
  await turn()
  expect(seen).toEqual(['a', 'other'])
  expect(waits()).toEqual([400, 700])
  rest()
  await turn()
  expect(seen).toEqual(['a', 'other', 'b'])
})

it('lets what is little pass', async () => {
  const { seen, waits, stream, turn } = room()
  const modest = stream(1)
  for (const text of ['a', 'b', 'c']) modest.write(text)
  await turn()
  expect([seen, waits()]).toEqual([['a', 'b', 'c'], []])
})

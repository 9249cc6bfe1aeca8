import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeZip } from '../kernel/archive.ts'
import { systemClock } from '../kernel/clock.ts'
import { systemRandom } from '../kernel/random.ts'
import type { FunctionSpec, Invocation } from './function-spec.ts'
import { createFunctions, type Functions } from './functions.ts'
import { LIMITS } from './limits.ts'

/** What is left of environments that could not be started. */
let directory: string
let before: string | undefined
let functions: Functions
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'functions-'))
  before = process.env['TMPDIR']
  process.env['TMPDIR'] = directory
  functions = createFunctions({
    isolation: Promise.resolve({ kind: 'process' }),
    api: Promise.resolve('http://127.0.0.1:1'),
    hidden: [],
    clock: systemClock,
    random: systemRandom,
  })
})
afterEach(async () => {
  await functions.close()
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  rmSync(directory, { recursive: true, force: true })
})

async function specOf(id: string, start: FunctionSpec['start']): Promise<FunctionSpec> {
  const zip = await writeZip([{ name: 'index.js', bytes: Buffer.from(`// ${id}`) }])
  return {
    ...{ id, group: id, owner: id, runtime: 'nodejs', version: '$LATEST', runtimeVersion: 'x' },
    ...{ memoryMb: 128, ephemeralMb: 512, timeoutMs: 3000 },
    code: { sha256: id, load: async () => zip },
    start,
  }
}

const invocation: Invocation = {
  requestId: 'one',
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:one',
  payload: Buffer.from('{}'),
  signal: new AbortController().signal,
}

/** Names in the directory of the process that runs functions. */
const kept = (...path: string[]) => {
  const [own = ''] = readdirSync(directory)
  return readdirSync(join(directory, own, ...path))
}

it('keeps no more packages than it may of functions whose role cannot be assumed', async () => {
  for (let index = 0; index < LIMITS.packages + 6; index++) {
    const spec = await specOf(`p${index}`, () => Promise.reject(new Error('no role')))
    await expect(functions.invoke(spec, invocation)).rejects.toThrow('no role')
  }
  // What is removed may still be on its way.
  await expect.poll(() => kept('code').length).toBeLessThanOrEqual(LIMITS.packages)
})

it('leaves no socket of a process that the system refuses to start, and ends its log', async () => {
  let ended = 0
  const log = { write: () => {}, flush: () => {}, end: () => void ended++ }
  const variables = { NUL: 'a\0b' }
  const spec = await specOf('nul', async () => ({ variables, expiresAt: 0, log }))
  await expect(functions.invoke(spec, invocation)).rejects.toThrow('null bytes')
  await expect.poll(() => kept().sort()).toEqual(['api', 'code'])
  expect(ended).toBe(1)
})

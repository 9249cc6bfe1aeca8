import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse } from '../house.ts'

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts')
let base: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'parley-command-'))
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

const at = (name: string) => join(base, name)

function parley(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], { env })
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  return new Promise(done => child.once('close', code => done({ code, out, err })))
}

it('is made by one command and restored by another, each of which says what it did', async () => {
  const house = await openHouse({ args: ['--port', '0', '--data', at('data')] })
  const flags = ['--endpoint', house.url, '--data', at('data')]
  // Whoever left it there could read what is written into it.
  writeFileSync(at('one.backup.part'), 'left behind', { mode: 0o644 })
  const made = await parley('backup', at('one.backup'), ...flags)
  expect([made.code, made.err]).toEqual([0, ''])
  expect(made.out).toMatch(/one\.backup: \d+ rows and \d+ blobs as of commit \d+, verified\n/)
  expect(made.out).toContain('The root key is not in it')
  expect(made.out).toContain('Lines that the collector keeps are not in it either')
  if (process.platform !== 'win32') expect(statSync(at('one.backup')).mode & 0o777).toBe(0o600)
  expect(await parley('backup', at('one.backup'), ...flags)).toMatchObject({
    code: 2,
    err: expect.stringContaining('exists already'),
  })
  await house.close()

  const restore = (data: string, ...more: string[]) =>
    parley('restore', at('one.backup'), '--data', at(data), ...more)
  expect(await restore('again')).toMatchObject({
    code: 2,
    err: expect.stringContaining('usage: restore FILE --data DIR --root-key-file KEY'),
  })
  const key = ['--root-key-file', at('data/root-key')]
  const restored = await restore('again', ...key)
  expect([restored.code, restored.err]).toEqual([0, ''])
  expect(readdirSync(at('again')).sort()).toEqual(['blobs', 'parley.db', 'root-key'])
  expect(await restore('again', ...key)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not empty'),
  })
  expect((await restore('keyless', ...key, '--leave-root-key')).code).toBe(0)
  expect(existsSync(at('keyless/root-key'))).toBe(false)
})

it('is not made without a server, nor restored from anything else', async () => {
  const nobody = ['--endpoint', 'http://127.0.0.1:1', '--data', at('data')]
  expect(await parley('backup', at('none.backup'), ...nobody)).toMatchObject({
    code: 2,
    err: expect.stringContaining('no server answers'),
  })
  expect(existsSync(at('none.backup'))).toBe(false)
  writeFileSync(at('text.backup'), 'not a backup, but a text\n'.repeat(9))
  const flags = ['--data', at('none'), '--root-key-file', at('data/root-key')]
  expect(await parley('restore', at('text.backup'), ...flags)).toMatchObject({
    code: 1,
    err: expect.stringContaining('the backup is damaged: it does not begin as a backup does'),
  })
  expect(existsSync(at('none'))).toBe(false)
})

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hidingArguments } from './sandbox.ts'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-')))
  mkdirSync(join(root, 'usr/lib/parley/data'), { recursive: true })
  mkdirSync(join(root, 'home'))
  writeFileSync(join(root, 'usr/lib/root-key'), 'secret')
  // As most systems have it: one directory under two names.
  symlinkSync('usr/lib', join(root, 'lib'))
  symlinkSync(join(root, 'usr/lib/parley/data'), join(root, 'home/data'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const hiding = (...paths: readonly string[]) =>
  hidingArguments(
    paths.map(path => join(root, path)),
    ['usr', 'lib', 'lib64'].map(path => join(root, path)),
  ).map(argument => argument.replace(root, ''))

it('covers a directory under every name it is bound under, and lets nobody write there', () => {
  const covered = [
    ...['--tmpfs', '/usr/lib/parley/data', '--remount-ro', '/usr/lib/parley/data'],
    ...['--tmpfs', '/lib/parley/data', '--remount-ro', '/lib/parley/data'],
  ]
  expect(hiding('usr/lib/parley/data')).toEqual(covered)
  expect(hiding('home/data')).toEqual(covered)
})

it('covers a file by an empty one', () => {
  expect(hiding('lib/root-key')).toEqual([
    ...['--ro-bind', '/dev/null', '/usr/lib/root-key'],
    ...['--ro-bind', '/dev/null', '/lib/root-key'],
  ])
})

it('has nothing to cover where nothing is bound, or nothing is', () => {
  expect(hiding('home', 'usr/lib/absent')).toEqual([])
})

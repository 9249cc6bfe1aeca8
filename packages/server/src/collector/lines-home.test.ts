import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeClock } from '../kernel/clock.ts'
import { ServiceError } from '../kernel/errors.ts'
import { silentLogger } from '../kernel/log.ts'
import { key } from '../store/key.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { COLLECT } from './job-kinds.ts'
import { LIMITS } from './limits.ts'
import { createLinesHome, onceLinesAreThere } from './lines-home.ts'

const HOME = key('collector.lines-home')

let root: string
let store: Store
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-home-'))
  store = memoryStore({ clock: fakeClock(0) })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A data directory of a version before, with lines of an account. */
function directoryOf(name: string, { id, lines }: { id?: string; lines?: boolean }) {
  const directory = join(root, name)
  mkdirSync(lines ? join(directory, 'a-x') : directory, { recursive: true })
  if (id !== undefined) writeFileSync(join(directory, 'home'), `${id}\n`)
  return directory
}

/** A server with that directory, and how often it moved lines. */
function serverWith(directory: string) {
  const log: string[] = []
  const warn = (message: string) => log.push(message)
  const end = { moved: Promise.withResolvers<boolean>(), moves: 0 }
  const move = () => {
    end.moves++
    return end.moved.promise
  }
  const home = createLinesHome({ directory, store, log: { ...silentLogger, warn }, move })
  return { log, end, ready: () => home.ready().then(() => 'ready', reasonOf) }
}

const reasonOf = (error: unknown) =>
  error instanceof ServiceError && error.status === 503 ? error.message : String(error)

const settled = () => new Promise(resolve => setTimeout(resolve, 10))

const claim = (id: string, directory: string) =>
  store.commit([{ type: 'put', key: HOME, value: { id, host: 'h1', directory } }])

describe('servers that share a database', () => {
  it('keep lines in it, and say so to servers of a version before', async () => {
    const server = serverWith(join(root, 'none'))
    expect(await server.ready()).toBe('ready')
    expect([server.end.moves, server.log]).toEqual([0, []])
    expect((await store.get(HOME))?.value).toMatchObject({ id: 'database' })
  })

  it('move the lines that one of them has in files, once, and wait for them', async () => {
    const directory = directoryOf('first', { id: 'one', lines: true })
    await claim('one', directory)
    const [first, second] = [serverWith(directory), serverWith(directoryOf('second', {}))]
    const moving = 'the collected lines are being moved into the database'
    expect([await first.ready(), await first.ready()]).toEqual([moving, moving])
    const elsewhere = await second.ready()
    expect(elsewhere).toContain(`on h1 in ${directory}: start the server there`)
    expect(first.end.moves).toBe(1)
    first.end.moved.resolve(true)
    rmSync(join(directory, 'a-x'), { recursive: true })
    await settled()
    expect([await first.ready(), await second.ready()]).toEqual(['ready', 'ready'])
  })

  it('go on without lines of a directory that is lost, when they are told to', async () => {
    await claim('one', '/lost')
    const directory = directoryOf('second', {})
    const server = serverWith(directory)
    const reason = await server.ready()
    expect(reason).toContain(`write one into ${join(directory, 'home')}.`)
    directoryOf('second', { id: 'one' })
    await server.ready()
    server.end.moved.resolve(true)
    await settled()
    expect(await server.ready()).toBe('ready')
  })

  it('try again when lines could not be moved, or another process moves them', async () => {
    const directory = directoryOf('first', { id: 'one', lines: true })
    await claim('one', directory)
    for (const error of [undefined, new Error('the disk is full')]) {
      const server = serverWith(directory)
      if (error) server.end.moved.reject(error)
      else server.end.moved.resolve(false)
      expect(await server.ready()).toContain('are being moved')
      await settled()
      expect(await server.ready()).toContain('are being moved')
      expect(server.end.moves).toBe(2)
    }
  })

  it('warn of lines in files that are not those of the database', async () => {
    await claim('database', '')
    const server = serverWith(directoryOf('stray', { lines: true }))
    expect(await server.ready()).toBe('ready')
    expect(server.log).toEqual([expect.stringContaining('nobody finds them')])
  })
})

it('jobs of the collector are put off until there is a place for lines', async () => {
  const clock = fakeClock(1_000)
  let reason: Error | undefined = new ServiceError('ServiceUnavailableException', 'moving')
  const done = async () => ({ kind: 'done' }) as const
  const load = async () => {
    if (reason) throw reason
    return { handlers: new Map([[COLLECT, done]]), stop: () => undefined }
  }
  const job = { kind: COLLECT, id: 'c', runAt: 0, payload: {} }
  const run = { signal: new AbortController().signal, fencing: 1 }
  const handler = onceLinesAreThere(load, clock).get(COLLECT)
  expect(await handler?.(job, run)).toEqual({ kind: 'again', runAt: 1_000 + LIMITS.noRoomMs })
  reason = undefined
  expect(await handler?.(job, run)).toEqual({ kind: 'done' })
})

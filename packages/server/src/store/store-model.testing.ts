import fc from 'fast-check'
import { expect, it } from 'vitest'
import { key, keyParts } from './key.ts'
import { CommitConflict, type Key, type RangeOptions, type Store, type Write } from './store.ts'
import type { OpenHome } from './store-contract.testing.ts'
import { rejection } from './store-helpers.testing.ts'

/** Random programs against an engine and against the slowest store that could be right. */
export function storeModelTest(engine: string, openHome: OpenHome, numRuns: number): void {
  it(`the ${engine} store does what a naive model does`, async () => {
    const home = await openHome()
    let run = 0
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async steps => {
          // A kind of its own, so that the runs share one store and see nothing of each other.
          await compare(home.store, `run${run++}`, steps)
        }),
        { numRuns },
      )
    } finally {
      await home.remove()
    }
  })
}

const part = fc.constantFrom('', 'a', 'b', 'ab', '\u0000', '\u0001', '\uffff', '\u{10000}')
const path = fc.array(part, { maxLength: 3 })
const value = fc.oneof(fc.integer(), fc.constant({ deep: [null] }))
const logName = fc.constantFrom('x', 'y')
const write = fc.oneof(
  fc.record({ type: fc.constant('expect'), path, how: fc.constantFrom('right', 'absent', 'old') }),
  fc.record({ type: fc.constant('put'), path, value }),
  fc.record({ type: fc.constant('delete'), path }),
  fc.record({
    type: fc.constant('add'),
    path,
    amount: fc.integer({ min: -3, max: 5 }),
    max: fc.constantFrom(undefined, 4, 8),
  }),
  fc.record({
    type: fc.constant('append'),
    log: logName,
    entries: fc.array(value, { maxLength: 3 }),
  }),
)
const options = fc.record(
  { reverse: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }), groupBy: fc.nat(3) },
  { requiredKeys: [] },
)
const bound = fc.nat(8)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('commit'), writes: fc.array(write, { maxLength: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('range'), from: path, to: path, options }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('get'), paths: fc.array(path) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('read'),
      log: logName,
      options: fc.record({
        from: bound,
        to: bound,
        reverse: fc.boolean(),
        limit: fc.integer({ min: 1, max: 4 }),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim'), log: logName, position: bound }) },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type PlannedWrite = typeof write extends fc.Arbitrary<infer T> ? T : never

async function compare(store: Store, kind: string, steps: readonly Step[]): Promise<void> {
  const model = createModel(store.position())
  const keyOf = (path: readonly string[]) => key(kind, ...path)
  for (const each of steps) {
    if ('writes' in each) {
      const writes = each.writes.map(planned => concrete(planned, model, kind))
      const expected = model.commit(writes)
      if (typeof expected === 'string') {
        const failure = await rejection(store.commit(writes))
        expect(failure).toBeInstanceOf(CommitConflict)
        expect(failure).toMatchObject({ reason: expected })
      } else {
        const committed = await store.commit(writes)
        expect({ ...committed, counters: [...committed.counters] }).toEqual(expected)
      }
      expect(store.position()).toBe(model.position())
    } else if ('paths' in each) {
      const keys = each.paths.map(keyOf)
      const expected = keys.map(model.get)
      expect(await store.getMany(keys)).toEqual(expected)
      expect(await Promise.all(keys.map(each => store.get(each)))).toEqual(expected)
      for (const each of keys) expect(await store.counter(each)).toBe(model.counter(each))
    } else if ('position' in each) {
      model.trim(`${kind}/${each.log}`, each.position)
      await store.trimLog(`${kind}/${each.log}`, each.position)
    } else if ('log' in each) {
      const log = `${kind}/${each.log}`
      expect(await store.readLog(log, each.options)).toEqual(model.read(log, each.options))
    } else {
      const bounds = [keyOf(each.from), keyOf(each.to)] as const
      const page = await store.range(...bounds, each.options)
      const { next, ...items } = page
      const { more, ...expected } = model.range(...bounds, each.options)
      expect(items).toEqual(expected)
      expect(next !== undefined).toBe(more)
      if (next === undefined) continue
      const rest = each.options.reverse
        ? ([bounds[0], next] as const)
        : ([next, bounds[1]] as const)
      const whole = { ...each.options, limit: 1_000 }
      const remaining = await store.range(...rest, whole)
      const all = model.range(...bounds, whole)
      expect([...page.documents, ...remaining.documents]).toEqual(all.documents)
      expect([...page.groups, ...remaining.groups]).toEqual(all.groups)
    }
  }
}

function concrete(planned: PlannedWrite, model: Model, kind: string): Write {
  if ('log' in planned)
    return { type: 'append', log: `${kind}/${planned.log}`, entries: planned.entries }
  const name = key(kind, ...planned.path)
  if ('how' in planned) {
    const right = model.get(name)?.revision ?? 'absent'
    const revision = planned.how === 'right' ? right : planned.how === 'absent' ? 'absent' : 1
    return { type: 'expect', key: name, revision }
  }
  if ('amount' in planned) {
    const { amount, max } = planned
    return { type: 'add', key: name, amount, ...(max === undefined ? {} : { max }) }
  }
  if ('value' in planned) return { type: 'put', key: name, value: planned.value }
  return { type: 'delete', key: name }
}

type Model = ReturnType<typeof createModel>

function createModel(start: number) {
  let position = start
  const documents = new Map<Key, { key: Key; revision: number; value: unknown }>()
  const counters = new Map<Key, number>()
  const logs = new Map<string, { position: number; value: unknown; gone: boolean }[]>()
  const get = (key: Key) => documents.get(key)
  const counter = (key: Key) => counters.get(key) ?? 0

  /** The reason of the conflict, or what was committed. */
  const commit = (writes: readonly Write[]) => {
    const sums = new Map<Key, number>()
    for (const write of writes) {
      if (write.type === 'expect' && (get(write.key)?.revision ?? 'absent') !== write.revision) {
        return 'revision'
      }
      if (write.type !== 'add') continue
      const sum = (sums.get(write.key) ?? counter(write.key)) + write.amount
      if (write.max !== undefined && sum > write.max) return 'maximum'
      sums.set(write.key, sum)
    }
    position++
    for (const write of writes) {
      if (write.type === 'put')
        documents.set(write.key, { key: write.key, revision: position, value: write.value })
      if (write.type === 'delete') documents.delete(write.key)
      if (write.type === 'append') {
        const log = logs.get(write.log) ?? []
        logs.set(write.log, log)
        for (const entry of write.entries)
          log.push({ position: log.length, value: entry, gone: false })
      }
    }
    for (const [key, sum] of sums) counters.set(key, sum)
    return { revision: position, counters: [...sums] }
  }

  const range = (from: Key, to: Key, { reverse = false, limit = 1_000, groupBy }: RangeOptions) => {
    const inside = [...documents.values()]
      .filter(({ key }) => bytes(key, from) >= 0 && bytes(key, to) < 0)
      .sort((x, y) => bytes(x.key, y.key))
    if (reverse) inside.reverse()
    const items = new Map<string, Key | { key: Key }>()
    for (const document of inside) {
      const parts = keyParts(document.key)
      const folded = groupBy !== undefined && parts.length > groupBy
      const [first = '', ...rest] = parts.slice(0, (groupBy ?? 0) + 1)
      if (folded) items.set(`group ${key(first, ...rest)}`, key(first, ...rest))
      else items.set(`document ${document.key}`, document)
    }
    const page = [...items.values()].slice(0, limit)
    return {
      documents: page.filter(item => typeof item !== 'string'),
      groups: page.filter(item => typeof item === 'string'),
      more: items.size > limit,
    }
  }

  return {
    position: () => position,
    get,
    counter,
    commit,
    range,
    trim(log: string, below: number) {
      for (const entry of logs.get(log) ?? []) if (entry.position < below) entry.gone = true
    },
    read(
      log: string,
      { from, to, reverse, limit }: { from: number; to: number; reverse: boolean; limit: number },
    ) {
      const inside = (logs.get(log) ?? []).filter(
        entry => !entry.gone && entry.position >= from && entry.position < to,
      )
      if (reverse) inside.reverse()
      return inside.slice(0, limit).map(({ position, value }) => ({ position, value }))
    },
  }
}

const bytes = (left: Key, right: Key) => Buffer.compare(Buffer.from(left), Buffer.from(right))

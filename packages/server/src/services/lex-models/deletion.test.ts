import { expect, it } from 'vitest'
import { type Bot, LATEST, nameKey, versionedKey } from '../../bots/records.ts'
import { fakeClock } from '../../kernel/clock.ts'
import { seededRandom } from '../../kernel/random.ts'
import { documentsOver } from '../../operation/documents.ts'
import { key, within } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import type { Write } from '../../store/store.ts'
import type { Workbench } from './context.ts'
import { deleteAll } from './deletion.ts'
import { QUOTAS } from './limits.ts'
import { referencesWritten } from './publish.ts'
import { countKey, putName, putRecord, versionsOf } from './versioned.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const clock = fakeClock()
const random = seededRandom('deletion')
const unused = () => Promise.reject(new Error('not a part of this'))

/** A bot as large as one may be: 100 versions of 250 intents, each a reference. */
const versions = [LATEST, ...Array.from({ length: QUOTAS.versions }, (_, n) => String(n + 1))].map(
  (version): Bot => ({
    ...SCOPE,
    name: 'Large',
    version,
    createdAt: 0,
    updatedAt: 0,
    checksum: 'c',
    locale: 'en-US',
    childDirected: false,
    detectSentiment: false,
    enableModelImprovements: false,
    idleSessionSeconds: 300,
    processBehavior: 'SAVE',
    status: 'NOT_BUILT',
    buildNumber: 1,
    intents: Array.from({ length: QUOTAS.intentsPerBot }, (_, n) => ({
      name: `Intent${n}`,
      version: '1',
    })),
  }),
)

it('goes on in several commits where there is too much for one, and leaves the numbers that were used', async () => {
  const store = memoryStore({ clock })
  const bench = (): Workbench => ({
    ...SCOPE,
    clock,
    random,
    documents: documentsOver(store, () => []),
    calls: { call: unused, wouldAllow: unused },
    quotas: QUOTAS,
  })
  for (const bot of versions) {
    const uses = referencesWritten('bot', undefined, bot, bench())
    await store.commit([putRecord('bot', bot), ...uses])
  }
  const numbers = versions.slice(1).map(({ version }) => Number(version))
  const names = { name: 'Large', lastNumber: 103, numbers }
  const counted: Write = { type: 'add', key: countKey('bot', bench()), amount: 1 }
  await store.commit([putName('bot', names, 'Large', bench()), counted])

  const context = bench()
  const beside: Write = { type: 'put', key: key('beside'), value: true }
  await deleteAll('bot', await versionsOf('bot', 'Large', context), [beside], context)

  const left = await store.range(...within('lex.uses'))
  const { account, region } = SCOPE
  const keys = versions.map(({ version }) => versionedKey('bot', account, region, 'Large', version))
  expect(left.documents).toEqual([])
  expect((await store.getMany(keys)).filter(one => one !== undefined)).toEqual([])
  expect((await store.get(nameKey('bot', account, region, 'Large')))?.value).toEqual({
    lastNumber: 103,
    numbers: [],
  })
  expect(await store.counter(countKey('bot', context))).toBe(0)
  expect(await store.get(key('beside'))).toBeDefined()
})

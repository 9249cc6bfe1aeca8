import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../kernel/clock.ts'
import { documentsOver } from '../../operation/documents.ts'
import { key, keyParts, within } from '../../store/key.ts'
import { memoryStore } from '../../store/memory.ts'
import { type Page, type PageInput, pageOf, scan } from './paging.ts'

/** Everything that a listing gives, page by page. */
async function all<T>(MaxItems: number, list: (input: PageInput) => Page<T> | Promise<Page<T>>) {
  const items: T[] = []
  let Marker: string | undefined
  do {
    const page = await list({ Marker, MaxItems })
    expect(page.items.length).toBeLessThanOrEqual(MaxItems)
    expect(page.IsTruncated).toBe(page.Marker !== undefined)
    expect(page.Marker ?? '').toMatch(/^[\u0020-\u00ff]{0,320}$/)
    items.push(...page.items)
    Marker = page.Marker
  } while (Marker !== undefined)
  return items
}

const pageSizes = fc.integer({ min: 1, max: 7 })

describe('a list in pages', () => {
  it('is the whole list, in its order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { maxLength: 20 }), pageSizes, async (list, size) => {
        expect(await all(size, input => pageOf(list, input))).toEqual(list)
      }),
    )
  })
})

describe('a range in pages', () => {
  it('is every wanted row once, and none of the neighbours', async () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 128 }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(names, pageSizes, async (list, size) => {
        const store = memoryStore({ clock: fakeClock() })
        const row = (account: string, name: string) => key('iam.user', account, name)
        await store.commit(
          ['1', '2', '3'].flatMap(account =>
            list.map(name => ({ type: 'put' as const, key: row(account, name), value: {} })),
          ),
        )
        const documents = documentsOver(store, () => [])
        const wanted = (name: string) => name.length % 2 === 0
        const found = await all(size, input =>
          scan(within('iam.user', '2'), input, { documents }, ({ key: at }) => {
            const [, account = '', name = ''] = keyParts(at)
            return wanted(name) ? `${account} ${name}` : undefined
          }),
        )
        const expected = list.filter(wanted).map(name => `2 ${name}`)
        expect([...found].sort()).toEqual(expected.sort())
      }),
    )
  })
})

describe('a marker', () => {
  it.each(['', 'x', 'MQ==', 'nonsense', Buffer.from('2a').toString('base64url')])(
    'that nobody gave is refused: `%s`',
    marker => {
      expect(() => pageOf([1, 2], { Marker: marker })).toThrow('Invalid Marker.')
    },
  )
})

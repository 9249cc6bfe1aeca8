import {
  GetSlotTypesCommand,
  LexModelBuildingServiceClient,
  StartImportCommand,
} from '@aws-sdk/client-lex-model-building-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeZip } from '../../src/kernel/archive.ts'
import { type House, openHouse } from '../house.ts'
import { refusal } from '../refusal.ts'
import { archived, imported } from './lex-models-archives.ts'

/** What StartImport refuses before it begins (spec/lex-models.md §5.3). */

let house: House
let lex: LexModelBuildingServiceClient

beforeAll(async () => {
  house = await openHouse()
  lex = new LexModelBuildingServiceClient(house.as())
})
afterAll(() => house.close())

const slotType = (name: string, ...values: readonly string[]) => ({
  name,
  version: '7',
  enumerationValues: values.map(value => ({ value })),
})

describe('a hostile or broken payload', () => {
  const file = (name: string, text: string | Uint8Array) => ({ name, bytes: Buffer.from(text) })
  const json = JSON.stringify({ resource: slotType('Any', 'a') })
  const zip = (...entries: readonly ReturnType<typeof file>[]) => writeZip(entries)

  const PAYLOADS: readonly (readonly [string, () => Promise<Uint8Array>])[] = [
    ['no zip', async () => Buffer.from('not a zip')],
    ['an empty zip', () => zip()],
    ['two files', () => zip(file('a.json', json), file('b.json', json))],
    ['no JSON', () => zip(file('a.json', '{'))],
    ['a list', () => zip(file('a.json', '[]'))],
    ['a text', () => zip(file('a.json', '"resource"'))],
    ['no resource', () => zip(file('a.json', '{}'))],
    ['no name', () => zip(file('a.json', '{"resource":{"enumerationValues":[]}}'))],
    ['a name that is no name', () => archived(slotType('a-1', 'a'))],
    [
      'a name from the prototype',
      () => zip(file('a.json', '{"__proto__":{"resource":{"name":"A"}}}')),
    ],
    ['another type', () => archived({ name: 'Any', childDirected: false })],
    ['bytes that are no UTF-8', () => zip(file('a.json', new Uint8Array([0x22, 0xff, 0x22])))],
    ['a bomb', () => zip(file('a.json', Buffer.alloc(51 * 1024 * 1024, 0x20)))],
    ['a bomb within the size', () => zip(file('a.json', Buffer.alloc(40 * 1024 * 1024, 0x20)))],
    ['deep nesting', () => zip(file('a.json', '['.repeat(1_000_000)))],
    ['a zip within a zip', async () => zip(file('a.zip', await zip(file('a.json', json))))],
    [
      'too many entries',
      () => zip(...Array.from({ length: 40 }, (_, i) => file(`__MACOSX/${i}`, ''))),
    ],
    ['more than 4 MB', async () => Buffer.alloc(4 * 1024 * 1024 + 1)],
  ]

  it.each(PAYLOADS)('%s is refused at once', async (_, make) => {
    const payload = await make()
    const call = lex.send(
      new StartImportCommand({
        payload,
        resourceType: 'SLOT_TYPE',
        mergeStrategy: 'OVERWRITE_LATEST',
      }),
    )
    expect((await refusal(call))[0]).toBe('BadRequestException')
    expect((await lex.send(new GetSlotTypesCommand({ nameContains: 'Any' }))).slotTypes).toEqual([])
  })

  it('a name that leads outside is refused', async () => {
    const good = Buffer.from(await zip(file('aa/a.json', json)))
    const payload = Buffer.from(
      good.toString('latin1').replaceAll('aa/a.json', '../a.json'),
      'latin1',
    )
    const call = lex.send(
      new StartImportCommand({
        payload,
        resourceType: 'SLOT_TYPE',
        mergeStrategy: 'OVERWRITE_LATEST',
      }),
    )
    const [code, message] = await refusal(call)
    expect(code).toBe('BadRequestException')
    expect(message).toContain('relative path')
  })

  it('what packers add beside the file does not matter', async () => {
    const text = JSON.stringify({
      metadata: { schemaVersion: '1.0', importType: 'LEX', importFormat: 'JSON' },
      resource: { ...slotType('Packed', 'a'), version: 3, unknown: null },
    })
    const payload = await zip(
      file('folder/Packed_Export.json', text),
      file('__MACOSX/folder/._Packed_Export.json', 'x'),
      file('folder/.DS_Store', 'x'),
    )
    expect((await imported(lex, { payload, resourceType: 'SLOT_TYPE' })).importStatus).toBe(
      'COMPLETE',
    )
  })

  it('tags for an intent are refused', async () => {
    const payload = await archived({ name: 'Tagged', slots: [] })
    const call = lex.send(
      new StartImportCommand({
        payload,
        resourceType: 'INTENT',
        mergeStrategy: 'OVERWRITE_LATEST',
        tags: [{ key: 'a', value: 'b' }],
      }),
    )
    expect((await refusal(call))[0]).toBe('BadRequestException')
  })
})

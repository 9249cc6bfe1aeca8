import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../kernel/random.ts'
import { createSeal } from '../../kernel/seal.ts'
import { memoryStore } from '../../store/memory.ts'
import { newKeyPair, newMaterial, sealedVersion, withMaterial } from './materials.ts'
import { type KmsKey, materialKey } from './records.ts'

const random = seededRandom('materials')
const now = 1

/** A key whose material was sealed under one root key. */
async function openRoom() {
  const seal = createSeal(random.bytes(32), random)
  const documents = memoryStore()
  const plain = await newMaterial('SYMMETRIC_DEFAULT', random)
  const copy = Uint8Array.from(plain)
  const { version, write } = sealedVersion('k1', plain, 'CREATION', { seal, random, now })
  await documents.commit([write])
  const key = { id: 'k1', account: '1', region: 'r', materials: [version] } as unknown as KmsKey
  return { seal, documents, plain, copy, key, version }
}

describe('the material of a key', () => {
  it('is lent to whoever uses it, and wiped afterwards', async () => {
    const { seal, documents, plain, copy, key } = await openRoom()
    expect(plain).toEqual(new Uint8Array(32))
    const lent = await withMaterial(key, undefined, { documents, seal }, material => {
      expect(Buffer.from(material)).toEqual(Buffer.from(copy))
      return material
    })
    expect(Buffer.from(lent ?? [])).toEqual(Buffer.alloc(32))
  })

  it('is wiped even when its user fails', async () => {
    const { seal, documents, key } = await openRoom()
    let lent: Uint8Array | undefined
    const failing = withMaterial(key, undefined, { documents, seal }, material => {
      lent = material
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(Buffer.from(lent ?? [])).toEqual(Buffer.alloc(32))
  })

  it('is not there in a version that the key never had', async () => {
    const { seal, documents, key } = await openRoom()
    expect(await withMaterial(key, 'ab'.repeat(32), { documents, seal }, () => 1)).toBeUndefined()
  })

  it('is unavailable to a server with another root key', async () => {
    const { documents, key } = await openRoom()
    const seal = createSeal(random.bytes(32), random)
    await expect(withMaterial(key, undefined, { documents, seal }, () => 1)).rejects.toMatchObject({
      code: 'KeyUnavailableException',
      status: 500,
    })
  })

  it('opens for its own key and version alone', async () => {
    const { seal, documents, key, version } = await openRoom()
    const other = { ...key, id: 'k2' }
    const stolen = await documents.range('' as never, '\uffff' as never)
    const [sealed] = stolen.documents
    const where = materialKey('k2', version.id)
    await documents.commit([{ type: 'put', key: where, value: sealed?.value ?? null }])
    const opened = withMaterial(other, undefined, { documents, seal }, () => 1)
    await expect(opened).rejects.toMatchObject({ code: 'KeyUnavailableException' })
  })
})

describe('making key pairs', () => {
  it('goes on in turns, however many ask', async () => {
    const pairs = await Promise.all(Array.from({ length: 12 }, () => newKeyPair('ECC_NIST_P256')))
    expect(new Set(pairs.map(pair => Buffer.from(pair.publicKey).toString('hex'))).size).toBe(12)
  })

  it('is refused when too many wait already', async () => {
    const asked = Array.from({ length: 60 }, () => newKeyPair('ECC_NIST_P256'))
    const outcomes = await Promise.allSettled(asked)
    const refused = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(refused).toHaveLength(60 - 2 - 32)
    for (const { reason } of refused) expect(reason.code).toBe('ThrottlingException')
    expect((await newKeyPair('ECC_NIST_P256')).privateKey.length).toBeGreaterThan(0)
  })
})

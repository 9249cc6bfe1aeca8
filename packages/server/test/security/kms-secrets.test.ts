import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/kernel/log.ts'
import { keysOf } from '../conformance/kms-house.ts'
import { filesOf } from '../files-of.ts'
import { type House, openHouse } from '../house.ts'

/** What is encrypted leaves no trace of itself on the disk or in the log, and outlives the server. */

let data: string
let house: House
const logged: string[] = []
const open = () => {
  const log = createLogger('info', line => logged.push(line))
  return openHouse({ args: ['--data', data, '--port', '0'], log })
}
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'parley-kms-'))
  house = await open()
})
afterAll(async () => {
  await house.close()
  rmSync(data, { recursive: true, force: true })
})

describe('plaintext', () => {
  it('is nowhere in what the server wrote, and comes back after a restart', async () => {
    const keys = keysOf(house)
    const { id } = await keys.create()
    const text = 'a sentence that nobody else says'
    const CiphertextBlob = await keys.encrypt(id, text)
    const dataKey = await keys.kms.send(
      new GenerateDataKeyCommand({ KeyId: id, KeySpec: 'AES_256' }),
    )
    const pair = await keys.kms.send(
      new GenerateDataKeyPairCommand({ KeyId: id, KeyPairSpec: 'ECC_NIST_P256' }),
    )
    await keys.kms.send(new DecryptCommand({ CiphertextBlob }))
    const secrets = [Buffer.from(text), dataKey.Plaintext, pair.PrivateKeyPlaintext].flatMap(
      spellings,
    )
    const written = [...filesOf(data).map(file => readFileSync(file)), Buffer.from(logged.join(''))]
    for (const bytes of written) {
      expect(secrets.filter(secret => bytes.includes(secret))).toEqual([])
    }
    await house.close()
    house = await open()
    const { Plaintext } = await keysOf(house).kms.send(new DecryptCommand({ CiphertextBlob }))
    expect(Buffer.from(Plaintext ?? []).toString()).toBe(text)
  })
})

/** Bytes as they might be found: plain, in hexadecimal, in both forms of base64. */
function spellings(secret: Uint8Array | undefined): Buffer[] {
  const bytes = Buffer.from(secret ?? [])
  expect(bytes.length).toBeGreaterThan(16)
  const texts = (['hex', 'base64', 'base64url'] as const).map(form => bytes.toString(form))
  return [bytes, ...texts.map(text => Buffer.from(text.replace(/=+$/, '').slice(0, -2)))]
}

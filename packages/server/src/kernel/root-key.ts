import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Random } from './random.ts'

const BYTES = 32

/**
 * The key that wraps every secret: 32 bytes as hex in a file that only its owner may read. Made when it is
 * missing and `create` is set.
 * @throws Error when the file is missing or holds no key
 */
export function loadRootKey(
  file: string,
  { create, random }: { readonly create: boolean; readonly random: Random },
): Uint8Array {
  if (!existsSync(file)) {
    if (!create) throw new Error(`the root key file ${file} does not exist`)
    const key = random.bytes(BYTES)
    writeFileSync(file, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
    return key
  }
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} does not hold 32 bytes as hex`)
  return Buffer.from(text, 'hex')
}

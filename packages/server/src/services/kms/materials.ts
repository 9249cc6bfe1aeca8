import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { putRecord, type Reader, recordOf } from '../../access/records.ts'
import type { Random } from '../../kernel/random.ts'
import type { Seal } from '../../kernel/seal.ts'
import type { Write } from '../../store/store.ts'
import { KeyUnavailableException } from '../../wire/models/kms.ts'
import { SPECS, type Spec } from './key-specs.ts'
import { turnForPair } from './pair-turns.ts'
import {
  type KmsKey,
  keyArn,
  type MaterialVersion,
  materialKey,
  type SealedMaterial,
} from './records.ts'

/** New material of a key: random bytes, or a private key as PKCS #8. */
export async function newMaterial(spec: Spec, random: Random): Promise<Uint8Array> {
  const { material } = SPECS[spec]
  if (material.kind === 'secret') return Uint8Array.from(random.bytes(material.bytes))
  return (await newKeyPair(spec)).privateKey
}

/** A key pair as DER: the public half as SubjectPublicKeyInfo, the private one as PKCS #8. */
export function newKeyPair(
  spec: Spec,
): Promise<{ readonly publicKey: Uint8Array; readonly privateKey: Uint8Array }> {
  const { material } = SPECS[spec]
  const publicKeyEncoding = { type: 'spki', format: 'der' } as const
  const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const
  return turnForPair(() => {
    switch (material.kind) {
      case 'rsa': {
        const { bits: modulusLength } = material
        return generate('rsa', { modulusLength, publicKeyEncoding, privateKeyEncoding })
      }
      case 'ec': {
        const { curve: namedCurve } = material
        return generate('ec', { namedCurve, publicKeyEncoding, privateKeyEncoding })
      }
      default:
        throw new Error(`broken invariant: ${spec} is a pair`)
    }
  })
}

const generate = promisify(generateKeyPair)

/** The next version of a key's material and the write that keeps it, sealed. The plain bytes are wiped. */
export function sealedVersion(
  keyId: string,
  plain: Uint8Array,
  cause: MaterialVersion['cause'],
  { seal, random, now }: { readonly seal: Seal; readonly random: Random; readonly now: number },
): { readonly version: MaterialVersion; readonly write: Write } {
  const id = Buffer.from(random.bytes(32)).toString('hex')
  const sealed: SealedMaterial = { sealed: seal.seal(plain, purposeOf(keyId, id)) }
  plain.fill(0)
  return {
    version: { id, createdAt: now, cause },
    write: putRecord(materialKey(keyId, id), sealed),
  }
}

/**
 * Uses the plain material of a key, which is wiped afterwards.
 * @param materialId the version that encrypts now when absent
 * @returns undefined when the key never had this version
 * @throws KeyUnavailableException when the root key that sealed it is not the one of this server
 */
export async function withMaterial<T>(
  key: KmsKey,
  materialId: string | undefined,
  { documents, seal }: { readonly documents: Reader; readonly seal: Seal },
  use: (material: Uint8Array) => T | Promise<T>,
): Promise<T | undefined> {
  const id = materialId ?? currentMaterial(key).id
  const stored = recordOf<SealedMaterial>(await documents.get(materialKey(key.id, id)))
  if (!stored) return undefined
  const plain = seal.open(stored.sealed, purposeOf(key.id, id))
  if (!plain) throw KeyUnavailableException(`${keyArn(key)} is not available.`)
  try {
    return await use(plain)
  } finally {
    plain.fill(0)
  }
}

export function currentMaterial({ materials }: KmsKey): MaterialVersion {
  const current = materials.at(-1)
  if (!current) throw new Error('broken invariant: a key has material')
  return current
}

const purposeOf = (keyId: string, materialId: string) => `kms.material:${keyId}:${materialId}`

import { createHash } from 'node:crypto'
import { CRC32, CRC32C, CRC64NVME, type Crc } from './crc.ts'

/** The checksums of objects and bodies that clients may name (spec/surroundings.md §1.2). */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number]

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64 of the digest, big-endian. */
  readonly value: string
}

/** A checksum in the making. */
export interface RunningChecksum {
  update(chunk: Uint8Array): void
  /** Base64; asked for once. */
  value(): string
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  const crc = CRCS[algorithm]
  if (crc) {
    const running = crc.start()
    return { update: running.update, value: () => crcText(crc, running.value()) }
  }
  const hash = createHash(algorithm)
  return { update: chunk => void hash.update(chunk), value: () => hash.digest('base64') }
}

/** The checksum of parts put together; undefined for hashes, which know no such thing. */
export function combineChecksums(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly value: string; readonly sizeBytes: number }[],
): string | undefined {
  const crc = CRCS[algorithm]
  if (!crc) return undefined
  const combined = parts.reduce(
    (sum, { value, sizeBytes }) => crc.combine(sum, crcValue(value), sizeBytes),
    0n,
  )
  return crcText(crc, combined)
}

/** Whether a text can be a checksum of this kind. */
export function isChecksumText(algorithm: ChecksumAlgorithm, text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === BYTES[algorithm] && bytes.toString('base64') === text
}

export const checksumHeader = (algorithm: ChecksumAlgorithm) =>
  `x-amz-checksum-${algorithm.toLowerCase()}`

export function isChecksumAlgorithm(text: string): text is ChecksumAlgorithm {
  return (CHECKSUM_ALGORITHMS as readonly string[]).includes(text)
}

const CRCS: Readonly<Partial<Record<ChecksumAlgorithm, Crc>>> = { CRC32, CRC32C, CRC64NVME }

const BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
}

const crcText = ({ bytes }: Crc, value: bigint) =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64')

const crcValue = (text: string) => BigInt(`0x${Buffer.from(text, 'base64').toString('hex')}`)

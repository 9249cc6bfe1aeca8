import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  combineChecksums,
  isChecksumText,
  startChecksum,
} from './checksums.ts'

const checksum = (algorithm: ChecksumAlgorithm, ...chunks: readonly Uint8Array[]) => {
  const running = startChecksum(algorithm)
  for (const chunk of chunks) running.update(chunk)
  return running.value()
}

/** The check values that the catalogues of these algorithms print for `123456789`. */
const CHECK_VALUES: Readonly<Record<ChecksumAlgorithm, string>> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}

describe('checksums', () => {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    it(`${algorithm} has its published check value`, () => {
      const value = checksum(algorithm, Buffer.from('123456789'))
      expect(Buffer.from(value, 'base64').toString('hex')).toBe(CHECK_VALUES[algorithm])
    })

    it(`${algorithm} does not depend on how the bytes are cut`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
          const parts = [bytes.subarray(0, cut), bytes.subarray(cut)]
          expect(checksum(algorithm, ...parts)).toBe(checksum(algorithm, bytes))
        }),
      )
    })
  }

  for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as const) {
    it(`${algorithm} of parts combines to that of the whole`, () => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), parts => {
          const combined = combineChecksums(
            algorithm,
            parts.map(part => ({ value: checksum(algorithm, part), sizeBytes: part.length })),
          )
          expect(combined).toBe(checksum(algorithm, Buffer.concat(parts)))
        }),
      )
    })
  }

  it('are told from other texts', () => {
    expect(isChecksumText('CRC32', 'cZWHwQ==')).toBe(true)
    for (const text of ['cZWHwQ', 'cZWHwR==', 'cZWH', '', '!!!!', 'cZWHwcZWHwQ=']) {
      expect([text, isChecksumText('CRC32', text)]).toEqual([text, false])
    }
  })
})
